"""The parameters that the saved models are held against where no paper has them to enough digits: the
maximum of the log-likelihood by Nelder and Mead's simplex on log-parameters, in plain Python.

    python3 expected.py

Contractual models: the high-end cohort of Fader and Hardie (2007). (M)BG/CNBD-2: CDNOW in weeks.
"""

from math import exp, lgamma, log
from pathlib import Path

COUNTS = [1000, 869, 743, 653, 593, 551, 517, 491]
PURCHASES = [
    list(map(float, line.split(",")))
    for line in (Path(__file__).parent / "../model/cdnow_purchases.csv").read_text().splitlines()
    if line[0].isdigit()
]


def survival(alpha, beta, c, n):
    """B(alpha, beta + n^c) / B(alpha, beta)"""
    m = n**c if n else 0.0
    return exp(lgamma(beta + m) - lgamma(alpha + beta + m) - lgamma(beta) + lgamma(alpha + beta))


def contractual(theta):
    alpha, beta, c = (*map(exp, theta), 1.0)[:3]
    s = [survival(alpha, beta, c, n) for n in range(len(COUNTS))]
    return -sum(
        (COUNTS[n] - COUNTS[n + 1]) * log(s[n] - s[n + 1]) for n in range(len(COUNTS) - 1)
    ) - COUNTS[-1] * log(s[-1])


def condensed(early):
    """Two phases a wait; early is 0 in BG, 1 in MBG. Platzer and Reutterer (2016), without gaps."""

    def loss(theta):
        r, alpha, a, b = map(exp, theta)
        total = 0.0
        for x, recency, age, customers in PURCHASES:
            flips, shape = x + early, r + 2 * x
            recency, age = recency / 7, age / 7
            alive = 1 + shape * (age - recency) / (alpha + age)
            left = a / (b + flips - 1) * ((alpha + age) / (alpha + recency)) ** shape if flips else 0
            total += customers * (
                lgamma(b + flips) - lgamma(b) + lgamma(a + b) - lgamma(a + b + flips)
                + lgamma(shape) - lgamma(r) + r * log(alpha) - shape * log(alpha + age)
                + log(alive + left)
            )
        return -total

    return loss


def minimum(f, start, size=0.3, steps=800):
    simplex = [list(start)] + [
        [x + size * (i == j) for j, x in enumerate(start)] for i in range(len(start))
    ]
    points = sorted((f(p), p) for p in simplex)
    for _ in range(steps):
        *best, (worst_value, worst) = points
        centre = [sum(p[i] for _, p in best) / len(best) for i in range(len(start))]

        def along(t):
            p = [m + t * (w - m) for m, w in zip(centre, worst)]
            return f(p), p

        new = along(-1)
        if new < points[0]:
            new = min(new, along(-2))
        elif new >= points[-2]:
            new = min(along(-0.5), along(0.5))
            if new[0] >= worst_value:
                points = [points[0]] + [
                    (f(q), q)
                    for q in ([(a + b) / 2 for a, b in zip(p, points[0][1])] for _, p in points[1:])
                ]
                points.sort()
                continue
        points = sorted([*best, new])
    return points[0]


for name, loss, start in (
    ("shifted-beta-geometric", contractual, [0.0] * 2),
    ("beta-discrete-weibull", contractual, [0.0] * 3),
    ("bg-cnbd-k", condensed(0), [-1.0, 1.0, 0.0, 1.0]),
    ("mbg-cnbd-k", condensed(1), [-1.0, 1.0, 0.0, 1.0]),
):
    value, theta = minimum(loss, start)
    print(name, *("%.8g" % exp(t) for t in theta), "log-likelihood %.6f" % -value)

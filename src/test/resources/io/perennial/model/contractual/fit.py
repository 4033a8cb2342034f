"""Fits the contractual models to the high-end cohort of Fader and Hardie (2007), by plain Python:
the maximum of the log-likelihood of the counts by Nelder and Mead's simplex on log-parameters.

    python3 fit.py
"""

from math import exp, lgamma, log

COUNTS = [1000, 869, 743, 653, 593, 551, 517, 491]


def survival(alpha, beta, c, n):
    """B(alpha, beta + n^c) / B(alpha, beta)"""
    m = n**c if n else 0.0
    return exp(lgamma(beta + m) - lgamma(alpha + beta + m) - lgamma(beta) + lgamma(alpha + beta))


def loss(theta):
    alpha, beta, c = (*map(exp, theta), 1.0)[:3]
    s = [survival(alpha, beta, c, n) for n in range(len(COUNTS))]
    return -sum(
        (COUNTS[n] - COUNTS[n + 1]) * log(s[n] - s[n + 1]) for n in range(len(COUNTS) - 1)
    ) - COUNTS[-1] * log(s[-1])


def minimum(f, start, size=0.3, steps=4000):
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


for name, dimension in ("shifted-beta-geometric", 2), ("beta-discrete-weibull", 3):
    value, theta = minimum(loss, [0.0] * dimension)
    print(name, *("%.8g" % exp(t) for t in theta), "log-likelihood %.6f" % -value)

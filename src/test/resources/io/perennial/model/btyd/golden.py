"""Writes the golden files of this directory with mpmath, from the definitions of the models.

    python3 golden.py

Expectations over purchase and dropout rates are taken by quadrature at 40 digits or as finite sums,
not by the formulas that the code uses. x has no factorial in the log-likelihood. "new" is a
customer who has just made the first purchase; discounted purchases of the customer given alive are
over t at the continuous rate, dert over an infinite horizon.
"""

import random
import sys

from mpmath import beta, exp, expm1, factorial, log, log1p, mp, mpf, nstr, quad, rf

mp.dps = 40

COLUMNS = ["p1", "p2", "p3", "p4", "x", "recency", "age", "t", "rate", "logLikelihood", "pAlive", "expected",
           "discounted", "dert", "p0", "p1", "p5", "newExpected", "newP0", "newP3", "newAlive"]


def customers(seed, times):
    random.seed(seed)
    rows = []
    for x, recency, age in [(0, 0.0, 0.0), (0, 0.0, 39.0), (1, 0.5, 0.5), (2, 30.43, 38.86), (29, 35.0, 37.5),
                            (200, 38.0, 40.0), (1000, 20.0, 40.0), (10000, 39.9, 40.0)]:
        rows.append((x, recency, age, random.choice(times)))
    return rows


def integral(f, cuts):
    """mpmath stops at an absolute error, so f is brought to the size of 1 first."""
    size = max(abs(f(c)) for c in cuts + [(a + b) / 2 for a, b in zip(cuts, cuts[1:])])
    return quad(lambda u: f(u) / size, cuts) * size if size else mpf(0)


def pareto(r, al, s, be, x, tx, T, t, d):
    r, al, s, be, tx, T, t, d = map(mpf, (r, al, s, be, tx, T, t, d))

    def nbd(r, al, n, t):
        return rf(r, n) / factorial(n) * (al / (al + t)) ** r * (t / (al + t)) ** n

    def forecasts(r, al, be):
        expected = r / al * integral(lambda u: (be / (be + u)) ** s, [mpf(0), be, t] if be < t else [mpf(0), t])
        discounted = r / al * integral(lambda u: (be / (be + u)) ** s * exp(-d * u), [mpf(0), be, t] if be < t else [mpf(0), t])
        dert = r / al * integral(lambda u: (be / (be + u)) ** s * exp(-d * u), sorted([mpf(0), be, 1 / d, 10 / d, 40 / d, 100 / d]))
        p = [nbd(r, al, n, t) * (be / (be + t)) ** s
             + integral(lambda u: nbd(r, al, n, u) * s * be ** s / (be + u) ** (s + 1), sorted([mpf(0), t / 100, t / 10, t])) for n in (0, 1, 3, 5)]
        return expected, discounted, dert, p

    alive = (al + T) ** (-r - x) * (be + T) ** (-s)
    width = (al + tx) / (r + x)
    cuts = [tx] + [c for c in (tx + width, tx + 5 * width, tx + 30 * width, tx + 100 * width) if c < T] + [T]
    left = s * integral(lambda u: (al + u) ** (-r - x) * (be + u) ** (-s - 1), cuts)
    ll = log(rf(r, x)) + r * log(al) + s * log(be) + log(alive + left)
    given = forecasts(r + x, al + T, be + T)
    new = forecasts(r, al, be)
    return [ll, alive / (alive + left), given[0], given[1], given[2], given[3][0], given[3][1], given[3][3],
            new[0], new[3][0], new[3][2], (be / (be + t)) ** s]


def geometric(modified):
    def model(r, al, a, b, x, tx, T, t, d):
        r, al, a, b, tx, T, t, d = map(mpf, (r, al, a, b, tx, T, t, d))

        def over_p(f, a, b, extra):
            # p = 1/(1+e^-u) takes the end points away.
            def g(u):
                p, o = 1 / (1 + exp(-u)), 1 / (1 + exp(u))
                return p ** a * o ** b * f(p)
            low = -90 / min(a + extra, 1 + a)
            cuts = sorted(mpf(c) for c in [low, low / 2, low / 6, -8, -4, -2, 0, 2, 4, 8, 90 / b, 40 / b, 10 / b, log(a / b), log(a / b) - 1, log(a / b) + 1])
            return integral(g, cuts) / beta(a, b)

        def forecasts(r, al, a, b):
            expected = over_p(lambda p: -expm1(-r * log1p(p * t / al)) / p, a, b, 0)
            def chance(n):
                below = sum(rf(r, j) / factorial(j) * (t / (al + t)) ** j for j in range(n)) * (al / (al + t)) ** r
                stay = beta(a, b + n) / beta(a, b) * rf(r, n) / factorial(n) * (al / (al + t)) ** r * (t / (al + t)) ** n
                return stay + (beta(a + 1, b + n - 1) / beta(a, b) * (1 - below) if n else 0)
            return expected, None, [chance(n) for n in (0, 1, 3, 5)], over_p(lambda p: (1 + p * t / al) ** -r, a, b, 0)

        flips = x + 1 if modified else x
        stays = beta(a, b + flips) / beta(a, b) * (al + T) ** (-r - x)
        left = beta(a + 1, b + flips - 1) / beta(a, b) * (al + tx) ** (-r - x) if flips else mpf(0)
        ll = log(rf(r, x)) + r * log(al) + log(stays + left)
        given = forecasts(r + x, al + T, a, b + flips)
        first = b / (a + b) if modified else mpf(1)
        new = forecasts(r, al, a, b + 1 if modified else b)
        return [ll, stays / (stays + left), given[0], None, None, given[2][0], given[2][1], given[2][3],
                first * new[0], first * new[2][0] + 1 - first, first * new[2][2], first * new[3]]
    return model


def write(name, model, parameters):
    with open(name, "w") as out:
        out.write("# mpmath %s, golden.py\n" % __import__("mpmath").__version__)
        out.write(",".join(COLUMNS) + "\n")
        for seed, p in enumerate(parameters):
            for x, tx, T, t in customers(seed, [0.25, 1.0, 10.0, 39.0, 260.0]):
                rate = 0.15 / 52
                values = model(*p, x, tx, T, t, rate)
                # Not computed here: empty.
                out.write(",".join([repr(float(v)) for v in (*p, x, tx, T, t, rate)]
                                   + ["NaN" if v is None else nstr(v, 22) for v in values]) + "\n")


if __name__ == "__main__":
    if "pareto" in sys.argv[1:] or len(sys.argv) == 1:
        write("pareto-nbd.csv", pareto, [(.553, 10.578, .606, 11.669), (1.5, 8.0, 1.0, 8.0), (.55, 4.0, 2.5, 40.0),
                                         (.3, 30.0, .05, 3.0), (2.0, 20.0, 1.0000001, 0.1), (.8, .01, 3.0, 10.0)])
    parameters = [(.243, 4.414, .793, 2.426), (.525, 6.183, .891, 1.614), (1.5, 8.0, 1.0, 1.0), (2.5, .5, .2, .3), (.1, 40.0, 3.0, 50.0)]
    if "mbg" in sys.argv[1:] or len(sys.argv) == 1:
        write("mbg-nbd.csv", geometric(True), parameters)
    if "bg" in sys.argv[1:] or len(sys.argv) == 1:
        write("bg-nbd.csv", geometric(False), parameters)

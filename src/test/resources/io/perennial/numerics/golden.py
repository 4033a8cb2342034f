"""Writes the golden files of this directory with mpmath at 50 digits or more.

    python3 golden.py

Each value is computed at two precisions, which have to agree to 30 digits. Arguments are doubles,
taken exactly; where z is near 1 it is given by its complement 1 - z.
"""

import itertools
import random

from mpmath import hyp2f1, hyperu, log, loggamma, mp, mpf, nstr

DIGITS = 25


def agreed(function, digits=50):
    previous = None
    while digits < 1000:
        mp.dps = digits
        value = function()
        if previous is not None and abs(value - previous) <= mpf(10) ** -30 * max(1, abs(value)):
            return value
        previous = value
        digits = digits * 8 // 5
    raise ArithmeticError("no agreement")


def parts(z=None, complement=None):
    """z and 1 - z as the doubles that the Java test passes, and z as it is meant."""
    if complement is None:
        return (z, 1.0 - z, lambda: mpf(z)) if z < 0.5 else (z, 1.0 - z, lambda: 1 - mpf(1.0 - z))
    return 1.0 - complement, complement, lambda: 1 - mpf(complement)


def arguments():
    middle = [0.0, 1e-12, 1e-3, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.99]
    for z in middle:
        yield parts(z=z)
    for complement in [1e-3, 1e-6, 1e-9, 1e-15]:
        yield parts(complement=complement)


def write(name, header, rows):
    with open(name, "w") as out:
        out.write("# mpmath %s, golden.py\n" % __import__("mpmath").__version__)
        out.write(",".join(header) + "\n")
        for row in rows:
            out.write(",".join(repr(x) if isinstance(x, float) else nstr(x, DIGITS) for x in row) + "\n")


def gauss_rows():
    random.seed(1)
    points = []
    grid = [0.01, 0.3, 1.0, 1.5, 3.0, 12.25]
    for a, b, c in itertools.product(grid, grid, grid):
        for argument in random.sample(list(arguments()), 3):
            points.append((a, b, c, argument))
    # The forms of BG/NBD, MBG/NBD and Pareto/NBD.
    for r, a, b in [(0.243, 0.793, 2.426), (0.525, 0.891, 1.614), (2.5, 0.2, 0.3), (0.05, 40.0, 300.0), (1.0, 1.0, 1.0)]:
        for x in [0.0, 1.0, 2.0, 29.0, 132.0, 1000.0, 10000.0]:
            for argument in random.sample(list(arguments()), 4):
                points.append((r + x, b + x, a + b + x - 1.0, argument))
                points.append((r + x, b + x + 1.0, a + b + x, argument))
                points.append((r + a + x, a + 1.0, r + a + x + 1.0, argument))
                points.append((r + a + x, r + x, r + a + x + 1.0, argument))
    for _ in range(400):
        a, b, c = (10 ** random.uniform(-3, 3) for _ in range(3))
        argument = parts(z=random.random()) if random.random() < 0.6 else parts(complement=10 ** random.uniform(-14, 0))
        points.append((a, b, c, argument))
    for a, b, c, (z, complement, exact) in points:
        if c <= 0:
            continue
        value = agreed(lambda: log(hyp2f1(mpf(a), mpf(b), mpf(c), exact(), maxterms=10**7)))
        yield a, b, c, z, complement, value


def difference_rows():
    random.seed(2)
    points = []
    for r, a, b in [(0.243, 0.793, 2.426), (0.525, 0.891, 1.614), (2.5, 0.2, 0.3), (0.05, 40.0, 300.0),
                    (1.0, 1.0, 1.0), (0.7, 1.0, 0.4), (0.7, 0.25, 0.75), (3.0, 2.0, 0.01), (0.4, 1.0000000001, 5.0)]:
        for x in [0.0, 1.0, 2.0, 29.0, 132.0, 1000.0, 10000.0]:
            for argument in random.sample([p for p in arguments() if p[0] > 0], 4):
                points.append((r + x, b + x, a + b + x - 1.0, argument))
                points.append((r + x, b + x + 1.0, a + b + x, argument))
    for _ in range(250):
        a, b, d = (10 ** random.uniform(-2.5, 2.5) for _ in range(3))
        argument = parts(z=random.random()) if random.random() < 0.6 else parts(complement=10 ** random.uniform(-12, 0))
        points.append((a, b, b + d - 1.0, argument))
    for a, b, c, (z, complement, exact) in points:
        def value():
            # Off the removable singularities by less than what is printed.
            tiny = mpf(10) ** (-mp.dps)
            mp.dps *= 3
            big_c = mpf(c) + tiny
            w = exact()
            result = log(big_c / (big_c - mpf(b)) * (1 - (1 - w) ** mpf(a) * hyp2f1(mpf(a), mpf(b), big_c, w, maxterms=10**7)))
            return result
        yield a, b, c, z, complement, agreed(value)


def tricomi_rows():
    random.seed(3)
    points = [(s, s, z) for s in [0.01, 0.606, 1.0, 2.5, 30.0] for z in [1e-9, 1e-3, 0.144, 1.0, 20.0, 1e3, 1e6]]
    points += [(1.0, 1.0, 0.5), (2.0, -3.0, 0.7), (0.5, 2.0, 1e-4), (1e4, 1e4, 3.0), (5.0, 5.0, 1e-12)]
    for _ in range(200):
        points.append((10 ** random.uniform(-3, 3), random.uniform(-1, 1) * 10 ** random.uniform(-1, 2), 10 ** random.uniform(-5, 4)))
    for a, b, z in points:
        yield a, b, z, agreed(lambda: log(hyperu(mpf(a), mpf(b), mpf(z), maxterms=10**7, maxprec=60000)))


def beta_ratio_rows():
    random.seed(4)
    for _ in range(300):
        x, a, d = (10 ** random.uniform(-4, 4) for _ in range(3))
        yield x, a, d, agreed(lambda: loggamma(mpf(x)) + loggamma(mpf(x) + mpf(a) + mpf(d))
                              - loggamma(mpf(x) + mpf(a)) - loggamma(mpf(x) + mpf(d)))


if __name__ == "__main__":
    write("hypergeometric-2f1.csv", ["a", "b", "c", "z", "1-z", "log2F1"], gauss_rows())
    write("hypergeometric-difference.csv", ["a", "b", "c", "z", "1-z", "log"], difference_rows())
    write("tricomi-u.csv", ["a", "b", "z", "logU"], tricomi_rows())
    write("beta-ratio.csv", ["x", "a", "d", "log"], beta_ratio_rows())

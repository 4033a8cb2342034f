"""Writes beta-discrete-weibull.csv with mpmath at 60 digits.

    python3 golden.py
"""

import itertools

import mpmath
from mpmath import beta, log, mp, mpf, nstr

mp.dps = 60

with open("beta-discrete-weibull.csv", "w") as out:
    out.write("# mpmath %s, golden.py\nalpha,beta,c,renewals,logLeft,logStayed\n" % mpmath.__version__)
    for a, b, c in itertools.product([.01, .668, 5.0, 300.0], [.02, 3.806, 200.0], [.05, .9, 1.0, 1.7, 6.0]):
        for n in [0, 1, 7, 300]:
            s = lambda k: beta(mpf(a), mpf(b) + mpf(k) ** mpf(c)) / beta(mpf(a), mpf(b))
            stayed = s(n) if n else mpf(1)
            out.write("%r,%r,%r,%d,%s,%s\n" % (a, b, c, n, nstr(log(stayed - s(n + 1)), 22), nstr(log(stayed), 22)))

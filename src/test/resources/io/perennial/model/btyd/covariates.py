"""Writes cdnow_covariates.csv and prints the optima that CovariateTest expects.

    python3 covariates.py CDNOW_sample.txt        # numpy 2, scipy 1

CDNOW 1/10 sample as in ../cdnow_cells.py, with two covariates: the dollars of the first purchase
day, and whether that day was in January. The likelihoods are written down here as in the papers
(Fader, Hardie and Lee 2005, equation 6; Fader and Hardie 2005, A Note on Deriving the Pareto/NBD
Model, equation 18, with the 2F1 of scipy), and maximised by scipy without gradients.
"""

import collections
import datetime
import pathlib
import sys

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1

END = datetime.date(1997, 9, 30)
days = collections.defaultdict(lambda: collections.defaultdict(int))
for line in open(sys.argv[1]):
    _, customer, day, _, dollars = line.split()
    date = datetime.datetime.strptime(day, "%Y%m%d").date()
    if date <= END:
        days[customer][date] += round(float(dollars) * 100)

cells = collections.Counter()
for cents_by_day in days.values():
    first, last = min(cents_by_day), max(cents_by_day)
    cells[
        (
            len(cents_by_day) - 1,
            (last - first).days,
            (END - first).days,
            cents_by_day[first],
            int(first.month == 1),
        )
    ] += 1
with open(pathlib.Path(__file__).parent / "cdnow_covariates.csv", "w") as out:
    out.write(
        "# CDNOW, 1/10 sample: Fader and Hardie (2001), brucehardie.com/datasets; 1997-01-01 to "
        "1997-09-30. Made by covariates.py.\n"
        "frequency,recency_days,age_days,first_cents,january,customers\n"
    )
    for cell, customers in sorted(cells.items()):
        out.write(",".join(map(str, cell)) + f",{customers}\n")

table = np.array([list(cell) + [customers] for cell, customers in sorted(cells.items())], float)
x, t_x, T = table[:, 0], table[:, 1] / 7, table[:, 2] / 7
Z = np.column_stack([table[:, 3] / 100, table[:, 4]])
weight = table[:, 5]


def bg_nbd(theta):
    r, alpha, a, b = np.exp(theta[:4])
    alpha = alpha * np.exp(-Z @ theta[4:6])
    a = a * np.exp(Z @ theta[6:8])
    common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    alive = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + T)
    left = np.where(
        x > 0,
        betaln(a + 1, b + np.maximum(x, 1) - 1) - betaln(a, b) - (r + x) * np.log(alpha + t_x),
        -np.inf,
    )
    return -np.sum(weight * (common + np.logaddexp(alive, left)))


def pareto_nbd(theta):
    r, alpha, s, beta = np.exp(theta[:4])
    alpha = alpha * np.exp(-Z @ theta[4:6])
    beta = beta * np.exp(-Z @ theta[6:8])
    high, low = np.maximum(alpha, beta), np.minimum(alpha, beta)
    second = np.where(alpha >= beta, s + 1, r + x)

    def term(t):
        return hyp2f1(r + s + x, second, r + s + x + 1, (high - low) / (high + t)) / (high + t) ** (
            r + s + x
        )

    likelihood = 1 / ((alpha + T) ** (r + x) * (beta + T) ** s) + s / (r + s + x) * (
        term(t_x) - term(T)
    )
    constant = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    return -np.sum(weight * (constant + np.log(likelihood)))


def errors(function, at):
    """Standard errors by second differences."""
    n = len(at)
    step = np.array([1e-3] * 4 + [1e-5, 1e-3] * 2)
    hessian = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            d = np.eye(n) * step
            hessian[i, j] = (
                function(at + d[i] + d[j])
                - function(at + d[i] - d[j])
                - function(at - d[i] + d[j])
                + function(at - d[i] - d[j])
            ) / (4 * step[i] * step[j])
    return np.sqrt(np.diag(np.linalg.inv(hessian)))


for name, function, start in (
    ("bg-nbd", bg_nbd, [0.243, 4.414, 0.793, 2.426]),
    ("pareto-nbd", pareto_nbd, [0.553, 10.58, 0.606, 11.67]),
):
    start = np.log(start)
    scale = np.array([1.0] * 4 + [0.01, 1.0] * 2)
    options = {"maxiter": 100_000, "maxfev": 100_000, "xatol": 1e-9, "fatol": 1e-10, "adaptive": True}
    plain = minimize(
        lambda t: function(np.concatenate([t, np.zeros(4)])), start, method="Nelder-Mead", options=options
    )
    at = np.concatenate([plain.x, np.zeros(4)]) / scale
    for method in ("BFGS", "Nelder-Mead", "BFGS", "Nelder-Mead"):
        best = minimize(
            lambda t: function(t * scale), at, method=method, options=options if method == "Nelder-Mead" else {}
        )
        at = best.x
    at = at * scale
    standard = errors(function, at)
    standard[:4] *= np.exp(at[:4])
    print(name)
    print("  parameters", *("%.8g" % v for v in np.concatenate([np.exp(at[:4]), at[4:]])))
    print("  errors    ", *("%.5g" % v for v in standard))
    print("  log-likelihood %.8f, without covariates %.8f" % (-best.fun, -plain.fun))

"""Writes bg-cnbd-k.csv and mbg-cnbd-k.csv with mpmath, from the definitions of the models.

    python3 condensed_golden.py

Given the rate of the phases a customer's phases are a Poisson process, of which every k-th ends a
wait. Everything is computed for fixed rates, and for dropout by the chances of staying n times; the
expectations over both are taken by the trapezoidal rule over log(rate) and logit(p), to about 20 digits.
The log-likelihood leaves out the factor of the times between purchases. "new" is a customer who has
just made the first purchase.
"""

from mpmath import ceil, exp, factorial, hyp2f1, log, mp, mpf, nstr, sqrt

mp.dps = 25

COLUMNS = ["k", "r", "alpha", "a", "b", "x", "recency", "age", "t", "rate", "logLikelihood", "pAlive", "expected",
           "discounted", "dert", "p0", "p1", "p5", "newExpected", "newP0", "newP3", "newAlive"]


def over_line(f, peak, h):
    """Sums the lists f(u) over the line, out from the peak until they no longer count."""
    total = [v * h for v in f(peak)]
    for direction in (1, -1):
        i = direction
        while True:
            values = f(peak + i * h)
            total = [s + v * h for s, v in zip(total, values)]
            if all(abs(v) <= mpf(10) ** -22 * abs(s) for s, v in zip(total, values)):
                break
            i += direction
    return total


def over_dropout(a, b, f):
    def g(u):
        p, q = 1 / (1 + exp(-u)), 1 / (1 + exp(u))
        return [p ** a * q ** b * v for v in [mpf(1)] + f(p, q)]
    values = over_line(g, log(a / b), min(mpf(1) / 5, 1 / sqrt(4 * (a + b) + 100)))
    return [v / values[0] for v in values[1:]]


def over_rates(shape, scale, f, step=mpf(1) / 8):
    """The sums of f(rate) over rates of the unnormalised density rate^(shape - 1) exp(-scale rate)."""
    return over_line(lambda u: [exp(shape * u - scale * exp(u)) * v for v in f(exp(u))],
                     log(shape / scale), min(step, 1 / sqrt(4 * shape)))


def poisson(mean, count):
    p = [exp(-mean)]
    for m in range(1, count):
        p.append(p[-1] * mean / m)
    above = [mpf(0)] * (count + 1)
    for m in reversed(range(count)):
        above[m] = above[m + 1] + p[m]
    return p, above


def forecasts(k, j, a, b, rate, t, d, stay):
    """Of a customer with this rate who is in phase j: expected, discounted, dert, P(0), P(1), P(3), P(5), alive."""
    count = int(ceil(rate * t + 11 * sqrt(rate * t) + 20)) + 7 * k
    p, above = poisson(rate * t, count)
    purchases = range(1, (count + j) // k)
    expected = sum(stay[n - 1] * above[n * k - j] for n in purchases)
    discounted = dert = mpf(0)
    if d:
        kept, survived = poisson((rate + d) * t, count)[1], rate / (rate + d)
        discounted = sum(stay[n - 1] * survived ** (n * k - j) * kept[n * k - j] for n in purchases)
        dert = survived ** (k - j) * hyp2f1(1, b, a + b, survived ** k)
    exactly = lambda n: sum(p[m] for m in range(max(0, n * k - j), (n + 1) * k - j))
    chance = [stay[n] * exactly(n) + ((stay[n - 1] - stay[n]) * above[n * k - j] if n else 0) for n in (0, 1, 3, 5)]
    alive = sum(stay[n] * exactly(n) for n in range(0, (count + j) // k - 1))
    return [expected, discounted, dert] + chance + [alive]


def stays(a, b, most):
    s = [mpf(1)]
    for n in range(most):
        s.append(s[-1] * (b + n) / (a + b + n))
    return s


def values(modified, k, r, al, a, b, x, tx, T, t, d):
    r, al, a, b, tx, T, t, d = map(mpf, (r, al, a, b, tx, T, t, d))
    s = T - tx
    flips = x + modified
    stay, leave = over_dropout(a, b, lambda p, q: [q ** flips, p * q ** (flips - 1) if flips else mpf(0)])
    weight = lambda rate: rate ** (k * x) * exp(-rate * T)
    phases = lambda rate: [(rate * s) ** j / factorial(j) if s or not j else mpf(0) for j in range(k)]
    norm = over_rates(r, al, lambda rate: [mpf(1)])[0]
    silent = over_rates(r + k * x, al + T, lambda rate: [sum(phases(rate))])[0] / norm
    at_once = over_rates(r + k * x, al + tx, lambda rate: [mpf(1)])[0] / norm
    alive = stay * silent
    after = stays(a, b + flips, 30000)

    def given(rate):
        w = phases(rate)
        each = [forecasts(k, j, a, b + flips, rate, t, d, after) for j in range(k) if w[j]]
        return [sum(w)] + [sum(wj * e[i] for wj, e in zip([v for v in w if v], each)) for i in range(8)]

    # The chance of m phases peaks over log(rate) with the width 1 / sqrt(m).
    step = mpf(1) / (8 + 3 * k)
    total = over_rates(r + k * x, al + T, given, step)
    known = [v / total[0] for v in total[1:]]
    first = stays(a, b + modified, 30000)
    total = over_rates(r, al, lambda rate: [mpf(1)] + forecasts(k, 0, a, b + modified, rate, t, 0, first), step)
    new = [v / total[0] for v in total[1:]]
    here = b / (a + b) if modified else mpf(1)
    return [log(alive + leave * at_once), alive / (alive + leave * at_once), known[0], known[1], known[2],
            known[3], known[4], known[6], here * new[0], here * new[3] + 1 - here, here * new[5], here * new[7]]


def write(name, modified):
    customers = [(0, 0.0, 0.0, 10.0), (0, 0.0, 39.0, 52.0), (1, 0.5, 0.5, 1.0), (2, 30.43, 38.86, 39.0),
                 (29, 35.0, 37.5, 10.0), (200, 38.0, 40.0, 1.0), (200, 39.9, 40.0, 26.0)]
    parameters = [(1, .243, 4.414, .793, 2.426), (2, .525, 3.1, .891, 1.614), (3, 1.5, 2.0, 1.0, 1.0),
                  (4, 2.5, 5.0, .01, 3.0), (7, .9, .8, 3.0, 9.0)]
    rate = 0.15 / 52
    with open(name, "w") as out:
        out.write("# mpmath %s, condensed_golden.py\n" % __import__("mpmath").__version__)
        out.write(",".join(COLUMNS) + "\n")
        for p in parameters:
            for x, tx, T, t in customers:
                found = values(modified, *p, x, tx, T, t, rate)
                out.write(",".join([repr(float(v)) for v in (*p, x, tx, T, t, rate)] + [nstr(v, 22) for v in found]) + "\n")
                out.flush()


if __name__ == "__main__":
    write("mbg-cnbd-k.csv", 1)
    write("bg-cnbd-k.csv", 0)

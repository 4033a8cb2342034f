package io.perennial.numerics;

/**
 * The integral J(a, b, p, q) = ∫₀^∞ (a+y)^(−p) (b+y)^(−q) dy for positive arguments with p + q &gt;
 * 1, by its logarithm, with derivatives. The likelihood of Pareto/NBD consists of two of these.
 *
 * <p>For a ≥ b it is a^(−p) b^(1−q) ₂F₁(1, p; p+q; 1 − b/a) / (p+q−1), and symmetrically for a &lt;
 * b: a power series of positive terms, which is short where a ≈ b. Where it is long, that is where
 * one of a and b is more than a hundred times the other, by quadrature over log y.
 */
public final class PowerProductTail {
  private static final double LONG_SERIES = 0.99;
  private static final double REST = 1e-17;

  private PowerProductTail() {}

  /**
   * {@code log J(a, b, p, q)}.
   *
   * @param derivatives overwritten with those of the logarithm by a, b, p, q
   */
  public static double log(double a, double b, double p, double q, double[] derivatives) {
    if (a >= b) {
      double z = (a - b) / a;
      return z < LONG_SERIES
          ? logBySeries(a, b, p, q, z, 0, 1, derivatives)
          : logByQuadrature(a, b, p, q, derivatives);
    }
    double z = (b - a) / b;
    return z < LONG_SERIES
        ? logBySeries(b, a, q, p, z, 1, 0, derivatives)
        : logByQuadrature(a, b, p, q, derivatives);
  }

  /**
   * @param a the larger of the two
   * @param first where the derivatives by a and p go
   * @param second where the derivatives by b and q go
   */
  private static double logBySeries(
      double a,
      double b,
      double p,
      double q,
      double z,
      int first,
      int second,
      double[] derivatives) {
    double c = p + q;
    double term = 1.0;
    double sum = 1.0;
    double byP = 0.0;
    double byQ = 0.0;
    double times = 0.0;
    double logTermByP = 0.0;
    double logTermByQ = 0.0;
    // Each ratio of two terms is below z.
    double enough = REST * (1 - z);
    for (int n = 0; term > enough * sum; n++) {
      double inverse = 1.0 / ((p + n) * (c + n));
      term *= (p + n) * (p + n) * inverse * z;
      logTermByP += q * inverse;
      logTermByQ -= (p + n) * inverse;
      sum += term;
      byP += term * logTermByP;
      byQ += term * logTermByQ;
      times += term * (n + 1);
    }
    double logA = Math.log(a);
    double logB = Math.log(b);
    double bySlope = (z == 0 ? p / c : times / (z * sum)) / a;
    derivatives[first] = -p / a + bySlope * (b / a);
    derivatives[second] = (1 - q) / b - bySlope;
    derivatives[2 + first] = -logA - 1 / (c - 1) + byP / sum;
    derivatives[2 + second] = -logB - 1 / (c - 1) + byQ / sum;
    return -p * logA + (1 - q) * logB - Math.log(c - 1) + Math.log(sum);
  }

  private static double logByQuadrature(
      double a, double b, double p, double q, double[] derivatives) {
    double logA = Math.log(a);
    double logB = Math.log(b);
    // Over u = log y. A falling slope: 1 at one end, 1 − p − q at the other.
    PeakQuadrature quadrature =
        PeakQuadrature.of(
            u -> u - p * LogSpace.log1pExp(u - logA) - q * LogSpace.log1pExp(u - logB),
            u -> 1 - p * LogSpace.logistic(u - logA) - q * LogSpace.logistic(u - logB));
    derivatives[0] = -p / a * quadrature.mean(u -> LogSpace.logistic(logA - u));
    derivatives[1] = -q / b * quadrature.mean(u -> LogSpace.logistic(logB - u));
    derivatives[2] = -logA - quadrature.mean(u -> LogSpace.log1pExp(u - logA));
    derivatives[3] = -logB - quadrature.mean(u -> LogSpace.log1pExp(u - logB));
    return -p * logA - q * logB + quadrature.logIntegral();
  }
}

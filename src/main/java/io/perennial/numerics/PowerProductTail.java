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
    Density density = new Density(Math.log(a), Math.log(b), p, q);
    double log = PeakQuadrature.logIntegral(density::log, density::slope, density::add);
    derivatives[0] = -p / a * density.shareOfA / density.sum;
    derivatives[1] = -q / b * density.shareOfB / density.sum;
    derivatives[2] = -density.logOfA / density.sum;
    derivatives[3] = -density.logOfB / density.sum;
    return log;
  }

  /** The integrand over u = log y, and sums over it that give the derivatives. */
  private static final class Density {
    private final double logA;
    private final double logB;
    private final double p;
    private final double q;
    private double logSumA;
    private double logSumB;
    private double partOfA;
    private double partOfB;
    private double sum;
    private double shareOfA;
    private double shareOfB;
    private double logOfA;
    private double logOfB;

    Density(double logA, double logB, double p, double q) {
      this.logA = logA;
      this.logB = logB;
      this.p = p;
      this.q = q;
    }

    double log(double u) {
      double byA = Math.exp(-Math.abs(u - logA));
      double byB = Math.exp(-Math.abs(u - logB));
      logSumA = Math.max(u, logA) + Math.log(1 + byA);
      logSumB = Math.max(u, logB) + Math.log(1 + byB);
      partOfA = (u > logA ? byA : 1.0) / (1 + byA);
      partOfB = (u > logB ? byB : 1.0) / (1 + byB);
      return u - p * logSumA - q * logSumB;
    }

    /** Falls from 1 to 1 − p − q. */
    double slope(double u) {
      return 1 - p * LogSpace.logistic(u - logA) - q * LogSpace.logistic(u - logB);
    }

    /** Takes the term of the u that {@link #log} was last asked for. */
    void add(double term) {
      sum += term;
      shareOfA += term * partOfA;
      shareOfB += term * partOfB;
      logOfA += term * logSumA;
      logOfB += term * logSumB;
    }
  }
}

package io.perennial.numerics;

/**
 * The ratio B(x, a) / B(x + d, a) of two beta functions for x, a &gt; 0 and d ≥ 0, in log space.
 *
 * <p>It is Γ(x)·Γ(x+a+d) / (Γ(x+a)·Γ(x+d)): a difference of differences of log-gammas, which
 * cancels when a or d is small relative to x. Here x is shifted up to where Stirling's series
 * converges and the differences of the leading terms are taken by algebra.
 */
public final class BetaRatio {
  /** For arguments from here on, six terms of Stirling's series are exact to double precision. */
  private static final double SERIES_FROM = 15.0;

  /** B(2k) / (2k (2k − 1)), k = 2 … 6 (Abramowitz and Stegun 6.1.41). */
  private static final double[] LOG_GAMMA = {
    -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360
  };

  private BetaRatio() {}

  /** {@code log(B(x, a) / B(x + d, a))}: zero or more. */
  public static double log(double x, double a, double d) {
    double sum = 0.0;
    double from = x;
    while (from < SERIES_FROM) {
      sum += Math.log1p(a / from * (d / (from + a + d)));
      from += 1.0;
    }
    double both = from + a + d;
    double leading =
        (from - 0.5) * Math.log1p(-(a / (from + a)) * (d / (from + d)))
            + a * Math.log1p(d / (from + a))
            + d * Math.log1p(a / (from + d));
    double next = a / from / (from + a) * (d / (from + d)) * ((from + both) / both) / 12;
    return sum + leading + next + (rest(both) - rest(from + a) - rest(from + d) + rest(from));
  }

  private static double rest(double y) {
    double z = 1.0 / (y * y);
    double sum = 0.0;
    for (int k = LOG_GAMMA.length - 1; k >= 0; k--) {
      sum = sum * z + LOG_GAMMA[k];
    }
    return sum * z / y;
  }
}

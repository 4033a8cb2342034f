package io.perennial.numerics;

/**
 * The rising factorial Γ(a + n) / Γ(a) for real a &gt; 0 and n ≥ 0, in log space.
 *
 * <p>The difference of two log-gammas cancels completely when a is large relative to n. Here both
 * arguments are shifted up to where Stirling's series converges, and the series are subtracted term
 * by term, so that the error stays a few units in the last place for any a and n.
 */
public final class RisingFactorial {
  /** For arguments from here on, eight terms of Stirling's series are exact to double precision. */
  private static final double SERIES_FROM = 12.0;

  /** B(2k) / (2k (2k − 1)), k = 1 … 8 (Abramowitz and Stegun 6.1.41). */
  private static final double[] LOG_GAMMA = {
    1.0 / 12,
    -1.0 / 360,
    1.0 / 1260,
    -1.0 / 1680,
    1.0 / 1188,
    -691.0 / 360360,
    1.0 / 156,
    -3617.0 / 122400
  };

  /** B(2k) / (2k), k = 1 … 8 (Abramowitz and Stegun 6.3.18). */
  private static final double[] DIGAMMA = {
    1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12, -3617.0 / 8160
  };

  private RisingFactorial() {}

  /** {@code log(Γ(a + n) / Γ(a))}. */
  public static double log(double a, double n) {
    double shifted = 1.0;
    double from = a;
    while (from < SERIES_FROM) {
      shifted *= from / (from + n);
      from += 1.0;
    }
    double to = from + n;
    return (from - 0.5) * Math.log1p(n / from)
        + n * (Math.log(to) - 1.0)
        + (logGammaTail(to) - logGammaTail(from))
        + Math.log(shifted);
  }

  /** The derivative of {@link #log} by a: {@code ψ(a + n) − ψ(a)}, ψ the digamma function. */
  public static double digammaDifference(double a, double n) {
    double shifted = 0.0;
    double from = a;
    while (from < SERIES_FROM) {
      shifted += n / (from * (from + n));
      from += 1.0;
    }
    double to = from + n;
    return shifted
        + Math.log1p(n / from)
        + 0.5 * n / (from * to)
        - (digammaTail(to) - digammaTail(from));
  }

  private static double logGammaTail(double a) {
    return series(LOG_GAMMA, a) / a;
  }

  private static double digammaTail(double a) {
    return series(DIGAMMA, a) / (a * a);
  }

  private static double series(double[] coefficients, double a) {
    double z = 1.0 / (a * a);
    double sum = 0.0;
    for (int k = coefficients.length - 1; k >= 0; k--) {
      sum = sum * z + coefficients[k];
    }
    return sum;
  }
}

package io.perennial.numerics;

/** Sums, differences and logistics of numbers known by their natural logarithms. */
public final class LogSpace {
  private static final double LN_2 = 0.6931471805599453;

  private LogSpace() {}

  /**
   * {@code log(1 + x)} of a finite x ≥ 0. {@code Math.log1p} takes ten times as long as {@code
   * Math.log}, to which this adds what is lost where 1 + x is rounded.
   */
  public static double log1p(double x) {
    double sum = 1.0 + x;
    return Math.log(sum) + (x - (sum - 1.0)) / sum;
  }

  /** {@code log(exp(x) + exp(y))} without overflow; minus infinity stands for zero. */
  public static double logSumExp(double x, double y) {
    double high = Math.max(x, y);
    if (high == Double.NEGATIVE_INFINITY) {
      return high;
    }
    return high + log1p(Math.exp(Math.min(x, y) - high));
  }

  /** {@code log(exp(x[0]) + … + exp(x[n−1]))} without overflow; minus infinity for no term. */
  public static double logSumExp(double... x) {
    double high = Double.NEGATIVE_INFINITY;
    for (double value : x) {
      high = Math.max(high, value);
    }
    if (high == Double.NEGATIVE_INFINITY) {
      return high;
    }
    double sum = 0.0;
    for (double value : x) {
      sum += Math.exp(value - high);
    }
    return high + Math.log(sum);
  }

  /** {@code log(1 − exp(x))} for x ≤ 0; minus infinity at zero. */
  public static double log1mExp(double x) {
    return x > -LN_2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
  }

  /** {@code log(exp(x) − exp(y))} for x ≥ y. */
  public static double logDiffExp(double x, double y) {
    return y == Double.NEGATIVE_INFINITY ? x : x + log1mExp(y - x);
  }

  /** {@code log(1 + exp(x))} for every x. */
  public static double log1pExp(double x) {
    return Math.max(x, 0.0) + log1p(Math.exp(-Math.abs(x)));
  }

  /** {@code 1 / (1 + exp(−x))}: the probability of the log-odds x. */
  public static double logistic(double x) {
    return logistic(x, Math.exp(-Math.abs(x)));
  }

  /**
   * The same where {@code exp(−|x|)} is known, as in inner loops that need {@link #log1pExp} of x
   * as well: exponentials are what they take.
   */
  public static double logistic(double x, double lesser) {
    return (x > 0 ? 1.0 : lesser) / (1.0 + lesser);
  }
}

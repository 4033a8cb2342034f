package io.perennial.model.interval;

import org.apache.commons.numbers.gamma.Erfc;

/** An interval around a forecast. */
public record Interval(double low, double high) {
  private static final int HALVINGS = 60;

  /** Standard deviations within which quantiles are searched. */
  private static final double MAX_DEVIATIONS = 10.0;

  /**
   * The central interval of a sum of many independent parts: normal around a mean that is itself
   * uncertain.
   *
   * @param means equally likely means
   * @param variance of the sum around its mean
   * @param level probability of the interval
   */
  public static Interval of(double[] means, double variance, double level) {
    return new Interval(
        Math.max(0.0, quantile(means, variance, (1 - level) / 2)),
        quantile(means, variance, (1 + level) / 2));
  }

  private static double quantile(double[] means, double variance, double probability) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double mean : means) {
      least = Math.min(least, mean);
      most = Math.max(most, mean);
    }
    double deviation = Math.max(Math.sqrt(variance), 1e-9 * Math.max(Math.abs(most), 1e-9));
    double low = least - MAX_DEVIATIONS * deviation;
    double high = most + MAX_DEVIATIONS * deviation;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = 0.5 * (low + high);
      double below = 0.0;
      for (double mean : means) {
        below += 0.5 * Erfc.value((mean - middle) / (deviation * Math.sqrt(2)));
      }
      if (below < probability * means.length) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return 0.5 * (low + high);
  }
}

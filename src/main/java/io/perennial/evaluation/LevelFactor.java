package io.perennial.evaluation;

import java.util.List;

/**
 * By what a forecast of a total is corrected: the factor by which the model missed at earlier
 * origins, shrunk towards one where it is no larger than chance makes it, or where the origins
 * contradict each other.
 *
 * @param missed f = actual ÷ forecast; of several origins the geometric mean
 * @param weight w = ln²f ÷ (ln²f + s² + 0.07²), where s is the standard deviation of the logarithms
 *     over the origins, 0 of one
 */
record LevelFactor(double missed, double weight) {
  /** Standard deviation of ln f that is not the model's fault. */
  private static final double NOISE = 0.07;

  /**
   * The factor of some origins.
   *
   * @param logarithms ln(actual ÷ forecast) at each; without one the factor is 1
   */
  static LevelFactor of(List<Double> logarithms) {
    int origins = logarithms.size();
    double mean = logarithms.stream().mapToDouble(each -> each).average().orElse(0);
    double squares = logarithms.stream().mapToDouble(each -> Math.pow(each - mean, 2)).sum();
    double variance = origins > 1 ? squares / (origins - 1) : 0;
    return new LevelFactor(Math.exp(mean), mean * mean / (mean * mean + variance + NOISE * NOISE));
  }

  /** f^w: what forecasts are multiplied by. */
  double value() {
    return Math.pow(missed, weight);
  }
}

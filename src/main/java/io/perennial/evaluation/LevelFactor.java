package io.perennial.evaluation;

/**
 * By what a forecast of a total is corrected: the factor by which the model missed at an earlier
 * origin, shrunk towards one where it is no larger than chance makes it.
 *
 * @param missed actual ÷ forecast, f
 * @param weight w = ln²f ÷ (ln²f + 0.07²)
 */
public record LevelFactor(double missed, double weight) {
  /** Standard deviation of ln f that is not the model's fault. */
  private static final double NOISE = 0.07;

  /**
   * The factor of a back-test.
   *
   * @throws IllegalArgumentException unless both are above zero and finite
   */
  public static LevelFactor of(double actual, double forecast) {
    double missed = actual / forecast;
    if (!(actual > 0 && forecast > 0 && Double.isFinite(missed) && missed > 0)) {
      throw new IllegalArgumentException(
          "totals are above zero, not %s and %s".formatted(actual, forecast));
    }
    double square = Math.log(missed) * Math.log(missed);
    return new LevelFactor(missed, square / (square + NOISE * NOISE));
  }

  /** f^w: what forecasts are multiplied by. */
  public double value() {
    return Math.pow(missed, weight);
  }
}

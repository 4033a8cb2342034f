package io.perennial.evaluation;

/**
 * Customers whose forecasts miss alike: of one class of frequency, 0, 1, 2, 3 and more repeat
 * purchases, and one third of the range of P(alive). Those of whom a model says that they will buy,
 * so that the lower end of its own interval is above 0, are a class of their own: nobody else can
 * fall short of an interval.
 */
final class RiskClass {
  /** Bands of P(alive): below 1/3, below 2/3, and from there on. */
  private static final int BANDS = 3;

  /** The class of customers who will buy; those before it begin at 0. */
  static final int WILL_BUY = (Levels.classOf(Integer.MAX_VALUE) + 1) * BANDS;

  static final int COUNT = WILL_BUY + 1;

  private RiskClass() {}

  static int of(CustomerForecast forecast) {
    return forecast.own().low() > 0
        ? WILL_BUY
        : Levels.classOf(forecast.frequency()) * BANDS
            + (int) Math.min(BANDS - 1.0, BANDS * forecast.pAlive());
  }
}

package io.perennial.evaluation;

/**
 * Columns of the customers as of an origin, beside customer, first and last purchase, frequency,
 * recency, age and monetary value, which are those of {@link io.perennial.schema.ScoreColumns} as
 * of the origin. Money is a double in currency units. The window is the days after the origin up to
 * the end of the horizon.
 */
public final class OriginColumns {
  /** Label: purchase days in the window, int. */
  public static final String ACTUAL_PURCHASES = "actual_purchases";

  /** Label: net amount of the purchase days in the window, double; 0 without one. */
  public static final String ACTUAL_SPEND = "actual_spend";

  /** Purchase days up to the origin, the first included, int. */
  public static final String PAST_PURCHASES = "past_purchases";

  /** Net amount of these days, double. */
  public static final String PAST_SPEND = "past_spend";

  /** Net amount of the purchase days after the first, double. */
  public static final String REPEAT_SPEND = "repeat_spend";

  /** Purchase days in as many days as the horizon has, up to and including the origin, int. */
  public static final String LAST_PURCHASES = "last_purchases";

  /** Net amount of those, double. */
  public static final String LAST_SPEND = "last_spend";

  private static final String EXPECTED_PURCHASES = "expected_purchases_";
  private static final String EXPECTED_SPEND = "expected_spend_";
  private static final String P_ALIVE = "p_alive_";

  private OriginColumns() {}

  /** Purchase days in the window that a model expects, double; null where it has no forecast. */
  public static String expectedPurchases(String model) {
    return EXPECTED_PURCHASES + suffix(model);
  }

  /**
   * Net amount of the purchase days in the window that a model expects, double; null where there is
   * no forecast.
   */
  public static String expectedSpend(String model) {
    return EXPECTED_SPEND + suffix(model);
  }

  /** Probability of being active at the origin, by a purchase model, double. */
  public static String pAlive(String model) {
    return P_ALIVE + suffix(model);
  }

  /** Lower end of the interval of a target by a model, double; null where there is none. */
  public static String low(Target target, String model) {
    return target.word() + "_low_" + suffix(model);
  }

  /** Upper end of that interval. */
  public static String high(Target target, String model) {
    return target.word() + "_high_" + suffix(model);
  }

  /** Standard deviation of the target by a model, double; null where there is no interval. */
  public static String deviation(Target target, String model) {
    return target.word() + "_deviation_" + suffix(model);
  }

  private static String suffix(String model) {
    return model.replace('-', '_');
  }
}

package io.perennial.model.stage;

/** Annual discount rates, compounded once in 365 days. */
public final class DiscountRate {
  public static final double YEAR_DAYS = 365.0;

  private DiscountRate() {}

  /**
   * The continuous rate for a unit of time.
   *
   * @param annual 0.1 for 10% a year
   * @param unitDays length of the unit of time
   */
  public static double continuous(double annual, double unitDays) {
    return Math.log1p(annual) * unitDays / YEAR_DAYS;
  }
}

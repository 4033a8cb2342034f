package io.perennial.economics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * LTV:CAC, the value of a customer for what the customer cost; and what that cost may be.
 *
 * @param ratio value ÷ cost; empty where one of them is not known
 * @param flag {@link #BELOW_HEALTHY} or {@link #DESTROYS_VALUE}; empty from a ratio of 3 on, and
 *     without one
 */
public record ValueToCost(Optional<BigDecimal> ratio, Optional<String> flag) {
  /** The ratio from which on acquisition is called healthy. */
  public static final BigDecimal HEALTHY = BigDecimal.valueOf(3);

  /** The flag of a ratio below 3. */
  public static final String BELOW_HEALTHY = "below 3";

  /** The flag of a ratio of 1 and below: customers do not bring what they cost. */
  public static final String DESTROYS_VALUE = "destroys value";

  private static final int SCALE = 6;

  /** The ratio of a value to a cost, each of one customer. */
  public static ValueToCost of(Optional<BigDecimal> value, Optional<BigDecimal> cost) {
    if (value.isEmpty() || cost.isEmpty() || cost.get().signum() <= 0) {
      return new ValueToCost(Optional.empty(), Optional.empty());
    }
    BigDecimal worth = value.get();
    String flag =
        worth.compareTo(cost.get()) <= 0
            ? DESTROYS_VALUE
            : worth.compareTo(cost.get().multiply(HEALTHY)) < 0 ? BELOW_HEALTHY : null;
    return new ValueToCost(
        Optional.of(worth.divide(cost.get(), SCALE, RoundingMode.HALF_UP)),
        Optional.ofNullable(flag));
  }

  /** The highest sensible cost of a customer: at which the ratio is still healthy. */
  public static BigDecimal highestCac(BigDecimal value) {
    return value.divide(HEALTHY, SCALE, RoundingMode.FLOOR);
  }

  /**
   * The value of a visitor, and the highest bid for one: at which a customer costs no more than the
   * value.
   *
   * @param conversionRate share of visitors who become customers
   */
  public static BigDecimal highestBid(BigDecimal value, BigDecimal conversionRate) {
    return value.multiply(conversionRate).setScale(SCALE, RoundingMode.FLOOR);
  }
}

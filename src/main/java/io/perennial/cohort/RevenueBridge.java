package io.perennial.cohort;

import io.perennial.schema.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The change of revenue from one period to the next, split into three parts that add up exactly.
 *
 * <p>Revenue V is customers n × purchase days of a customer f × value of a purchase day v. With the
 * logarithmic mean L = (V₁ − V₀) ÷ ln(V₁ ÷ V₀), the part of n is L × ln(n₁ ÷ n₀), and likewise for
 * f and v, whose logarithms add up to that of V₁ ÷ V₀ (B. W. Ang, "The LMDI approach to
 * decomposition analysis: a practical guide", Energy Policy 33, 2005: additive LMDI-I). Parts are
 * rounded to micros, and what rounding leaves is in the part of value.
 *
 * <p>Logarithmic means need revenue of one sign in both periods. Where a factor vanishes in one of
 * them, its part tends to the whole change, and the other two to 0. So, where the means do not
 * exist, the whole change is that of
 *
 * <ul>
 *   <li>customers, when there are some in one period and none in the other;
 *   <li>value otherwise: revenue is zero or below zero in one period, or there are no customers in
 *       both and only returns.
 * </ul>
 *
 * @param customers part of the number of customers
 * @param frequency part of the purchase days of a customer
 * @param value part of the value of a purchase day
 */
public record RevenueBridge(BigDecimal customers, BigDecimal frequency, BigDecimal value) {
  /**
   * A period.
   *
   * @param customers with a purchase day
   * @param purchaseDays at least one for each of them
   * @param revenue net amount
   */
  public record Factors(long customers, long purchaseDays, BigDecimal revenue) {
    private boolean isEmpty() {
      return customers == 0;
    }
  }

  /** From one period to the next. */
  public static RevenueBridge between(Factors before, Factors after) {
    BigDecimal zero = Money.amount(0);
    BigDecimal change = after.revenue.subtract(before.revenue);
    if (before.isEmpty() != after.isEmpty()) {
      return new RevenueBridge(change, zero, zero);
    }
    if (before.isEmpty() || before.revenue.signum() * after.revenue.signum() <= 0) {
      return new RevenueBridge(zero, zero, change);
    }
    double mean = logarithmicMean(before.revenue.doubleValue(), change.doubleValue());
    double customers = Math.log((double) after.customers / before.customers);
    double purchaseDays = Math.log((double) after.purchaseDays / before.purchaseDays);
    BigDecimal ofCustomers = money(mean * customers);
    BigDecimal ofFrequency = money(mean * (purchaseDays - customers));
    return new RevenueBridge(
        ofCustomers, ofFrequency, change.subtract(ofCustomers).subtract(ofFrequency));
  }

  /** Of a revenue and one of the same sign; the revenue itself where nothing changes. */
  private static double logarithmicMean(double revenue, double change) {
    return change == 0 ? revenue : change / Math.log1p(change / revenue);
  }

  private static BigDecimal money(double amount) {
    return BigDecimal.valueOf(amount).setScale(Money.SCALE, RoundingMode.HALF_EVEN);
  }
}

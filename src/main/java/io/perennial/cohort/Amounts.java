package io.perennial.cohort;

import io.perennial.history.DayReader;
import io.perennial.schema.Money;
import java.math.BigDecimal;

/**
 * Orders and money of any customers and days, exact.
 *
 * @param orders orders
 * @param revenue net amount, returns included
 * @param cost 0 where costs are not known
 */
public record Amounts(long orders, BigDecimal revenue, BigDecimal cost) {
  static final Amounts NONE = new Amounts(0, Money.amount(0), Money.amount(0));

  /**
   * The whole numbers they are sums of: orders, and units and micros of revenue and of cost, whose
   * sums cannot overflow.
   */
  static final int SUMS = 5;

  Amounts plus(Amounts other) {
    return new Amounts(orders + other.orders, revenue.add(other.revenue), cost.add(other.cost));
  }

  /** Writes the day that a reader is at, to be added to sums. */
  static void write(long[] sums, int at, DayReader day) {
    sums[at] = day.orders();
    sums[at + 1] = day.amount() / Money.MICROS;
    sums[at + 2] = day.amount() % Money.MICROS;
    sums[at + 3] = day.cost() / Money.MICROS;
    sums[at + 4] = day.cost() % Money.MICROS;
  }

  /** What has been added to sums from an index on. */
  static Amounts of(long[] sums, int at) {
    return new Amounts(
        sums[at], money(sums[at + 1], sums[at + 2]), money(sums[at + 3], sums[at + 4]));
  }

  private static BigDecimal money(long units, long micros) {
    return BigDecimal.valueOf(units).add(Money.amount(micros));
  }
}

package io.perennial.cohort;

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

  /** Sums that {@link #add} adds to: orders, and whole units and micros of revenue and of cost. */
  static final int SUMS = 5;

  Amounts plus(Amounts other) {
    return new Amounts(orders + other.orders, revenue.add(other.revenue), cost.add(other.cost));
  }

  /** Adds a day of a customer to sums, of which those of this class begin at an index. */
  static void add(long[] sums, int at, CustomerDays customer, int index) {
    sums[at] += customer.orders(index);
    sums[at + 1] += customer.amount(index) / Money.MICROS;
    sums[at + 2] += customer.amount(index) % Money.MICROS;
    sums[at + 3] += customer.cost(index) / Money.MICROS;
    sums[at + 4] += customer.cost(index) % Money.MICROS;
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

package io.perennial.history;

/**
 * A customer's history summed up over a range of days. Amounts are micros, days are days since
 * 1970-01-01.
 *
 * @param purchaseDays number of purchase days; without one, both days are null
 * @param orders orders on all days
 * @param revenue net amount of all days, returns included
 * @param purchaseRevenue net amount of the purchase days
 * @param repeatRevenue net amount of the purchase days after the first
 * @param cost cost of all days; 0 where costs are not known
 * @param logGapDays sum of the natural logarithms of the days from each purchase day to the next; 0
 *     for fewer than two
 */
public record HistorySummary(
    Integer firstDay,
    Integer lastDay,
    int purchaseDays,
    long orders,
    long revenue,
    long purchaseRevenue,
    long repeatRevenue,
    long cost,
    double logGapDays) {

  /**
   * Sums up the days of a range, both ends included.
   *
   * @param encoded a history as {@link CustomerHistory} encodes it
   * @param policy which days are purchases
   * @throws ArithmeticException when a sum exceeds 9.2e12 currency units
   */
  public static HistorySummary of(byte[] encoded, int fromDay, int toDay, PurchasePolicy policy) {
    Integer first = null;
    int last = 0;
    int purchaseDays = 0;
    long orders = 0;
    long revenue = 0;
    long purchaseRevenue = 0;
    long repeatRevenue = 0;
    long cost = 0;
    double logGapDays = 0.0;
    DayReader days = new DayReader(encoded);
    while (days.next() && days.day() <= toDay) {
      if (days.day() < fromDay) {
        continue;
      }
      long amount = days.amount();
      orders += days.orders();
      revenue = Math.addExact(revenue, amount);
      cost = Math.addExact(cost, days.cost());
      if (policy.isPurchase(amount)) {
        purchaseRevenue = Math.addExact(purchaseRevenue, amount);
        if (first == null) {
          first = days.day();
        } else {
          repeatRevenue += amount;
          logGapDays += Math.log(days.day() - last);
        }
        last = days.day();
        purchaseDays++;
      }
    }
    return new HistorySummary(
        first,
        first == null ? null : last,
        purchaseDays,
        orders,
        revenue,
        purchaseRevenue,
        repeatRevenue,
        cost,
        logGapDays);
  }
}

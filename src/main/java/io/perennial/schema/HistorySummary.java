package io.perennial.schema;

/**
 * A customer's history up to the end of a day. Amounts are micros, days are days since 1970-01-01.
 *
 * @param purchaseDays number of purchase days; without one, both days are null
 * @param orders orders on all days
 * @param revenue net amount of all days, returns included
 * @param purchaseRevenue net amount of the purchase days
 * @param repeatRevenue net amount of the purchase days after the first
 * @param cost cost of all days
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
   * Sums up the days up to and including the cut-off day.
   *
   * @param days sorted, parallel to the other arrays
   * @param costs null where costs are not known
   * @param policy which days are purchases
   * @throws ArithmeticException when a sum exceeds 9.2e12 currency units
   */
  public static HistorySummary upTo(
      int cutoffDay,
      int[] days,
      int[] orders,
      long[] amounts,
      long[] costs,
      PurchasePolicy policy) {
    Integer first = null;
    Integer last = null;
    int purchaseDays = 0;
    long orderCount = 0;
    long revenue = 0;
    long purchaseRevenue = 0;
    long repeatRevenue = 0;
    long cost = 0;
    double logGapDays = 0.0;
    for (int i = 0; i < days.length && days[i] <= cutoffDay; i++) {
      orderCount += orders[i];
      revenue = Math.addExact(revenue, amounts[i]);
      cost = costs == null ? 0 : Math.addExact(cost, costs[i]);
      if (policy.isPurchase(amounts[i])) {
        purchaseRevenue = Math.addExact(purchaseRevenue, amounts[i]);
        if (first == null) {
          first = days[i];
        } else {
          repeatRevenue += amounts[i];
          logGapDays += Math.log(days[i] - last);
        }
        last = days[i];
        purchaseDays++;
      }
    }
    return new HistorySummary(
        first,
        last,
        purchaseDays,
        orderCount,
        revenue,
        purchaseRevenue,
        repeatRevenue,
        cost,
        logGapDays);
  }
}

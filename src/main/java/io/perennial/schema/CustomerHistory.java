package io.perennial.schema;

import java.io.Serializable;

/**
 * A finished history: the days with their orders, amounts and costs, parallel and sorted by day,
 * beside their sums. A bean because Spark encodes beans, not records; amounts are micros.
 */
public final class CustomerHistory implements Serializable {
  private static final long serialVersionUID = 1L;

  private int[] days;
  private int[] orders;
  private long[] amounts;
  private long[] costs;
  private Integer firstDay;
  private Integer lastDay;
  private int purchaseDays;
  private long orderCount;
  private long revenue;
  private long purchaseRevenue;
  private long repeatRevenue;
  private long cost;
  private double logGapDays;

  /** For Spark's encoder. */
  public CustomerHistory() {}

  /**
   * A history of these days, summed up.
   *
   * @param days sorted, parallel to the other arrays
   */
  public static CustomerHistory of(
      int[] days, int[] orders, long[] amounts, long[] costs, PurchasePolicy policy) {
    CustomerHistory history = new CustomerHistory();
    history.days = days;
    history.orders = orders;
    history.amounts = amounts;
    history.costs = costs;
    HistorySummary summary = history.upTo(Integer.MAX_VALUE, policy);
    history.firstDay = summary.firstDay();
    history.lastDay = summary.lastDay();
    history.purchaseDays = summary.purchaseDays();
    history.orderCount = summary.orders();
    history.revenue = summary.revenue();
    history.purchaseRevenue = summary.purchaseRevenue();
    history.repeatRevenue = summary.repeatRevenue();
    history.cost = summary.cost();
    history.logGapDays = summary.logGapDays();
    return history;
  }

  /** What was known at the end of the cut-off day. */
  public HistorySummary upTo(int cutoffDay, PurchasePolicy policy) {
    return HistorySummary.upTo(cutoffDay, days, orders, amounts, costs, policy);
  }

  public int[] getDays() {
    return days;
  }

  public void setDays(int[] days) {
    this.days = days;
  }

  public int[] getOrders() {
    return orders;
  }

  public void setOrders(int[] orders) {
    this.orders = orders;
  }

  public long[] getAmounts() {
    return amounts;
  }

  public void setAmounts(long[] amounts) {
    this.amounts = amounts;
  }

  /** Cost of each day; null where costs are not known. */
  public long[] getCosts() {
    return costs;
  }

  public void setCosts(long[] costs) {
    this.costs = costs;
  }

  public Integer getFirstDay() {
    return firstDay;
  }

  public void setFirstDay(Integer firstDay) {
    this.firstDay = firstDay;
  }

  public Integer getLastDay() {
    return lastDay;
  }

  public void setLastDay(Integer lastDay) {
    this.lastDay = lastDay;
  }

  public int getPurchaseDays() {
    return purchaseDays;
  }

  public void setPurchaseDays(int purchaseDays) {
    this.purchaseDays = purchaseDays;
  }

  public long getOrderCount() {
    return orderCount;
  }

  public void setOrderCount(long orderCount) {
    this.orderCount = orderCount;
  }

  public long getRevenue() {
    return revenue;
  }

  public void setRevenue(long revenue) {
    this.revenue = revenue;
  }

  public long getPurchaseRevenue() {
    return purchaseRevenue;
  }

  public void setPurchaseRevenue(long purchaseRevenue) {
    this.purchaseRevenue = purchaseRevenue;
  }

  public long getRepeatRevenue() {
    return repeatRevenue;
  }

  public void setRepeatRevenue(long repeatRevenue) {
    this.repeatRevenue = repeatRevenue;
  }

  public long getCost() {
    return cost;
  }

  public void setCost(long cost) {
    this.cost = cost;
  }

  public double getLogGapDays() {
    return logGapDays;
  }

  public void setLogGapDays(double logGapDays) {
    this.logGapDays = logGapDays;
  }
}

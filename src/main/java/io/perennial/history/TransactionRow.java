package io.perennial.history;

import java.io.Serializable;

/**
 * One transaction row as the history takes it; a bean because Spark encodes beans, not records.
 * Spark binds the fields in alphabetical order.
 */
public final class TransactionRow implements Serializable {
  private static final long serialVersionUID = 1L;

  private long amount;
  private long cost;
  private int day;
  private Long order;

  /** Net amount in micros. */
  public long getAmount() {
    return amount;
  }

  public void setAmount(long amount) {
    this.amount = amount;
  }

  /** Cost in micros. */
  public long getCost() {
    return cost;
  }

  public void setCost(long cost) {
    this.cost = cost;
  }

  /** Days since 1970-01-01. */
  public int getDay() {
    return day;
  }

  public void setDay(int day) {
    this.day = day;
  }

  /** Hash of the order's identifier; null where every row is an order, or the row is left out. */
  public Long getOrder() {
    return order;
  }

  public void setOrder(Long order) {
    this.order = order;
  }
}

package io.perennial.history;

import java.util.Arrays;

/**
 * The history of one customer: orders, net amounts and, where known, costs by day, in order of
 * days. Amounts and costs are micros, days are days since 1970-01-01.
 *
 * <p>Encoded, a history is a row of bytes:
 *
 * <pre>
 * version   one byte, 1
 * header    varint: 2 × number of days, + 1 where costs are known
 * then for each day
 *   day     the first one as zigzag varint; every other as varint of the days since the previous one
 *   orders  varint
 *   amount  zigzag varint
 *   cost    zigzag varint, only where costs are known
 * </pre>
 *
 * A varint holds seven bits a byte, the lowest first; the eighth bit is set in all bytes but the
 * last. Zigzag maps 0, -1, 1, -2, … to 0, 1, 2, 3, …
 */
public final class CustomerHistory {
  private final int[] days;
  private final int[] orders;
  private final long[] amounts;
  private final long[] costs;

  private CustomerHistory(int[] days, int[] orders, long[] amounts, long[] costs) {
    this.days = days;
    this.orders = orders;
    this.amounts = amounts;
    this.costs = costs;
  }

  /**
   * A history with these days.
   *
   * @param days ascending, each once, parallel to the other arrays
   * @param costs null where costs are not known
   * @throws IllegalArgumentException when days are not ascending or arrays differ in length
   */
  public static CustomerHistory of(int[] days, int[] orders, long[] amounts, long[] costs) {
    if (orders.length != days.length
        || amounts.length != days.length
        || (costs != null && costs.length != days.length)) {
      throw new IllegalArgumentException("the arrays of a history differ in length");
    }
    for (int i = 1; i < days.length; i++) {
      if (days[i] <= days[i - 1]) {
        throw new IllegalArgumentException(
            "the days of a history ascend, but %d follows %d".formatted(days[i], days[i - 1]));
      }
    }
    return new CustomerHistory(
        days.clone(), orders.clone(), amounts.clone(), costs == null ? null : costs.clone());
  }

  /**
   * Reads an encoded history.
   *
   * @throws IllegalArgumentException when it is of another version or damaged
   */
  public static CustomerHistory decode(byte[] encoded) {
    DayReader reader = new DayReader(encoded);
    int[] days = new int[reader.size()];
    int[] orders = new int[days.length];
    long[] amounts = new long[days.length];
    long[] costs = reader.hasCosts() ? new long[days.length] : null;
    for (int i = 0; reader.next(); i++) {
      days[i] = reader.day();
      orders[i] = reader.orders();
      amounts[i] = reader.amount();
      if (costs != null) {
        costs[i] = reader.cost();
      }
    }
    return new CustomerHistory(days, orders, amounts, costs);
  }

  /** The history as bytes. */
  public byte[] encode() {
    DayWriter writer = new DayWriter();
    writer.begin(days.length, costs != null);
    for (int i = 0; i < days.length; i++) {
      writer.add(days[i], orders[i], amounts[i], costs == null ? 0 : costs[i]);
    }
    return writer.toBytes();
  }

  /**
   * The history of the rows of both; days that both have are added up. An order with rows in both
   * is counted twice, since a history does not know the identifiers of its orders.
   *
   * @throws ArithmeticException when an amount exceeds 9.2e12 currency units
   * @throws IllegalArgumentException when only one of them has costs
   */
  public CustomerHistory merge(CustomerHistory other) {
    if ((costs == null) != (other.costs == null) && size() > 0 && other.size() > 0) {
      throw new IllegalArgumentException("only one of the two histories knows costs");
    }
    DayTable merged = new DayTable();
    merged.addAll(this);
    merged.addAll(other);
    return merged.toHistory(costs != null || other.costs != null);
  }

  /** The history up to and including the day. */
  public HistorySummary asOf(int lastDay, PurchasePolicy policy) {
    return between(Integer.MIN_VALUE, lastDay, policy);
  }

  /** The history from one day to another, both included. */
  public HistorySummary between(int firstDay, int lastDay, PurchasePolicy policy) {
    return HistorySummary.of(encode(), firstDay, lastDay, policy);
  }

  /** Number of days. */
  public int size() {
    return days.length;
  }

  /** The day at an index, in days since 1970-01-01. */
  public int day(int index) {
    return days[index];
  }

  /** Number of orders of the day at an index. */
  public int orders(int index) {
    return orders[index];
  }

  /** Net amount of the day at an index, in micros. */
  public long amount(int index) {
    return amounts[index];
  }

  /** Cost of the day; 0 where costs are not known. */
  public long cost(int index) {
    return costs == null ? 0 : costs[index];
  }

  /** Whether costs are known. */
  public boolean hasCosts() {
    return costs != null;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CustomerHistory that
        && Arrays.equals(days, that.days)
        && Arrays.equals(orders, that.orders)
        && Arrays.equals(amounts, that.amounts)
        && Arrays.equals(costs, that.costs);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(days) * 31 + Arrays.hashCode(amounts);
  }

  @Override
  public String toString() {
    return "CustomerHistory[days=%s, orders=%s, amounts=%s, costs=%s]"
        .formatted(
            Arrays.toString(days),
            Arrays.toString(orders),
            Arrays.toString(amounts),
            Arrays.toString(costs));
  }
}

package io.perennial.history;

import io.perennial.schema.CustomerHistory;
import io.perennial.schema.PurchasePolicy;
import java.io.Serializable;
import java.util.Arrays;

/**
 * A history under construction: what has been seen so far, by day. A bean of primitive arrays, so
 * that Spark keeps it as an object while rows are added and serialises it once an exchange.
 *
 * <p>Days are kept sorted: there are at most some thousands of them, however many rows a customer
 * has. Orders that have identifiers are kept as a set of longs, twenty bits of day above forty-four
 * bits of hash, so that ten million orders of one customer take 80 MB; two orders of one customer
 * and day are taken for one with a chance of 2^-44.
 */
public final class HistoryBuffer implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int HASH_BITS = 44;
  private static final long HASH_MASK = (1L << HASH_BITS) - 1;

  private int size;
  private int[] days = new int[4];
  private int[] orders = new int[4];
  private long[] amounts = new long[4];
  private long[] costs = new long[4];

  private int keyCount;
  private long[] orderKeys = {};

  /** Adds to a day. Sums that leave the range of a long throw an ArithmeticException. */
  void add(int day, int orderCount, long amount, long cost) {
    int at = size > 0 && days[size - 1] == day ? size - 1 : Arrays.binarySearch(days, 0, size, day);
    if (at < 0) {
      at = -at - 1;
      insert(at, day);
    }
    orders[at] += orderCount;
    amounts[at] = Math.addExact(amounts[at], amount);
    costs[at] = Math.addExact(costs[at], cost);
  }

  /** Notes an order by the hash of its identifier; the same order again changes nothing. */
  void addOrder(int day, long orderHash) {
    long key = ((long) day << HASH_BITS) | (orderHash & HASH_MASK);
    if (keyCount > 0 && orderKeys[keyCount - 1] == key) {
      return; // the next line of the same order
    }
    appendKey(key);
  }

  void merge(HistoryBuffer other) {
    for (int i = 0; i < other.size; i++) {
      add(other.days[i], other.orders[i], other.amounts[i], other.costs[i]);
    }
    if (keyCount == 0) {
      orderKeys = other.orderKeys;
      keyCount = other.keyCount;
    } else {
      for (int i = 0; i < other.keyCount; i++) {
        appendKey(other.orderKeys[i]);
      }
    }
  }

  /** The finished history; the buffer is spent. */
  CustomerHistory finish(PurchasePolicy policy) {
    countOrders();
    return CustomerHistory.of(getDays(), getOrders(), getAmounts(), getCosts(), policy);
  }

  private void countOrders() {
    compactKeys();
    int at = 0;
    for (int i = 0; i < keyCount; i++) {
      int day = (int) (orderKeys[i] >> HASH_BITS);
      while (days[at] != day) {
        at++;
      }
      orders[at]++;
    }
    keyCount = 0;
    orderKeys = new long[0];
  }

  private void insert(int at, int day) {
    if (size == days.length) {
      int capacity = size + (size >> 1) + 4;
      days = Arrays.copyOf(days, capacity);
      orders = Arrays.copyOf(orders, capacity);
      amounts = Arrays.copyOf(amounts, capacity);
      costs = Arrays.copyOf(costs, capacity);
    }
    int tail = size - at;
    System.arraycopy(days, at, days, at + 1, tail);
    System.arraycopy(orders, at, orders, at + 1, tail);
    System.arraycopy(amounts, at, amounts, at + 1, tail);
    System.arraycopy(costs, at, costs, at + 1, tail);
    days[at] = day;
    orders[at] = 0;
    amounts[at] = 0;
    costs[at] = 0;
    size++;
  }

  private void appendKey(long key) {
    if (keyCount == orderKeys.length) {
      compactKeys();
      if (keyCount > orderKeys.length / 2) {
        orderKeys = Arrays.copyOf(orderKeys, keyCount + (keyCount >> 1) + 4);
      } else if (orderKeys.length == 0) {
        orderKeys = new long[4];
      }
    }
    orderKeys[keyCount++] = key;
  }

  private void compactKeys() {
    Arrays.sort(orderKeys, 0, keyCount);
    int kept = 0;
    for (int i = 0; i < keyCount; i++) {
      if (i == 0 || orderKeys[i] != orderKeys[i - 1]) {
        orderKeys[kept++] = orderKeys[i];
      }
    }
    keyCount = kept;
  }

  public int[] getDays() {
    return Arrays.copyOf(days, size);
  }

  public void setDays(int[] days) {
    this.days = days;
    this.size = days.length;
  }

  public int[] getOrders() {
    return Arrays.copyOf(orders, size);
  }

  public void setOrders(int[] orders) {
    this.orders = orders;
  }

  public long[] getAmounts() {
    return Arrays.copyOf(amounts, size);
  }

  public void setAmounts(long[] amounts) {
    this.amounts = amounts;
  }

  public long[] getCosts() {
    return Arrays.copyOf(costs, size);
  }

  public void setCosts(long[] costs) {
    this.costs = costs;
  }

  public long[] getOrderKeys() {
    return Arrays.copyOf(orderKeys, keyCount);
  }

  public void setOrderKeys(long[] orderKeys) {
    this.orderKeys = orderKeys;
    this.keyCount = orderKeys.length;
  }
}

package io.perennial.history;

import io.perennial.schema.CustomerHistory;
import io.perennial.schema.PurchasePolicy;
import java.io.Serializable;
import java.util.Arrays;

/**
 * A history under construction: what has been seen so far, by day. Spark keeps it as an object
 * while rows are added and serialises it once an exchange, as the one array of {@link #getWords};
 * most buffers are small, and each further field would cost more than its content.
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
  private static final long[] NO_KEYS = {};

  /** Words of one day: day and orders, amount, cost. */
  private static final int STRIDE = 3;

  private int size;
  private long[] entries = new long[STRIDE];

  private int keyCount;
  private long[] orderKeys = NO_KEYS;

  /** Adds to a day. Sums that leave the range of a long throw an ArithmeticException. */
  void add(int day, int orderCount, long amount, long cost) {
    int at = position(day);
    entries[at] += orderCount;
    entries[at + 1] = Math.addExact(entries[at + 1], amount);
    entries[at + 2] = Math.addExact(entries[at + 2], cost);
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
    if (size == 0) {
      size = other.size;
      entries = other.entries;
      keyCount = other.keyCount;
      orderKeys = other.orderKeys;
      return;
    }
    for (int at = 0; at < other.size * STRIDE; at += STRIDE) {
      add(other.day(at), other.orders(at), other.entries[at + 1], other.entries[at + 2]);
    }
    for (int i = 0; i < other.keyCount; i++) {
      appendKey(other.orderKeys[i]);
    }
  }

  /** The finished history; the buffer is spent. */
  CustomerHistory finish(PurchasePolicy policy) {
    countOrders();
    int[] days = new int[size];
    int[] orders = new int[size];
    long[] amounts = new long[size];
    long[] costs = new long[size];
    for (int i = 0; i < size; i++) {
      days[i] = day(i * STRIDE);
      orders[i] = orders(i * STRIDE);
      amounts[i] = entries[i * STRIDE + 1];
      costs[i] = entries[i * STRIDE + 2];
    }
    return CustomerHistory.of(days, orders, amounts, costs, policy);
  }

  private void countOrders() {
    compactKeys();
    int at = 0;
    for (int i = 0; i < keyCount; i++) {
      int day = (int) (orderKeys[i] >> HASH_BITS);
      while (day(at) != day) {
        at += STRIDE;
      }
      entries[at]++;
    }
    keyCount = 0;
    orderKeys = NO_KEYS;
  }

  private int day(int at) {
    return (int) (entries[at] >> Integer.SIZE);
  }

  private int orders(int at) {
    return (int) entries[at];
  }

  /** Where the day's words begin; makes room for a day not seen before. */
  private int position(int day) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int found = day(middle * STRIDE);
      if (found < day) {
        low = middle + 1;
      } else if (found > day) {
        high = middle - 1;
      } else {
        return middle * STRIDE;
      }
    }
    int at = low * STRIDE;
    int end = size * STRIDE;
    if (end == entries.length) {
      entries = Arrays.copyOf(entries, end + (end >> 1) / STRIDE * STRIDE + STRIDE);
    }
    System.arraycopy(entries, at, entries, at + STRIDE, end - at);
    entries[at] = (long) day << Integer.SIZE;
    entries[at + 1] = 0;
    entries[at + 2] = 0;
    size++;
    return at;
  }

  private void appendKey(long key) {
    if (keyCount == orderKeys.length) {
      compactKeys();
      if (keyCount >= orderKeys.length / 2) {
        orderKeys = Arrays.copyOf(orderKeys, keyCount + (keyCount >> 1) + 1);
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

  /** The number of days, their words, and the noted orders. */
  public long[] getWords() {
    int end = size * STRIDE;
    long[] words = new long[1 + end + keyCount];
    words[0] = size;
    System.arraycopy(entries, 0, words, 1, end);
    System.arraycopy(orderKeys, 0, words, 1 + end, keyCount);
    return words;
  }

  public void setWords(long[] words) {
    size = (int) words[0];
    int end = size * STRIDE;
    entries = Arrays.copyOfRange(words, 1, 1 + Math.max(end, STRIDE));
    orderKeys = words.length > 1 + end ? Arrays.copyOfRange(words, 1 + end, words.length) : NO_KEYS;
    keyCount = orderKeys.length;
  }
}

package io.perennial.cohort;

import io.perennial.history.DayReader;
import io.perennial.history.PurchasePolicy;

/**
 * The days of one customer up to the run date, in order, decoded once for everything that is
 * counted of them. One object is reused for all customers. Days are days since 1970-01-01.
 */
final class CustomerDays {
  private static final int NEVER = Integer.MAX_VALUE;

  private final int lastDay;
  private final PurchasePolicy policy;
  private int size;
  private int[] days = new int[16];
  private boolean[] purchases = new boolean[16];
  private long[] amounts = new long[16 * Amounts.SUMS];
  private int firstPurchase;
  private int secondPurchase;

  CustomerDays(int lastDay, PurchasePolicy policy) {
    this.lastDay = lastDay;
    this.policy = policy;
  }

  /** Takes over an encoded history. Says whether it has a purchase day. */
  boolean read(byte[] history) {
    size = 0;
    firstPurchase = NEVER;
    secondPurchase = NEVER;
    DayReader reader = new DayReader(history);
    reserve(reader.size());
    while (reader.next() && reader.day() <= lastDay) {
      days[size] = reader.day();
      purchases[size] = policy.isPurchase(reader.amount());
      Amounts.write(amounts, size * Amounts.SUMS, reader);
      if (secondPurchase == NEVER && purchases[size]) {
        if (firstPurchase == NEVER) {
          firstPurchase = reader.day();
        } else {
          secondPurchase = reader.day();
        }
      }
      size++;
    }
    return firstPurchase != NEVER;
  }

  private void reserve(int capacity) {
    if (capacity > days.length) {
      days = new int[capacity];
      purchases = new boolean[capacity];
      amounts = new long[capacity * Amounts.SUMS];
    }
  }

  int size() {
    return size;
  }

  int day(int index) {
    return days[index];
  }

  boolean isPurchase(int index) {
    return purchases[index];
  }

  /** Adds a day to sums, of which those of {@link Amounts} begin at an index. */
  void addAmounts(int index, long[] sums, int at) {
    for (int i = 0; i < Amounts.SUMS; i++) {
      sums[at + i] += amounts[index * Amounts.SUMS + i];
    }
  }

  /** The first purchase day. */
  int firstPurchase() {
    return firstPurchase;
  }

  boolean boughtAgain() {
    return secondPurchase != NEVER;
  }

  /** Days from the first purchase day to the second, of a customer who bought again. */
  int gap() {
    return secondPurchase - firstPurchase;
  }

  /** Days from the first purchase day to the run date. */
  int age() {
    return lastDay - firstPurchase;
  }
}

package io.perennial.cohort;

import io.perennial.history.DayReader;
import io.perennial.history.PurchasePolicy;
import java.util.Arrays;

/**
 * The days of one customer up to the run date, in order, decoded once for everything that is
 * counted of them. One object is reused for all customers. Days are days since 1970-01-01, amounts
 * and costs are micros.
 */
final class CustomerDays {
  private static final int NEVER = Integer.MAX_VALUE;

  private final int lastDay;
  private final PurchasePolicy policy;
  private int size;
  private int[] days = new int[16];
  private int[] orders = new int[16];
  private long[] amounts = new long[16];
  private long[] costs = new long[16];
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
      orders[size] = reader.orders();
      amounts[size] = reader.amount();
      costs[size] = reader.cost();
      if (secondPurchase == NEVER && isPurchase(size)) {
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
      days = Arrays.copyOf(days, capacity);
      orders = Arrays.copyOf(orders, capacity);
      amounts = Arrays.copyOf(amounts, capacity);
      costs = Arrays.copyOf(costs, capacity);
    }
  }

  int size() {
    return size;
  }

  int day(int index) {
    return days[index];
  }

  int orders(int index) {
    return orders[index];
  }

  long amount(int index) {
    return amounts[index];
  }

  /** Cost; 0 where costs are not known. */
  long cost(int index) {
    return costs[index];
  }

  boolean isPurchase(int index) {
    return policy.isPurchase(amounts[index]);
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

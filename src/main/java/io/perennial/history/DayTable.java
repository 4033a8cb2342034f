package io.perennial.history;

import java.util.Arrays;

/**
 * The days of one customer under construction, sorted. Their number is bounded by the calendar,
 * however many rows the customer has.
 */
final class DayTable {
  private int size;
  private int[] days = new int[16];
  private int[] orders = new int[16];
  private long[] amounts = new long[16];
  private long[] costs = new long[16];

  /** Adds to a day. Throws an ArithmeticException when a sum overflows a long. */
  void add(int day, int orderCount, long amount, long cost) {
    int at = position(day);
    orders[at] = Math.addExact(orders[at], orderCount);
    amounts[at] = Math.addExact(amounts[at], amount);
    costs[at] = Math.addExact(costs[at], cost);
  }

  void addAll(CustomerHistory history) {
    for (int i = 0; i < history.size(); i++) {
      add(history.day(i), history.orders(i), history.amount(i), history.cost(i));
    }
  }

  CustomerHistory toHistory(boolean withCosts) {
    return CustomerHistory.of(
        Arrays.copyOf(days, size),
        Arrays.copyOf(orders, size),
        Arrays.copyOf(amounts, size),
        withCosts ? Arrays.copyOf(costs, size) : null);
  }

  void writeTo(DayWriter writer, boolean withCosts) {
    writer.begin(size, withCosts);
    for (int i = 0; i < size; i++) {
      writer.add(days[i], orders[i], amounts[i], costs[i]);
    }
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  long amount(int index) {
    return amounts[index];
  }

  long cost(int index) {
    return costs[index];
  }

  /** The position of the day; inserts a day not seen before. */
  private int position(int day) {
    if (size > 0 && days[size - 1] < day) {
      return insert(size, day);
    }
    int found = Arrays.binarySearch(days, 0, size, day);
    return found >= 0 ? found : insert(-found - 1, day);
  }

  private int insert(int at, int day) {
    if (size == days.length) {
      int capacity = 2 * size;
      days = Arrays.copyOf(days, capacity);
      orders = Arrays.copyOf(orders, capacity);
      amounts = Arrays.copyOf(amounts, capacity);
      costs = Arrays.copyOf(costs, capacity);
    }
    int moved = size - at;
    System.arraycopy(days, at, days, at + 1, moved);
    System.arraycopy(orders, at, orders, at + 1, moved);
    System.arraycopy(amounts, at, amounts, at + 1, moved);
    System.arraycopy(costs, at, costs, at + 1, moved);
    days[at] = day;
    orders[at] = 0;
    amounts[at] = 0;
    costs[at] = 0;
    size++;
    return at;
  }
}

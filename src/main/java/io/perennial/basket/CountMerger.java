package io.perennial.basket;

import io.perennial.basket.BasketCounter.Key;
import io.perennial.numerics.KaplanMeier;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Adds up counts that are sorted by {@link Key}: gives the pairs that are frequent enough, and a
 * row for each segment.
 */
final class CountMerger implements Iterator<InternalRow> {
  static final StructType SCHEMA =
      new StructType()
          .add("dimension", DataTypes.IntegerType, false)
          .add("level", DataTypes.IntegerType, false)
          .add("product", DataTypes.IntegerType) // of a pair; null for a segment
          .add("customers", DataTypes.LongType, false) // orders, of a pair within orders
          .add("returners", DataTypes.LongType, false) // 0 for a pair within orders
          .add("overlapping", DataTypes.LongType)
          .add("mature", DataTypes.createArrayType(DataTypes.LongType, false))
          .add("again", DataTypes.createArrayType(DataTypes.LongType, false))
          .add("median", DataTypes.IntegerType)
          .add("second", DataTypes.createArrayType(DataTypes.IntegerType, false))
          .add("second_customers", DataTypes.createArrayType(DataTypes.LongType, false));

  /**
   * What is told.
   *
   * @param ages how many ages there are
   * @param leastTogether orders of a pair within orders
   * @param leastNext customers of a pair of first and second order
   * @param most products of the second order
   */
  record Limits(int ages, long leastTogether, long leastNext, int most) implements Serializable {}

  private final Iterator<InternalRow> rows;
  private final Limits limits;
  private final Deque<InternalRow> ready = new ArrayDeque<>();

  private boolean isOpen;
  private long key;
  private long count;

  private long returners;
  private long customers;
  private long overlapping;
  private long[] mature;
  private long[] again;
  private final SortedMap<Integer, Long> gaps = new TreeMap<>();
  private final SortedMap<Integer, Long> waiting = new TreeMap<>();
  private final int[] second;
  private final long[] secondCustomers;

  /**
   * @param rows keys and counts, sorted by key; those of one level are together
   */
  CountMerger(Iterator<InternalRow> rows, Limits limits) {
    this.rows = rows;
    this.limits = limits;
    this.second = new int[limits.most];
    this.secondCustomers = new long[limits.most];
    startGroup();
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && (rows.hasNext() || isOpen)) {
      if (!rows.hasNext()) {
        closeKey();
        closeGroup();
        isOpen = false;
        continue;
      }
      InternalRow row = rows.next();
      long next = row.getLong(0);
      if (isOpen && next != key) {
        closeKey();
        if (next >> Key.GROUP_SHIFT != key >> Key.GROUP_SHIFT) {
          closeGroup();
        }
      }
      isOpen = true;
      key = next;
      count += row.getLong(1);
    }
    return !ready.isEmpty();
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void closeKey() {
    int number = Key.number(key);
    switch (Key.what(key)) {
      case Key.RETURNERS -> returners = count;
      case Key.PAIR -> pair(number);
      case Key.CUSTOMERS -> customers = count;
      case Key.OVERLAPPING -> overlapping = count;
      case Key.MATURE -> mature[number] = count;
      case Key.AGAIN -> again[number] = count;
      case Key.GAP -> gaps.put(number, count);
      case Key.WAIT -> waiting.put(number, count);
      default -> throw new IllegalStateException("no such count: " + key);
    }
    count = 0;
  }

  private void pair(int product) {
    int dimension = Key.dimension(key);
    long least = dimension == Key.TOGETHER ? limits.leastTogether : limits.leastNext;
    if (count >= least && dimension != Key.DISCOUNT && Key.level(key) != Key.OTHER) {
      ready.add(
          row(
              dimension,
              Key.level(key),
              product,
              count,
              returners,
              null,
              null,
              null,
              null,
              null,
              null));
    }
    // Products come by number, which is by name: an equal count does not displace an earlier one.
    if (dimension != Key.TOGETHER) {
      int at = limits.most;
      while (at > 0 && secondCustomers[at - 1] < count) {
        at--;
      }
      for (int i = limits.most - 1; i > at; i--) {
        second[i] = second[i - 1];
        secondCustomers[i] = secondCustomers[i - 1];
      }
      if (at < limits.most) {
        second[at] = product;
        secondCustomers[at] = count;
      }
    }
  }

  private void closeGroup() {
    if (customers > 0) {
      int known = (int) Arrays.stream(secondCustomers).filter(n -> n > 0).count();
      OptionalInt median = KaplanMeier.of(gaps, waiting).median();
      ready.add(
          row(
              Key.dimension(key),
              Key.level(key),
              null,
              customers,
              returners,
              overlapping,
              new GenericArrayData(mature),
              new GenericArrayData(again),
              median.isPresent() ? median.getAsInt() : null,
              new GenericArrayData(Arrays.copyOf(second, known)),
              new GenericArrayData(Arrays.copyOf(secondCustomers, known))));
    }
    startGroup();
  }

  private void startGroup() {
    returners = 0;
    customers = 0;
    overlapping = 0;
    mature = new long[limits.ages];
    again = new long[limits.ages];
    gaps.clear();
    waiting.clear();
    Arrays.fill(secondCustomers, 0);
  }

  private static InternalRow row(Object... values) {
    return new GenericInternalRow(values);
  }
}

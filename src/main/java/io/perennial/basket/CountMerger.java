package io.perennial.basket;

import io.perennial.basket.BasketCounter.Key;
import io.perennial.cohort.FixedAges;
import io.perennial.cohort.SecondPurchases;
import io.perennial.history.RowsOnDemand;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Adds up counts that are sorted by {@link Key}: gives the pairs that are frequent enough, and a
 * row for each segment.
 */
final class CountMerger extends RowsOnDemand {
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
          .add("revenue", DataTypes.createArrayType(DataTypes.LongType, false)) // units, micros
          .add("cost", DataTypes.createArrayType(DataTypes.LongType, false))
          .add("orders", DataTypes.createArrayType(DataTypes.LongType, false))
          .add("youngest", DataTypes.IntegerType)
          .add("median", DataTypes.IntegerType)
          .add("mean_again", DataTypes.DoubleType)
          .add("median_again", DataTypes.DoubleType)
          .add("second", DataTypes.createArrayType(DataTypes.IntegerType, false))
          .add("second_customers", DataTypes.createArrayType(DataTypes.LongType, false));

  /**
   * What is told.
   *
   * @param leastTogether orders of a pair within orders
   * @param leastNext customers of a pair of first and second order
   * @param most products of the second order
   */
  record Limits(long leastTogether, long leastNext, int most) implements Serializable {}

  private final Iterator<InternalRow> rows;
  private final Limits limits;

  private boolean isOpen;
  private long key;
  private long count;

  private long returners;
  private long customers;
  private long overlapping;
  private long[] mature;
  private long[] again;
  private long[] revenue;
  private long[] cost;
  private long[] orders;
  private int youngest;
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
  protected boolean advance() {
    if (!rows.hasNext()) {
      if (!isOpen) {
        return false;
      }
      closeKey();
      closeGroup();
      isOpen = false;
      return true;
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
    return true;
  }

  private void closeKey() {
    int number = Key.number(key);
    switch (Key.what(key)) {
      case Key.RETURNERS -> returners = count;
      case Key.PAIR -> pair(number);
      case Key.CUSTOMERS -> {
        youngest = customers == 0 ? number : youngest;
        customers += count;
      }
      case Key.OVERLAPPING -> overlapping = count;
      case Key.MATURE -> mature[number] = count;
      case Key.AGAIN -> again[number] = count;
      case Key.GAP -> gaps.put(number, count);
      case Key.WAIT -> waiting.put(number, count);
      case Key.REVENUE -> revenue[number] = count;
      case Key.COST -> cost[number] = count;
      case Key.ORDERS -> orders[number] = count;
      default -> throw new IllegalStateException("no such count: " + key);
    }
    count = 0;
  }

  private void pair(int product) {
    int dimension = Key.dimension(key);
    long least = dimension == Key.TOGETHER ? limits.leastTogether : limits.leastNext;
    if (count >= least && dimension != Key.DISCOUNT && Key.level(key) != Key.OTHER) {
      Object[] pair = new Object[SCHEMA.size()];
      pair[0] = dimension;
      pair[1] = Key.level(key);
      pair[2] = product;
      pair[3] = count;
      pair[4] = returners;
      make(pair);
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
      SecondPurchases again = new SecondPurchases(gaps, waiting);
      OptionalInt median = again.estimate().median();
      make(
          Key.dimension(key),
          Key.level(key),
          null,
          customers,
          returners,
          overlapping,
          new GenericArrayData(mature),
          new GenericArrayData(this.again),
          new GenericArrayData(revenue),
          new GenericArrayData(cost),
          new GenericArrayData(orders),
          youngest,
          median.isPresent() ? median.getAsInt() : null,
          returners > 0 ? again.meanDays().getAsDouble() : null,
          returners > 0 ? again.medianDays().getAsDouble() : null,
          new GenericArrayData(Arrays.copyOf(second, known)),
          new GenericArrayData(Arrays.copyOf(secondCustomers, known)));
    }
    startGroup();
  }

  private void startGroup() {
    returners = 0;
    customers = 0;
    overlapping = 0;
    int ages = FixedAges.DAYS.size();
    mature = new long[ages];
    again = new long[ages];
    revenue = new long[2 * ages];
    cost = new long[2 * ages];
    orders = new long[ages];
    gaps.clear();
    waiting.clear();
    Arrays.fill(secondCustomers, 0);
  }
}

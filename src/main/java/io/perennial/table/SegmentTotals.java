package io.perennial.table;

import static org.apache.spark.sql.functions.col;

import io.perennial.features.ValueBins;
import io.perennial.schema.Dimensions;
import io.perennial.schema.ExactTotals;
import io.perennial.schema.Money;
import io.perennial.schema.ScoreColumns;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * What the customers of a segment sum up to, from the scores. Sums are exact to the micro, so those
 * of the segments of a dimension are those of all customers.
 */
final class SegmentTotals implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Months of the relationship, in 487ths: a month has 30.4375 days, which are 487 sixteenths. */
  private static final long MONTH = 487;

  private static final long DAY = 16;

  /** Quantiles of value are right to 0.4%. */
  private static final ValueBins BINS = new ValueBins(7);

  /** The sums, each of a column of the scores but the last two. */
  enum Sum {
    REVENUE(ScoreColumns.REVENUE, 1),
    MARGIN_PRODUCT(ScoreColumns.MARGIN_PRODUCT, 1),
    MARGIN_DELIVERED(ScoreColumns.MARGIN_DELIVERED, 1),
    MARGIN_AFTER_ACQUISITION(ScoreColumns.MARGIN_AFTER_ACQUISITION, 1),
    ACQUISITION_COST(ScoreColumns.ACQUISITION_COST, 1),
    PREDICTED_CLV(ScoreColumns.PREDICTED_CLV, 1),
    P_ALIVE(ScoreColumns.P_ALIVE, 1e6),
    EXPECTED_LIFETIME_DAYS(ScoreColumns.EXPECTED_LIFETIME_DAYS, 1e3),
    /** Square of the deviation of predicted value: the variance, of customers on their own. */
    VARIANCE(ScoreColumns.PREDICTED_CLV_DEVIATION, 1),
    /** Days from the first purchase until the customer leaves or the horizon ends, expected. */
    LIFETIME_DAYS(null, 1e3);

    private final String column;

    /** Figures of a customer are this much larger while they are summed up, for their digits. */
    private final double scale;

    Sum(String column, double scale) {
      this.column = column;
      this.scale = scale;
    }
  }

  private static final Sum[] SUMS = Sum.values();
  private static final int MONEY = Sum.PREDICTED_CLV.ordinal();

  private final String dimension;
  private final String segment;
  private final ExactTotals sums = new ExactTotals(SUMS.length);
  private final long[] counts = new long[SUMS.length];
  private long customers;
  private long orders;
  private long monthParts;
  private long earlierActive;
  private long lost;

  /** How many customers are in each bin of value. */
  private final HashMap<Long, long[]> values = new HashMap<>();

  private SegmentTotals(String dimension, String segment) {
    this.dimension = dimension;
    this.segment = segment;
  }

  /**
   * Sums up in one pass. All customers come first, then the segments of each dimension by name.
   *
   * @param minGroup customers that a segment needs; those of fewer are in {@link Dimensions#OTHER}
   */
  static List<SegmentTotals> measure(
      Dataset<Row> scores, List<Dimension> dimensions, int minGroup) {
    List<Column> columns = new ArrayList<>();
    for (Sum sum : SUMS) {
      if (sum.column != null) {
        Column value = col(sum.column);
        columns.add(sum.ordinal() < MONEY ? Money.micros(value) : value.cast(DataTypes.DoubleType));
      }
    }
    columns.add(col(ScoreColumns.ORDERS).cast(DataTypes.LongType));
    columns.add(col(ScoreColumns.AGE_DAYS).cast(DataTypes.LongType));
    columns.add(col(ScoreColumns.RECENCY_DAYS).cast(DataTypes.LongType));
    columns.add(col(ScoreColumns.RETAINED));
    dimensions.forEach(dimension -> columns.add(dimension.segment()));
    List<String> names = dimensions.stream().map(Dimension::name).toList();
    Groups groups =
        scores
            .select(columns.toArray(Column[]::new))
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .mapPartitions(rows -> count(rows, names))
            .treeReduce(Groups::merge);
    return groups.fold(minGroup);
  }

  private static Iterator<Groups> count(Iterator<InternalRow> rows, List<String> names) {
    Groups groups = new Groups(names);
    rows.forEachRemaining(groups::add);
    return List.of(groups).iterator();
  }

  /** The name of the dimension; {@link Dimensions#ALL} for all customers. */
  String dimension() {
    return dimension;
  }

  /** The name of the segment. */
  String segment() {
    return segment;
  }

  boolean isOfAll() {
    return dimension.equals(Dimensions.ALL);
  }

  long customers() {
    return customers;
  }

  long orders() {
    return orders;
  }

  /** Months since the first purchase of all of them together, at least one of each. */
  double months() {
    return (double) monthParts / MONTH;
  }

  /** Customers with a purchase day in the earlier of the two windows of churn. */
  long earlierActive() {
    return earlierActive;
  }

  /** Those of them without one in the later window. */
  long lost() {
    return lost;
  }

  /** The sum of an amount over the customers who have such a value. */
  BigDecimal sum(Sum of) {
    return sums.total(of.ordinal());
  }

  /** How many customers have such a value. */
  long count(Sum of) {
    return counts[of.ordinal()];
  }

  /** The mean over the customers who have such a value; empty where none has. */
  OptionalDouble mean(Sum of) {
    return count(of) == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sum(of).doubleValue() / of.scale / count(of));
  }

  /** Margin to date and predicted value of the customer at a quantile. */
  double value(double quantile) {
    long rank = Math.max(1, (long) Math.ceil(quantile * customers));
    for (var bin : new TreeMap<>(values).entrySet()) {
      rank -= bin.getValue()[0];
      if (rank <= 0) {
        return BINS.middle(bin.getKey());
      }
    }
    throw new IllegalStateException("a segment without customers");
  }

  /** A customer, read once and added to one segment of each dimension. */
  private static final class Customer {
    private final ExactTotals sums = new ExactTotals(SUMS.length);
    private final int[] counts = new int[SUMS.length];
    private final long orders;
    private final long monthParts;
    private final boolean wasActive;
    private final boolean isLost;
    private final Long bin;

    Customer(InternalRow row) {
      int at = 0;
      for (Sum sum : SUMS) {
        if (sum.column != null && !row.isNullAt(at++)) {
          add(sum, row, at - 1);
        }
      }
      orders = row.getLong(at);
      long age = row.getLong(at + 1);
      monthParts = Math.max(MONTH, DAY * age);
      wasActive = !row.isNullAt(at + 3);
      isLost = wasActive && !row.getBoolean(at + 3);
      int alive = Sum.P_ALIVE.ordinal();
      if (!row.isNullAt(alive)) {
        double p = row.getDouble(alive);
        double days =
            p * age
                + (1 - p) * row.getLong(at + 2)
                + row.getDouble(Sum.EXPECTED_LIFETIME_DAYS.ordinal());
        counts[Sum.LIFETIME_DAYS.ordinal()] = 1;
        sums.add(Sum.LIFETIME_DAYS.ordinal(), Sum.LIFETIME_DAYS.scale * days);
      }
      double margin = (double) row.getLong(Sum.MARGIN_DELIVERED.ordinal()) / Money.MICROS;
      bin = BINS.of(row.isNullAt(MONEY) ? margin : margin + row.getDouble(MONEY));
    }

    private void add(Sum sum, InternalRow row, int at) {
      counts[sum.ordinal()] = 1;
      if (sum.ordinal() < MONEY) {
        sums.addMicros(sum.ordinal(), row.getLong(at));
      } else {
        double number = row.getDouble(at);
        sums.add(sum.ordinal(), sum == Sum.VARIANCE ? number * number : sum.scale * number);
      }
    }
  }

  private void add(Customer customer) {
    sums.addAll(customer.sums);
    for (int i = 0; i < counts.length; i++) {
      counts[i] += customer.counts[i];
    }
    customers++;
    orders += customer.orders;
    monthParts += customer.monthParts;
    earlierActive += customer.wasActive ? 1 : 0;
    lost += customer.isLost ? 1 : 0;
    values.computeIfAbsent(customer.bin, bin -> new long[1])[0]++;
  }

  private SegmentTotals merge(SegmentTotals other) {
    sums.addAll(other.sums);
    for (int i = 0; i < counts.length; i++) {
      counts[i] += other.counts[i];
    }
    customers += other.customers;
    orders += other.orders;
    monthParts += other.monthParts;
    earlierActive += other.earlierActive;
    lost += other.lost;
    other.values.forEach((bin, n) -> values.computeIfAbsent(bin, none -> new long[1])[0] += n[0]);
    return this;
  }

  /** All segments of all dimensions. */
  private static final class Groups implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final UTF8String ALL = UTF8String.fromString(Dimensions.ALL);

    private final List<String> names;
    private final List<HashMap<UTF8String, SegmentTotals>> byDimension = new ArrayList<>();

    Groups(List<String> dimensions) {
      this.names = new ArrayList<>(dimensions);
      names.add(Dimensions.ALL);
      names.forEach(name -> byDimension.add(new HashMap<>()));
    }

    void add(InternalRow row) {
      Customer customer = new Customer(row);
      int all = names.size() - 1;
      int first = row.numFields() - all;
      for (int i = 0; i < all; i++) {
        add(i, row.getUTF8String(first + i), customer);
      }
      add(all, ALL, customer);
    }

    private void add(int dimension, UTF8String segment, Customer customer) {
      Map<UTF8String, SegmentTotals> segments = byDimension.get(dimension);
      SegmentTotals totals = segments.get(segment);
      if (totals == null) {
        totals = new SegmentTotals(names.get(dimension), segment.toString());
        // The next row is read into the memory of this one.
        segments.put(segment.clone(), totals);
      }
      totals.add(customer);
    }

    Groups merge(Groups other) {
      for (int i = 0; i < byDimension.size(); i++) {
        Map<UTF8String, SegmentTotals> mine = byDimension.get(i);
        other
            .byDimension
            .get(i)
            .forEach((segment, totals) -> mine.merge(segment, totals, SegmentTotals::merge));
      }
      return this;
    }

    List<SegmentTotals> fold(int minGroup) {
      List<SegmentTotals> folded = new ArrayList<>(byDimension.get(names.size() - 1).values());
      for (int i = 0; i < names.size() - 1; i++) {
        String name = names.get(i);
        TreeMap<String, SegmentTotals> segments = new TreeMap<>();
        for (SegmentTotals totals : byDimension.get(i).values()) {
          String segment = totals.customers < minGroup ? Dimensions.OTHER : totals.segment;
          segments.computeIfAbsent(segment, s -> new SegmentTotals(name, s)).merge(totals);
        }
        folded.addAll(segments.values());
      }
      return folded;
    }
  }
}

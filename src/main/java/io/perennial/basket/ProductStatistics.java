package io.perennial.basket;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.shiftright;

import io.perennial.basket.BasketCounter.Key;
import io.perennial.basket.Catalogue.Kind;
import io.perennial.history.InternalRows;
import io.perennial.schema.Dimensions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * What is bought together and what after it, counted exactly in two passes over {@link Baskets}:
 * one for single products, one for pairs of those that are frequent enough to be in a frequent
 * pair, and for the segments of customers by their first order. A hundred products make 4,950
 * pairs; they are counted where they are read, so that only sums are shuffled.
 *
 * @param orders with a product
 * @param returners customers with a second purchase day
 * @param cutOrders orders of which some products do not count
 * @param together pairs of products in one order, each in both directions
 * @param next pairs of a product of the first and one of the second order
 * @param segments of customers by product and by discount of their first order
 */
public record ProductStatistics(
    long orders,
    long returners,
    long cutOrders,
    List<Pair> together,
    List<Pair> next,
    List<Segment> segments) {
  /** A pair has to be in this share of the orders, or of the customers with a second order. */
  public static final double MIN_SUPPORT = 0.005;

  /** And at least in so many. */
  public static final long MIN_ORDERS = 2;

  /** Products of the second order that are told of a segment. */
  public static final int MOST_SECOND = 3;

  /** The dimension of segments by product of the first order. */
  public static final String PRODUCT = "product";

  /** The dimension of segments by discount of the first order. */
  public static final String DISCOUNT = "discount";

  /**
   * Two products.
   *
   * @param orders with both; customers, of first and second order
   * @param firstOrders with the first product, in its place
   * @param thenOrders with the other product, in its place
   */
  public record Pair(String first, String then, long orders, long firstOrders, long thenOrders) {}

  /**
   * The customers of a product or discount of the first order.
   *
   * @param returners those with a second purchase day
   * @param overlapping those who are in other segments of the dimension, too
   * @param mature by age, those who are old enough
   * @param again by age, those of them who had bought again
   * @param medianDays from the first to the second purchase day by Kaplan-Meier
   * @param second the most frequent products of their second orders
   */
  public record Segment(
      String dimension,
      String name,
      long customers,
      long returners,
      long overlapping,
      List<Long> mature,
      List<Long> again,
      OptionalInt medianDays,
      List<Second> second) {}

  /**
   * A product of second orders.
   *
   * @param customers of the segment who have it in their second order
   * @param allCustomers customers of all segments who have it
   */
  public record Second(String product, long customers, long allCustomers) {}

  /**
   * Counts.
   *
   * @param baskets as {@link Baskets} makes them
   * @param ages in days, ascending
   * @param minGroup customers of a segment; smaller ones are in {@link Dimensions#OTHER}
   */
  public static ProductStatistics measure(
      Dataset<Row> baskets, LocalDate runDate, List<Integer> ages, int minGroup) {
    Catalogue catalogue = Catalogue.of(baskets);
    long leastTogether = least(catalogue.totals().get(Kind.ORDER));
    long leastNext = least(catalogue.totals().get(Kind.SECOND));
    List<String> frequent = names(catalogue, Kind.ORDER, leastTogether);
    List<String> first = names(catalogue, Kind.FIRST, Math.min(minGroup, leastNext));
    List<String> discounts = names(catalogue, Kind.DISCOUNT, minGroup);
    List<String> second = names(catalogue, Kind.SECOND, 1);
    BasketCounter.Plan plan =
        new BasketCounter.Plan(
            numbers(catalogue, Kind.ORDER, frequent, 0),
            numbers(catalogue, Kind.FIRST, first, minGroup),
            numbers(catalogue, Kind.DISCOUNT, discounts, minGroup),
            numbers(catalogue, Kind.SECOND, second, 0),
            ages.stream().mapToInt(Integer::intValue).toArray(),
            Math.toIntExact(runDate.toEpochDay()));
    Dataset<Row> counted =
        InternalRows.map(
            baskets.select(
                Baskets.PRODUCTS,
                Baskets.DISCOUNTS,
                Baskets.FIRST_DAY,
                Baskets.SECOND_DAY,
                Baskets.SECOND_PRODUCTS),
            new StructType()
                .add("key", DataTypes.LongType, false)
                .add("n", DataTypes.LongType, false),
            rows -> new BasketCounter(rows, plan));
    CountMerger.Limits limits =
        new CountMerger.Limits(ages.size(), leastTogether, leastNext, MOST_SECOND);
    List<Row> merged =
        InternalRows.map(
                counted
                    .repartition(shiftright(col("key"), Key.GROUP_SHIFT))
                    .sortWithinPartitions("key"),
                CountMerger.SCHEMA,
                rows -> new CountMerger(rows, limits))
            .collectAsList();

    List<Pair> together = new ArrayList<>();
    List<Pair> next = new ArrayList<>();
    List<Segment> segments = new ArrayList<>();
    SortedMap<String, Long> ofOrders = catalogue.counts().get(Kind.ORDER);
    SortedMap<String, Long> ofSecond = catalogue.counts().get(Kind.SECOND);
    for (Row row : merged) {
      int dimension = row.getInt(0);
      int level = row.getInt(1);
      long customers = row.getLong(3);
      if (row.isNullAt(2)) {
        String name =
            level == Key.OTHER
                ? Dimensions.OTHER
                : (dimension == Key.PRODUCT ? first : discounts).get(level);
        segments.add(
            segment(row, dimension == Key.PRODUCT ? PRODUCT : DISCOUNT, name, second, ofSecond));
      } else if (dimension == Key.TOGETHER) {
        String one = frequent.get(level);
        String other = frequent.get(row.getInt(2));
        together.add(new Pair(one, other, customers, ofOrders.get(one), ofOrders.get(other)));
        together.add(new Pair(other, one, customers, ofOrders.get(other), ofOrders.get(one)));
      } else if (!first.get(level).equals(Dimensions.NONE)) {
        String then = second.get(row.getInt(2));
        next.add(new Pair(first.get(level), then, customers, row.getLong(4), ofSecond.get(then)));
      }
    }
    return new ProductStatistics(
        catalogue.totals().get(Kind.ORDER),
        catalogue.totals().get(Kind.SECOND),
        catalogue.totals().get(Kind.CUT),
        together,
        next,
        segments);
  }

  /** The orders that a pair needs, of so many. */
  private static long least(long orders) {
    return Math.max(MIN_ORDERS, (long) Math.ceil(MIN_SUPPORT * orders));
  }

  /** The names that are frequent enough, ascending. */
  private static List<String> names(Catalogue catalogue, Kind kind, long least) {
    return catalogue.counts().get(kind).entrySet().stream()
        .filter(name -> name.getValue() >= least)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static BasketCounter.Names numbers(
      Catalogue catalogue, Kind kind, List<String> names, int minGroup) {
    HashMap<UTF8String, Integer> numbers = new HashMap<>();
    boolean[] isLevel = new boolean[names.size()];
    for (int i = 0; i < names.size(); i++) {
      numbers.put(UTF8String.fromString(names.get(i)), i);
      isLevel[i] = catalogue.counts().get(kind).get(names.get(i)) >= minGroup;
    }
    return new BasketCounter.Names(numbers, isLevel);
  }

  private static Segment segment(
      Row row, String dimension, String name, List<String> second, Map<String, Long> ofSecond) {
    List<Second> followers = new ArrayList<>();
    List<Integer> products = row.getList(9);
    List<Long> customers = row.getList(10);
    for (int i = 0; i < products.size(); i++) {
      String product = second.get(products.get(i));
      followers.add(new Second(product, customers.get(i), ofSecond.get(product)));
    }
    return new Segment(
        dimension,
        name,
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getList(6),
        row.getList(7),
        row.isNullAt(8) ? OptionalInt.empty() : OptionalInt.of(row.getInt(8)),
        followers);
  }
}

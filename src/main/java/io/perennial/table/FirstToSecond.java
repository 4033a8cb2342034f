package io.perennial.table;

import io.perennial.basket.ProductStatistics;
import io.perennial.cohort.SecondPurchases;
import io.perennial.config.Settings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * From the first purchase day to the second, of all customers, by attribute and, where they are
 * configured, by product and discount of the first order: who bought again, and after how long. The
 * first order is the earliest of the first purchase day. The columns on ages are those of {@link
 * AgeColumns}.
 */
final class FirstToSecond extends SmallTable {
  /** What splits the customers into segments. */
  static final String DIMENSION = "dimension";

  /** The segment. */
  static final String SEGMENT = "segment";

  /** Customers with a purchase. */
  static final String CUSTOMERS = "customers";

  /** Of them, those with a second purchase day. */
  static final String BOUGHT_AGAIN = "bought_again";

  /**
   * Days until half of all customers have bought again, by Kaplan–Meier, which counts those who
   * have not as observed until the run date; null while fewer than half have.
   */
  static final String MEDIAN_DAYS = "median_days";

  /** Mean days of those who bought again only; null without any. */
  static final String MEAN_DAYS_BOUGHT_AGAIN = "mean_days_bought_again";

  /** Median days of those who bought again only; null without any. */
  static final String MEDIAN_DAYS_BOUGHT_AGAIN = "median_days_bought_again";

  /**
   * Of the customers, those who are in other segments of the dimension, too: by product and
   * discount a first order with several counts once for each. 0 where segments do not overlap.
   */
  static final String OVERLAPPING = "overlapping";

  /**
   * By product and discount: the three most frequent products of the second order, the earliest of
   * the second purchase day, with their customers, the share of the segment's customers with a
   * second order that this is, and the lift: how many times the share among all customers. Null in
   * other dimensions, and where no products are configured.
   */
  static final String SECOND_PRODUCTS = "second_products";

  private static final StructType SECOND_PRODUCT =
      new StructType()
          .add("product", DataTypes.StringType, false)
          .add("customers", DataTypes.LongType, false)
          .add("share", DataTypes.DoubleType, false)
          .add("lift", DataTypes.DoubleType, false);

  private static final StructType SCHEMA =
      AgeColumns.addTo(
              new StructType()
                  .add(DIMENSION, DataTypes.StringType, false)
                  .add(SEGMENT, DataTypes.StringType, false)
                  .add(CUSTOMERS, DataTypes.LongType, false)
                  .add(BOUGHT_AGAIN, DataTypes.LongType, false)
                  .add(MEDIAN_DAYS, DataTypes.IntegerType)
                  .add(MEAN_DAYS_BOUGHT_AGAIN, DataTypes.DoubleType)
                  .add(MEDIAN_DAYS_BOUGHT_AGAIN, DataTypes.DoubleType))
          .add(OVERLAPPING, DataTypes.LongType, false)
          .add(SECOND_PRODUCTS, DataTypes.createArrayType(SECOND_PRODUCT, false));

  FirstToSecond() {
    super(SCHEMA);
  }

  @Override
  public String name() {
    return "first_to_second";
  }

  @Override
  List<Row> list(Facts facts) {
    List<Row> rows = new ArrayList<>();
    facts.activitySegments().forEach(segment -> rows.add(row(segment, facts)));
    byFirstOrder(facts).forEach(segment -> rows.add(row(segment, facts)));
    return rows;
  }

  private static Row row(ActivitySegment segment, Facts facts) {
    SecondPurchases second = segment.activity().secondPurchases();
    List<Object> values = new ArrayList<>();
    values.add(segment.dimension());
    values.add(segment.name());
    values.add(second.customers());
    values.add(second.boughtAgain());
    values.add(orNull(second.estimate().median()));
    values.add(orNull(second.meanDays()));
    values.add(orNull(second.medianDays()));
    values.addAll(AgeColumns.values(segment.activity().all(), facts));
    values.add(0L);
    values.add(null);
    return RowFactory.create(values.toArray());
  }

  /** The segments by product and by discount of the first order, the largest first. */
  private static List<ProductStatistics.Segment> byFirstOrder(Facts facts) {
    Settings.Columns columns = facts.settings().input().columns();
    List<String> dimensions =
        Stream.concat(
                columns.product().stream().map(any -> ProductStatistics.PRODUCT),
                columns.discount().stream().map(any -> ProductStatistics.DISCOUNT))
            .toList();
    return dimensions.isEmpty()
        ? List.of()
        : facts.products().segments().stream()
            .filter(segment -> dimensions.contains(segment.dimension()))
            .sorted(
                Comparator.comparing(ProductStatistics.Segment::dimension)
                    .reversed()
                    .thenComparing(s -> -s.customers())
                    .thenComparing(ProductStatistics.Segment::name))
            .toList();
  }

  private static Row row(ProductStatistics.Segment segment, Facts facts) {
    List<Object> values = new ArrayList<>();
    values.add(segment.dimension());
    values.add(segment.name());
    values.add(segment.customers());
    values.add(segment.returners());
    values.add(orNull(segment.medianDays()));
    values.add(orNull(segment.meanDaysAgain()));
    values.add(orNull(segment.medianDaysAgain()));
    values.addAll(
        AgeColumns.values(
            segment.customers(), segment.youngestAgeDays(), segment.ages(), facts.unitCosts()));
    values.add(segment.overlapping());
    values.add(
        facts.settings().input().columns().product().isEmpty()
            ? null
            : segment.second().stream()
                .map(product -> second(product, segment, facts.products().returners()))
                .toArray());
    return RowFactory.create(values.toArray());
  }

  private static Row second(
      ProductStatistics.Second product, ProductStatistics.Segment segment, long allReturners) {
    double share = (double) product.customers() / segment.returners();
    return RowFactory.create(
        product.product(),
        product.customers(),
        share,
        share / ((double) product.allCustomers() / allReturners));
  }

  private static Integer orNull(OptionalInt days) {
    return days.isPresent() ? days.getAsInt() : null;
  }

  private static Double orNull(OptionalDouble days) {
    return days.isPresent() ? days.getAsDouble() : null;
  }

  /** Of every dimension, all customers are there once, or more often where segments overlap. */
  @Override
  List<String> problems(List<Row> written, Facts facts) {
    Map<String, long[]> sums = new TreeMap<>();
    for (Row row : written) {
      long[] sum = sums.computeIfAbsent(row.getAs(DIMENSION), dimension -> new long[2]);
      sum[0] += row.<Long>getAs(CUSTOMERS);
      sum[1] += row.<Long>getAs(OVERLAPPING);
    }
    long buyers = facts.account().buyers();
    List<String> problems = new ArrayList<>();
    sums.forEach(
        (dimension, sum) -> {
          long most = sum[0] - sum[1];
          if (sum[0] < buyers || most > buyers) {
            problems.add(
                "first_to_second holds %d customers by %s instead of %d"
                    .formatted(sum[0], dimension, buyers));
          }
        });
    return problems;
  }
}

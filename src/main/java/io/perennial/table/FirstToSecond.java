package io.perennial.table;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.perennial.cohort.SecondPurchases;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * From the first purchase day to the second, of all customers and by attribute: who bought again,
 * and after how long. The columns on ages are those of {@link AgeColumns}.
 */
final class FirstToSecond implements Table {
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

  private static final StructType SCHEMA =
      AgeColumns.addTo(
          new StructType()
              .add(DIMENSION, DataTypes.StringType, false)
              .add(SEGMENT, DataTypes.StringType, false)
              .add(CUSTOMERS, DataTypes.LongType, false)
              .add(BOUGHT_AGAIN, DataTypes.LongType, false)
              .add(MEDIAN_DAYS, DataTypes.IntegerType)
              .add(MEAN_DAYS_BOUGHT_AGAIN, DataTypes.DoubleType)
              .add(MEDIAN_DAYS_BOUGHT_AGAIN, DataTypes.DoubleType));

  @Override
  public String name() {
    return "first_to_second";
  }

  @Override
  public Dataset<Row> rows(Facts facts) {
    List<Row> rows = facts.activitySegments().stream().map(s -> row(s, facts)).toList();
    return facts.spark().createDataFrame(rows, SCHEMA).coalesce(1);
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
    return RowFactory.create(values.toArray());
  }

  private static Integer orNull(OptionalInt days) {
    return days.isPresent() ? days.getAsInt() : null;
  }

  private static Double orNull(OptionalDouble days) {
    return days.isPresent() ? days.getAsDouble() : null;
  }

  /** Of every dimension, all customers are there once. */
  @Override
  public Check check(Dataset<Row> written, Facts facts) {
    List<Row> sums = written.groupBy(DIMENSION).agg(count(lit(1)), sum(CUSTOMERS)).collectAsList();
    long buyers = facts.account().buyers();
    List<String> problems =
        sums.stream()
            .filter(row -> row.getLong(2) != buyers)
            .map(
                row ->
                    "first_to_second holds %d customers by %s instead of %d"
                        .formatted(row.getLong(2), row.getString(0), buyers))
            .toList();
    return new Check(sums.stream().mapToLong(row -> row.getLong(1)).sum(), problems);
  }
}

package io.perennial.model.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;

import io.perennial.schema.ScoreColumns;
import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What times and amounts of the customers of an origin are measured by.
 *
 * @param originDay the last day known, in days since 1970-01-01
 * @param historyDays from the first purchase of any customer to that day
 * @param horizonDays length of the forecast
 * @param meanOrder net amount of the mean purchase day, money
 */
public record OriginScale(int originDay, int historyDays, int horizonDays, double meanOrder) {
  /** The last day known, in days since 1970-01-01, int. */
  public static final String ORIGIN_DAY = "origin_day";

  /** Days from the first purchase of any customer to the origin, int. */
  public static final String HISTORY_DAYS = "history_days";

  /** Days of the forecast, int. */
  public static final String HORIZON_DAYS = "horizon_days";

  /** Net amount of the mean purchase day up to the origin, double. */
  public static final String MEAN_ORDER = "mean_order";

  /**
   * Measures the customers of an origin: one row of sums.
   *
   * @param customers with their frequency and age as of the origin
   * @param spend net amount of a customer's purchase days up to the origin
   */
  public static OriginScale of(
      Dataset<Row> customers, Column spend, LocalDate origin, int horizonDays) {
    // Exact, so that it does not depend on the order of the rows.
    Row row =
        customers
            .agg(
                max(col(ScoreColumns.AGE_DAYS)).cast("int"),
                sum(spend.cast("decimal(28,6)")).cast("double"),
                sum(col(ScoreColumns.FREQUENCY).plus(1)).cast("double"))
            .first();
    boolean isEmpty = row.isNullAt(0);
    double mean = isEmpty ? 0 : row.getDouble(1) / row.getDouble(2);
    return new OriginScale(
        Math.toIntExact(origin.toEpochDay()),
        isEmpty ? 0 : row.getInt(0),
        horizonDays,
        mean > 0 ? mean : 1);
  }

  /** Adds the scale as columns, each the same for all rows. */
  public Dataset<Row> addTo(Dataset<Row> customers) {
    return customers
        .withColumn(ORIGIN_DAY, lit(originDay))
        .withColumn(HISTORY_DAYS, lit(historyDays))
        .withColumn(HORIZON_DAYS, lit(horizonDays))
        .withColumn(MEAN_ORDER, lit(meanOrder));
  }
}

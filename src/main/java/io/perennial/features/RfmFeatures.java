package io.perennial.features;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_from_unix_date;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.HistoryColumns;
import io.perennial.schema.Calls;
import io.perennial.schema.Money;
import io.perennial.schema.ScoreColumns;
import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** The features of customers at the end of the run date, as the models define them. */
public final class RfmFeatures {
  private RfmFeatures() {}

  /**
   * Adds frequency, recency, age and monetary value. A map: no shuffle.
   *
   * @param buyers customers with a purchase day up to the run date, with the sums of their
   *     histories as of that date
   */
  public static Dataset<Row> of(Dataset<Row> buyers, LocalDate runDate) {
    Column frequency = col(HistoryColumns.PURCHASE_DAYS).minus(1);
    Column repeatRevenue = Money.estimate(col(HistoryColumns.REPEAT_REVENUE));
    return buyers
        .withColumn(ScoreColumns.FIRST_PURCHASE, date_from_unix_date(col(HistoryColumns.FIRST_DAY)))
        .withColumn(ScoreColumns.LAST_PURCHASE, date_from_unix_date(col(HistoryColumns.LAST_DAY)))
        .withColumn(ScoreColumns.FREQUENCY, frequency)
        .withColumn(
            ScoreColumns.RECENCY_DAYS,
            col(HistoryColumns.LAST_DAY).minus(col(HistoryColumns.FIRST_DAY)))
        .withColumn(
            ScoreColumns.AGE_DAYS,
            Calls.of(
                new RunDay(Math.toIntExact(runDate.toEpochDay())),
                "since",
                DataTypes.IntegerType,
                col(HistoryColumns.FIRST_DAY)))
        .withColumn(
            ScoreColumns.MONETARY_VALUE, when(frequency.gt(0), repeatRevenue.divide(frequency)));
  }
}

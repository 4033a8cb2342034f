package io.perennial.model.interval;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rint;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_date;

import io.perennial.schema.ScoreColumns;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** Sums of the forecasts of customers. */
public final class CohortForecasts {
  private static final double STEP = 0x1p32;
  private static final double FRACTIONS = 1e9;

  private CohortForecasts() {}

  /**
   * The sum over all customers first, then the sums by cohort.
   *
   * @param scores with forecasts
   * @param cohort first day of the period of acquisition; a date with few distinct values
   */
  public static List<CohortForecast> of(Dataset<Row> scores, Column cohort) {
    List<CohortForecast> cohorts =
        scores
            .groupBy(day(cohort).as("cohort"))
            .agg(
                count(lit(1)),
                exactSum(col(ScoreColumns.EXPECTED_PURCHASES)),
                exactSum(col(ScoreColumns.PREDICTED_CLV)),
                exactSum(col(ScoreColumns.CORRECTED_CLV)))
            .collectAsList()
            .stream()
            .sorted(Comparator.comparing(row -> row.getInt(0)))
            .map(
                row ->
                    new CohortForecast(
                        Optional.of(LocalDate.ofEpochDay(row.getInt(0))),
                        row.getLong(1),
                        row.<Double>getAs(2),
                        row.<Double>getAs(3),
                        row.<Double>getAs(4),
                        Optional.empty(),
                        Optional.empty()))
            .toList();
    List<CohortForecast> all = new ArrayList<>();
    all.add(CohortForecast.total(cohorts));
    all.addAll(cohorts);
    return all;
  }

  /** A date as the number of its day: sessions differ in the class they give dates to Java as. */
  static Column day(Column date) {
    return unix_date(date);
  }

  /**
   * The sum to nine decimals, which does not depend on the order of the rows: of whole numbers, the
   * amount in steps of 2³², 1 and 10⁻⁹. Sums of decimals cost ten times as much.
   */
  public static Column exactSum(Column amount) {
    Column steps = floor(amount.divide(STEP));
    Column rest = amount.minus(steps.multiply(STEP));
    Column units = floor(rest);
    Column fractions = rint(rest.minus(units).multiply(FRACTIONS)).cast(DataTypes.LongType);
    return sum(steps)
        .cast(DataTypes.DoubleType)
        .multiply(STEP)
        .plus(sum(units).cast(DataTypes.DoubleType))
        .plus(sum(fractions).cast(DataTypes.DoubleType).divide(FRACTIONS));
  }
}

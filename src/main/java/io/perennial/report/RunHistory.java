package io.perennial.report;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.schema.Money;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The table {@code runs}: the key figures of every run date, also of those whose tables are not
 * kept any more. It is small, is written again as a whole with each run, and is not partitioned.
 *
 * @param runs by run date, one each
 */
public record RunHistory(List<KeyFigures> runs) {
  /** The table's name. */
  public static final String TABLE = "runs";

  private static final DataType NUMBERS =
      DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false);

  private static final StructType SCHEMA =
      new StructType()
          .add("run_date", DataTypes.DateType)
          .add("run_id", DataTypes.StringType)
          .add("started_at", DataTypes.TimestampType)
          .add("customers", DataTypes.LongType)
          .add("active_customers", DataTypes.LongType)
          .add("alive_customers", DataTypes.createDecimalType(30, Money.SCALE))
          .add("purchase_days", DataTypes.LongType)
          .add("revenue", Money.TOTAL)
          .add("historical_clv", DataTypes.DoubleType)
          .add("predicted_clv", DataTypes.DoubleType)
          .add("predicted_clv_low", DataTypes.DoubleType)
          .add("predicted_clv_high", DataTypes.DoubleType)
          .add("expected_purchases", DataTypes.DoubleType)
          .add("monthly_churn", DataTypes.DoubleType)
          .add("repurchase_90", DataTypes.DoubleType)
          .add("cac", DataTypes.DoubleType)
          .add("ltv_to_cac", DataTypes.DoubleType)
          .add("payback_months", DataTypes.DoubleType)
          .add("rows_of_date", DataTypes.LongType)
          .add("rows_rejected", DataTypes.LongType)
          .add("parameters", NUMBERS)
          .add("parameters_low", NUMBERS)
          .add("parameters_high", NUMBERS)
          .add("log_likelihoods", NUMBERS)
          .add(
              "predicted_histogram",
              DataTypes.createMapType(DataTypes.IntegerType, DataTypes.LongType, false))
          .add("seconds", DataTypes.DoubleType);

  /**
   * Reads the history; columns that an earlier version did not write are null.
   *
   * @throws JobFailure with {@link ExitCode#PUBLISH} when there are files that are no history
   */
  public static RunHistory read(SparkSession spark, List<Path> files) {
    if (files.isEmpty()) {
      return new RunHistory(List.of());
    }
    String format = files.get(0).getName().endsWith(".orc") ? "orc" : "parquet";
    try {
      return new RunHistory(
          Values.list(
                  spark
                      .read()
                      .format(format)
                      .schema(SCHEMA)
                      .load(files.stream().map(Path::toString).toArray(String[]::new))
                      .collectAsList())
              .stream()
              .map(RunHistory::figures)
              .sorted(Comparator.comparing(KeyFigures::runDate))
              .toList());
    } catch (Exception e) { // SparkException is checked, and thrown by Scala without being declared
      throw new JobFailure(
          ExitCode.PUBLISH,
          "The history of runs in %s cannot be read: %s. It was left as it is: move it away, then the history begins anew, and run again."
              .formatted(files.get(0).getParent(), e.getMessage()),
          e);
    }
  }

  private static KeyFigures figures(Values row) {
    return new KeyFigures(
        row.date("run_date"),
        row.text("run_id"),
        row.instant("started_at"),
        row.count("customers"),
        row.count("active_customers"),
        row.decimal("alive_customers"),
        row.count("purchase_days"),
        row.decimal("revenue"),
        row.number("historical_clv"),
        row.number("predicted_clv"),
        row.number("predicted_clv_low"),
        row.number("predicted_clv_high"),
        row.number("expected_purchases"),
        row.number("monthly_churn"),
        row.number("repurchase_90"),
        row.number("cac"),
        row.number("ltv_to_cac"),
        row.number("payback_months"),
        row.count("rows_of_date"),
        row.count("rows_rejected"),
        row.numbers("parameters"),
        row.numbers("parameters_low"),
        row.numbers("parameters_high"),
        row.numbers("log_likelihoods"),
        row.counts("predicted_histogram"),
        row.number("seconds"));
  }

  /** The history with this run, in place of an earlier one of its date. */
  public RunHistory with(KeyFigures run) {
    List<KeyFigures> with = new ArrayList<>(runs);
    with.removeIf(each -> each.runDate().equals(run.runDate()));
    with.add(run);
    with.sort(Comparator.comparing(KeyFigures::runDate));
    return new RunHistory(List.copyOf(with));
  }

  /** The history up to a date, that date included. */
  RunHistory until(LocalDate date) {
    return new RunHistory(runs.stream().filter(run -> !run.runDate().isAfter(date)).toList());
  }

  /** The history before a date. */
  RunHistory before(LocalDate date) {
    return until(date.minusDays(1));
  }

  /** The newest run. */
  Optional<KeyFigures> last() {
    return runs.isEmpty() ? Optional.empty() : Optional.of(runs.get(runs.size() - 1));
  }

  /** The rows of the table, in one file. */
  public Dataset<Row> rows(SparkSession spark) {
    return spark.createDataFrame(runs.stream().map(RunHistory::row).toList(), SCHEMA).coalesce(1);
  }

  private static Row row(KeyFigures run) {
    return RowFactory.create(
        Date.valueOf(run.runDate()),
        run.runId(),
        Timestamp.from(run.startedAt()),
        run.customers(),
        run.active(),
        run.alive(),
        run.purchaseDays(),
        run.revenue(),
        run.historicalClv(),
        run.predictedClv(),
        run.predictedClvLow(),
        run.predictedClvHigh(),
        run.expectedPurchases(),
        run.monthlyChurn(),
        run.repurchase90(),
        run.cac(),
        run.ltvToCac(),
        run.paybackMonths(),
        run.rowsOfDate(),
        run.rowsRejected(),
        run.parameters(),
        run.parametersLow(),
        run.parametersHigh(),
        run.logLikelihoods(),
        run.histogram(),
        run.seconds());
  }
}

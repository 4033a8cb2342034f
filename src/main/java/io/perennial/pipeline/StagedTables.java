package io.perennial.pipeline;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.schema.CohortColumns;
import io.perennial.schema.ScoreColumns;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Checks what was written before anyone else may see it. */
final class StagedTables {
  private static final List<String> FORECASTS =
      List.of(
          ScoreColumns.P_ALIVE,
          ScoreColumns.EXPECTED_PURCHASES,
          ScoreColumns.EXPECTED_PURCHASE_VALUE,
          ScoreColumns.EXPECTED_REVENUE,
          ScoreColumns.PREDICTED_CLV);

  /** Columns of lower ends, and of the upper ones. */
  private static final Map<String, String> INTERVALS =
      new TreeMap<>(
          Map.of(
              ScoreColumns.EXPECTED_PURCHASES_LOW, ScoreColumns.EXPECTED_PURCHASES_HIGH,
              ScoreColumns.PREDICTED_CLV_LOW, ScoreColumns.PREDICTED_CLV_HIGH));

  /** What the scores table holds, read back. */
  record Totals(
      long rows,
      BigDecimal revenue,
      double historicalClv,
      Double formulaClv,
      double expectedPurchases,
      double expectedRevenue,
      double predictedClv) {}

  private StagedTables() {}

  /**
   * Reads the scores back: every buyer is there with the whole revenue, and every forecast is a
   * number that makes sense, every interval one or absent.
   */
  static Totals checkScores(Dataset<Row> scores, long buyers, BigDecimal revenue) {
    List<Column> sums = new ArrayList<>();
    sums.add(sum(ScoreColumns.REVENUE));
    sums.add(sum(ScoreColumns.HISTORICAL_CLV));
    sums.add(sum(ScoreColumns.FORMULA_CLV));
    sums.add(sum(ScoreColumns.EXPECTED_PURCHASES));
    sums.add(sum(ScoreColumns.EXPECTED_REVENUE));
    sums.add(sum(ScoreColumns.PREDICTED_CLV));
    for (String name : FORECASTS) {
      Column sane = col(name).between(0, name.equals(ScoreColumns.P_ALIVE) ? 1 : Double.MAX_VALUE);
      sums.add(count(when(coalesce(sane, lit(false)), 1)));
    }
    INTERVALS.forEach(
        (low, high) -> {
          Column ordered = col(low).between(0, col(high)).and(col(high).leq(Double.MAX_VALUE));
          Column absent = col(low).isNull().and(col(high).isNull());
          sums.add(count(when(coalesce(ordered, absent), 1)));
        });
    Row row = scores.agg(count(lit(1)), sums.toArray(Column[]::new)).first();
    long rows = row.getLong(0);
    BigDecimal written = row.isNullAt(1) ? BigDecimal.ZERO : row.getDecimal(1);
    List<String> problems = new ArrayList<>();
    if (rows != buyers) {
      problems.add("scores has %d rows for %d customers with a purchase".formatted(rows, buyers));
    }
    if (written.compareTo(revenue) != 0) {
      problems.add("scores sums up to a revenue of %s instead of %s".formatted(written, revenue));
    }
    for (int i = 0; i < FORECASTS.size(); i++) {
      long insane = rows - row.getLong(7 + i);
      if (insane > 0) {
        problems.add(
            "%d values of scores.%s are missing, negative or no finite number"
                .formatted(insane, FORECASTS.get(i)));
      }
    }
    int place = 7 + FORECASTS.size();
    for (String low : INTERVALS.keySet()) {
      long insane = rows - row.getLong(place++);
      if (insane > 0) {
        problems.add(
            "%d intervals of scores from %s to %s have one end, crossed ends or ends that are negative or no finite numbers"
                .formatted(insane, low, INTERVALS.get(low)));
      }
    }
    fail(problems);
    return new Totals(
        rows,
        written,
        row.getDouble(2),
        row.isNullAt(3) ? null : row.getDouble(3),
        row.getDouble(4),
        row.getDouble(5),
        row.getDouble(6));
  }

  /** Reads the cohorts back: all customers and their whole revenue are in them. */
  static long checkCohorts(Dataset<Row> cohorts, long buyers, BigDecimal revenue) {
    Row row =
        cohorts
            .agg(
                count(lit(1)),
                sum(CohortColumns.REVENUE),
                sum(when(col(CohortColumns.PERIOD).equalTo(0), col(CohortColumns.COHORT_SIZE))))
            .first();
    List<String> problems = new ArrayList<>();
    if (row.getDecimal(1).compareTo(revenue) != 0) {
      problems.add(
          "cohorts sums up to a revenue of %s instead of %s".formatted(row.getDecimal(1), revenue));
    }
    if (row.getLong(2) != buyers) {
      problems.add("cohorts holds %d customers instead of %d".formatted(row.getLong(2), buyers));
    }
    fail(problems);
    return row.getLong(0);
  }

  /** Compares the quarantine with the account that histories gave of it. */
  static void checkQuarantine(long written, long counted) {
    if (written != counted) {
      throw new JobFailure(
          ExitCode.INPUT,
          "The input changed during the run: %d rows were to be quarantined, %d were found when"
                  .formatted(counted, written)
              + " they were written; run again when the input is complete");
    }
  }

  /** The customers with the highest predicted value. */
  static List<TopCustomer> top(Dataset<Row> scores, int customers) {
    return scores
        .orderBy(desc(ScoreColumns.PREDICTED_CLV), col(ScoreColumns.CUSTOMER_ID))
        .limit(customers)
        .select(
            col(ScoreColumns.CUSTOMER_ID).cast("string"),
            col(ScoreColumns.RFM_SEGMENT),
            col(ScoreColumns.HISTORICAL_CLV),
            col(ScoreColumns.P_ALIVE),
            col(ScoreColumns.EXPECTED_PURCHASES),
            col(ScoreColumns.PREDICTED_CLV))
        .collectAsList()
        .stream()
        .map(
            row ->
                new TopCustomer(
                    row.getString(0),
                    row.getString(1),
                    row.getDouble(2),
                    row.getDouble(3),
                    row.getDouble(4),
                    row.getDouble(5)))
        .toList();
  }

  private static void fail(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new JobFailure(ExitCode.PUBLISH, problems, null);
    }
  }
}

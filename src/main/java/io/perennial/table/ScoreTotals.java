package io.perennial.table;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.schema.ScoreColumns;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the scores table sums up to, and which of its values make no sense.
 *
 * @param revenue exact
 * @param formulaClv null where no customer has one; the forecasts likewise
 * @param senseless sentences on values that no customer can have
 */
public record ScoreTotals(
    long rows,
    BigDecimal revenue,
    double historicalClv,
    Double formulaClv,
    Double expectedPurchases,
    Double expectedRevenue,
    Double predictedClv,
    List<String> senseless) {
  private static final List<String> FORECASTS =
      List.of(
          ScoreColumns.P_ALIVE,
          ScoreColumns.EXPECTED_PURCHASES,
          ScoreColumns.EXPECTED_PURCHASE_VALUE,
          ScoreColumns.EXPECTED_REVENUE,
          ScoreColumns.PREDICTED_CLV,
          ScoreColumns.EXPECTED_LIFETIME_DAYS,
          ScoreColumns.CORRECTED_CLV,
          ScoreColumns.RANK_SCORE);

  /** Columns of lower ends, and of the upper ones. */
  private static final Map<String, String> INTERVALS =
      new TreeMap<>(
          Map.of(
              ScoreColumns.EXPECTED_PURCHASES_LOW, ScoreColumns.EXPECTED_PURCHASES_HIGH,
              ScoreColumns.PREDICTED_CLV_LOW, ScoreColumns.PREDICTED_CLV_HIGH));

  private static final List<String> SUMS =
      List.of(
          ScoreColumns.REVENUE,
          ScoreColumns.HISTORICAL_CLV,
          ScoreColumns.FORMULA_CLV,
          ScoreColumns.EXPECTED_PURCHASES,
          ScoreColumns.EXPECTED_REVENUE,
          ScoreColumns.PREDICTED_CLV);

  private static final String ROWS = "rows";

  /**
   * Sums up and counts in one pass.
   *
   * @param nulls the columns of forecasts that no customer has; in the others every one has one
   */
  static ScoreTotals of(Dataset<Row> scores, Set<String> nulls) {
    List<Column> aggregates = new ArrayList<>();
    SUMS.forEach(name -> aggregates.add(sum(name).as(name)));
    FORECASTS.forEach(
        name ->
            aggregates.add(
                countOf(nulls.contains(name) ? col(name).isNull() : isForecast(name))
                    .as(sane(name))));
    INTERVALS.forEach((low, high) -> aggregates.add(countOf(isInterval(low, high)).as(sane(low))));
    Row row = scores.agg(count(lit(1)).as(ROWS), aggregates.toArray(Column[]::new)).first();
    BigDecimal revenue = row.getAs(ScoreColumns.REVENUE);
    return new ScoreTotals(
        row.getAs(ROWS),
        revenue == null ? BigDecimal.ZERO : revenue,
        total(row, ScoreColumns.HISTORICAL_CLV),
        row.getAs(ScoreColumns.FORMULA_CLV),
        row.getAs(ScoreColumns.EXPECTED_PURCHASES),
        row.getAs(ScoreColumns.EXPECTED_REVENUE),
        row.getAs(ScoreColumns.PREDICTED_CLV),
        senseless(row, nulls));
  }

  private static Column isForecast(String name) {
    return col(name).between(0, name.equals(ScoreColumns.P_ALIVE) ? 1 : Double.MAX_VALUE);
  }

  /** An interval is ordered and finite, or absent. */
  private static Column isInterval(String low, String high) {
    Column ordered = col(low).between(0, col(high)).and(col(high).leq(Double.MAX_VALUE));
    return coalesce(ordered, col(low).isNull().and(col(high).isNull()));
  }

  private static Column countOf(Column condition) {
    return count(when(coalesce(condition, lit(false)), 1));
  }

  private static String sane(String name) {
    return "sane_" + name;
  }

  private static double total(Row row, String name) {
    Double total = row.getAs(name);
    return total == null ? 0 : total;
  }

  private static List<String> senseless(Row row, Set<String> nulls) {
    long rows = row.getAs(ROWS);
    List<String> problems = new ArrayList<>();
    for (String name : FORECASTS) {
      long wrong = rows - row.<Long>getAs(sane(name));
      if (wrong > 0) {
        problems.add(
            (nulls.contains(name)
                    ? "%d values of scores.%s are there without a model that could have made them"
                    : "%d values of scores.%s are missing, negative or no finite number")
                .formatted(wrong, name));
      }
    }
    INTERVALS.forEach(
        (low, high) -> {
          long wrong = rows - row.<Long>getAs(sane(low));
          if (wrong > 0) {
            problems.add(
                "%d intervals of scores from %s to %s have one end, crossed ends or ends that are negative or no finite numbers"
                    .formatted(wrong, low, high));
          }
        });
    return problems;
  }
}

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
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
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
          ScoreColumns.HISTORICAL_CLV,
          ScoreColumns.FORMULA_CLV,
          ScoreColumns.EXPECTED_PURCHASES,
          ScoreColumns.EXPECTED_REVENUE,
          ScoreColumns.PREDICTED_CLV);

  /**
   * What to sum up of the scores, whatever they are grouped by.
   *
   * @param nulls the columns of forecasts that no customer has; in the others every one has one
   */
  static List<Column> aggregates(Set<String> nulls) {
    List<Column> aggregates = new ArrayList<>();
    SUMS.forEach(name -> aggregates.add(sum(name).as(name)));
    FORECASTS.forEach(
        name ->
            aggregates.add(
                countOf(nulls.contains(name) ? col(name).isNull() : isForecast(name))
                    .as(sane(name))));
    INTERVALS.forEach((low, high) -> aggregates.add(countOf(isInterval(low, high)).as(sane(low))));
    return aggregates;
  }

  /**
   * Adds up what was summed up of each group.
   *
   * @param customers in all groups, with their revenue
   * @param groups rows with the columns of {@link #aggregates}
   * @param nulls the same as there
   */
  static ScoreTotals of(ScoreCells.Sum customers, List<Row> groups, Set<String> nulls) {
    return new ScoreTotals(
        customers.customers(),
        customers.revenue(),
        Objects.requireNonNullElse(total(groups, ScoreColumns.HISTORICAL_CLV), 0.0),
        total(groups, ScoreColumns.FORMULA_CLV),
        total(groups, ScoreColumns.EXPECTED_PURCHASES),
        total(groups, ScoreColumns.EXPECTED_REVENUE),
        total(groups, ScoreColumns.PREDICTED_CLV),
        senseless(customers.customers(), groups, nulls));
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

  /** Null where no group has one. */
  private static Double total(List<Row> groups, String name) {
    return groups.stream()
        .map(row -> row.<Double>getAs(name))
        .filter(Objects::nonNull)
        .reduce(Double::sum)
        .orElse(null);
  }

  private static long wrong(long rows, List<Row> groups, String name) {
    return rows - groups.stream().mapToLong(row -> row.<Long>getAs(sane(name))).sum();
  }

  private static List<String> senseless(long rows, List<Row> groups, Set<String> nulls) {
    List<String> problems = new ArrayList<>();
    for (String name : FORECASTS) {
      long wrong = wrong(rows, groups, name);
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
          long wrong = wrong(rows, groups, low);
          if (wrong > 0) {
            problems.add(
                "%d intervals of scores from %s to %s have one end, crossed ends or ends that are negative or no finite numbers"
                    .formatted(wrong, low, high));
          }
        });
    return problems;
  }
}

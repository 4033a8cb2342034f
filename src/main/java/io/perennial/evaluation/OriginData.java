package io.perennial.evaluation;

import static org.apache.spark.sql.functions.col;

import io.perennial.features.RfmFeatures;
import io.perennial.history.Histories;
import io.perennial.history.HistoryColumns;
import io.perennial.history.PurchasePolicy;
import io.perennial.schema.Money;
import io.perennial.schema.ScoreColumns;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The customers as they were known at the end of an origin, beside what they did after it.
 *
 * @param horizonDays length of the window after the origin
 * @param rows one for each customer with a purchase by the origin; columns are those of {@link
 *     OriginColumns} and whatever columns the customers came with, such as attributes
 */
public record OriginData(LocalDate origin, int horizonDays, Dataset<Row> rows) {
  private static final List<String> FEATURES =
      List.of(
          ScoreColumns.FIRST_PURCHASE,
          ScoreColumns.LAST_PURCHASE,
          ScoreColumns.FREQUENCY,
          ScoreColumns.RECENCY_DAYS,
          ScoreColumns.AGE_DAYS,
          ScoreColumns.MONETARY_VALUE);

  /** What a summary of a history adds. */
  private static final List<String> SUMS =
      List.of(
          HistoryColumns.FIRST_DAY,
          HistoryColumns.LAST_DAY,
          HistoryColumns.PURCHASE_DAYS,
          HistoryColumns.ORDERS,
          HistoryColumns.REVENUE,
          HistoryColumns.PURCHASE_REVENUE,
          HistoryColumns.REPEAT_REVENUE,
          HistoryColumns.COST,
          HistoryColumns.LOG_GAP_DAYS);

  /**
   * The customers as of an origin: maps over histories, no shuffle.
   *
   * <p>Their history stays beside them, in {@link HistoryColumns#DAYS}, days after the origin
   * included: a feature is a sum over days up to the origin, as {@link Histories#between} makes it,
   * and nothing else.
   *
   * @param customers with {@link HistoryColumns#DAYS}; features and sums as of another date, if
   *     they have some, are replaced
   * @param horizonDays length of the window after the origin
   */
  public static OriginData of(
      Dataset<Row> customers, LocalDate origin, int horizonDays, PurchasePolicy policy) {
    Dataset<Row> histories =
        customers.drop(Stream.concat(FEATURES.stream(), SUMS.stream()).toArray(String[]::new));
    Dataset<Row> last =
        bought(
            histories,
            origin.minusDays(horizonDays - 1L),
            origin,
            policy,
            OriginColumns.LAST_PURCHASES,
            OriginColumns.LAST_SPEND);
    Dataset<Row> next =
        bought(
            last,
            origin.plusDays(1),
            origin.plusDays(horizonDays),
            policy,
            OriginColumns.ACTUAL_PURCHASES,
            OriginColumns.ACTUAL_SPEND);
    // After the windows, whose sums have the names of those of a history.
    List<Column> columns = columns(next);
    FEATURES.forEach(name -> columns.add(col(name)));
    columns.add(col(HistoryColumns.LOG_GAP_DAYS));
    columns.add(col(HistoryColumns.PURCHASE_DAYS).as(OriginColumns.PAST_PURCHASES));
    columns.add(Money.estimate(col(HistoryColumns.PURCHASE_REVENUE)).as(OriginColumns.PAST_SPEND));
    columns.add(Money.estimate(col(HistoryColumns.REPEAT_REVENUE)).as(OriginColumns.REPEAT_SPEND));
    return new OriginData(
        origin,
        horizonDays,
        RfmFeatures.of(Histories.buyersAsOf(next, origin, policy), origin)
            .select(columns.toArray(Column[]::new)));
  }

  /** Adds the purchase days from one date to another, both included, and their net amount. */
  private static Dataset<Row> bought(
      Dataset<Row> rows,
      LocalDate from,
      LocalDate to,
      PurchasePolicy policy,
      String purchases,
      String spend) {
    List<Column> columns = columns(rows);
    columns.add(col(HistoryColumns.PURCHASE_DAYS).as(purchases));
    columns.add(Money.estimate(col(HistoryColumns.PURCHASE_REVENUE)).as(spend));
    return Histories.between(rows, from, to, policy).select(columns.toArray(Column[]::new));
  }

  private static List<Column> columns(Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>();
    for (String name : rows.columns()) {
      columns.add(col("`" + name + "`"));
    }
    return columns;
  }

  /** The same origin with other rows, such as these with forecasts. */
  public OriginData with(Dataset<Row> others) {
    return new OriginData(origin, horizonDays, others);
  }
}

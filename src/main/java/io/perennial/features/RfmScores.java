package io.perennial.features;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.config.Settings;
import io.perennial.history.HistoryColumns;
import io.perennial.schema.Money;
import io.perennial.schema.ScoreColumns;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Scores of 1 to 5: recency by the last purchase day, frequency by the number of purchase days,
 * money by the net amount to date. A customer's score is one more than the number of limits its
 * value exceeds.
 *
 * <p>The four limits of a measure are configured, or else make quintiles: its values at ranks
 * ⌈n·k/5⌉, k = 1…4, from the lowest. So equal values always have equal scores, and where a value is
 * frequent (most customers buy once) scores are skipped; tied customers are never separated by
 * chance.
 *
 * @param limits of recency, frequency and money, four each, ascending
 */
public record RfmScores(List<long[]> limits) {
  private static final int SCORES = 5;
  private static final List<String> MEASURES =
      List.of(HistoryColumns.LAST_DAY, HistoryColumns.PURCHASE_DAYS, HistoryColumns.REVENUE);
  private static final List<String> NAMES =
      List.of(ScoreColumns.R_SCORE, ScoreColumns.F_SCORE, ScoreColumns.M_SCORE);

  /**
   * The configured limits; those of quintiles where none are configured.
   *
   * @param customers with the columns of {@link RfmFeatures}; at least one
   * @param runDate the day from which days since the last purchase are counted back
   */
  public static RfmScores of(Dataset<Row> customers, Settings.RfmLimits own, LocalDate runDate) {
    BigDecimal today = BigDecimal.valueOf(runDate.toEpochDay());
    BigDecimal[] days = own.daysSinceLastPurchase().toArray(BigDecimal[]::new);
    Collections.reverse(Arrays.asList(days));
    List<long[]> configured =
        List.of(
            // Within n days is after the day n + 1 days ago.
            limits(Arrays.stream(days).map(n -> today.subtract(n).subtract(BigDecimal.ONE))),
            limits(own.frequency().stream().map(BigDecimal.ONE::add)),
            limits(own.revenue().stream().map(BigDecimal.valueOf(Money.MICROS)::multiply)));
    if (configured.stream().allMatch(each -> each.length > 0)) {
      return new RfmScores(configured);
    }
    List<long[]> limits = new ArrayList<>(measure(customers).limits());
    for (int i = 0; i < limits.size(); i++) {
      if (configured.get(i).length > 0) {
        limits.set(i, configured.get(i));
      }
    }
    return new RfmScores(limits);
  }

  /** A whole number exceeds a limit where it exceeds the whole number below it. */
  private static long[] limits(Stream<BigDecimal> numbers) {
    return numbers
        .mapToLong(number -> number.setScale(0, RoundingMode.FLOOR).longValueExact())
        .toArray();
  }

  /**
   * Finds the limits of quintiles over all customers: a few passes over three columns, no shuffle.
   *
   * @param customers with the columns of {@link RfmFeatures}; at least one
   */
  public static RfmScores measure(Dataset<Row> customers) {
    Column[] measures = MEASURES.stream().map(name -> col(name)).toArray(Column[]::new);
    return new RfmScores(
        Ranks.find(
                customers.select(measures),
                count ->
                    LongStream.range(1, SCORES)
                        .map(k -> (count * k + SCORES - 1) / SCORES)
                        .toArray())
            .stream()
            .map(Ranks.Found::values)
            .toList());
  }

  /** Adds the three scores, 1 to 5. */
  public Dataset<Row> score(Dataset<Row> customers) {
    Dataset<Row> scored = customers;
    for (int i = 0; i < NAMES.size(); i++) {
      Column score = lit(1);
      for (long limit : limits.get(i)) {
        score = score.plus(when(col(MEASURES.get(i)).gt(limit), 1).otherwise(0));
      }
      scored = scored.withColumn(NAMES.get(i), score);
    }
    return scored;
  }
}

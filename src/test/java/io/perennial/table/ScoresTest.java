package io.perennial.table;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.SparkTestSession;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoresTest {
  private static final List<String> FORECASTS =
      List.of(
          "p_alive",
          "expected_purchases",
          "expected_purchase_value",
          "expected_revenue",
          "predicted_clv",
          "expected_lifetime_days",
          "corrected_clv",
          "rank_score");

  @Test
  void soundScoresAreSummedUp() {
    ScoreTotals totals = totals(scores(), Set.of());

    assertThat(totals.rows()).isEqualTo(2);
    assertThat(totals.predictedClv()).isEqualTo(14);
    assertThat(totals.formulaClv()).isNull();
    assertThat(problems(scores(), 2)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "p_alive, 1.1D, '1 values of scores.p_alive are missing, negative or no finite number'",
    "predicted_clv, double('NaN'), '1 values of scores.predicted_clv are missing'",
    "expected_revenue, NULL, '1 values of scores.expected_revenue are missing'",
    "expected_purchases_low, 5D, '1 intervals of scores from expected_purchases_low to'",
    "expected_purchases_low, NULL, '1 intervals of scores from expected_purchases_low to'",
    "expected_purchases_low, -1D, '1 intervals of scores from expected_purchases_low to'",
    "predicted_clv_high, double('NaN'), '1 intervals of scores from predicted_clv_low to'",
    "predicted_clv_low, double('NaN'), '1 intervals of scores from predicted_clv_low to'",
    "revenue, 9BD, 'scores sums up to a revenue of 29.000000 instead of 30'",
  })
  void whatMakesNoSenseIsNotPublished(String column, String value, String problem) {
    Dataset<Row> wrong =
        scores().withColumn(column, expr("IF(id = 0, %s, %s)".formatted(value, column)));

    assertThat(problems(wrong, 2)).singleElement().asString().startsWith(problem);
  }

  /** Without a model nothing is forecast, and everything to date is there all the same. */
  @Test
  void forecastsAreNullWithoutAModelAndOnlyThen() {
    Dataset<Row> without = scores();
    for (String forecast : FORECASTS) {
      without = without.withColumn(forecast, lit(null).cast("double"));
    }

    assertThat(problems(without, 2, Set.copyOf(FORECASTS))).isEmpty();
    assertThat(totals(without, Set.copyOf(FORECASTS)).predictedClv()).isNull();
    assertThat(problems(without, 2, Set.of())).hasSameSizeAs(FORECASTS);
    assertThat(problems(scores(), 2, Set.of("p_alive")))
        .containsExactly(
            "2 values of scores.p_alive are there without a model that could have made them");
  }

  @Test
  void aMissingCustomerIsNoticed() {
    assertThat(problems(scores(), 3))
        .containsExactly("scores has 2 rows for 3 customers with a purchase");
  }

  private static List<String> problems(Dataset<Row> scores, long buyers) {
    return problems(scores, buyers, Set.of());
  }

  private static List<String> problems(Dataset<Row> scores, long buyers, Set<String> nulls) {
    return Scores.check(totals(scores, nulls), buyers, new BigDecimal("30")).problems();
  }

  private static ScoreTotals totals(Dataset<Row> scores, Set<String> nulls) {
    List<Row> cells =
        ScoreCells.collect(scores, LocalDate.parse("2024-06-30"), 3, ScoreTotals.aggregates(nulls));
    return ScoreTotals.of(ScoreCells.of(cells).all(), cells, nulls);
  }

  /** Two customers, the second without intervals. */
  private static Dataset<Row> scores() {
    return SparkTestSession.shared()
        .range(2)
        .selectExpr(
            "id",
            "CAST(1 + id AS int) AS r_score",
            "1 AS f_score",
            "'new' AS rfm_segment",
            "0 AS frequency",
            "DATE'2024-06-01' AS last_purchase",
            "10BD + 10 * id AS revenue",
            "1D AS historical_clv",
            "CAST(NULL AS DOUBLE) AS formula_clv",
            "0.5D AS p_alive",
            "2D AS expected_purchases",
            "3D AS expected_purchase_value",
            "6D AS expected_revenue",
            "7D AS predicted_clv",
            "90D AS expected_lifetime_days",
            "8D AS corrected_clv",
            "8D AS rank_score",
            "IF(id = 0, 0D, NULL) AS expected_purchases_low",
            "IF(id = 0, 4D, NULL) AS expected_purchases_high",
            "IF(id = 0, 0D, NULL) AS predicted_clv_low",
            "IF(id = 0, 20D, NULL) AS predicted_clv_high");
  }
}

package io.perennial.model.interval;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.SparkTestSession;
import io.perennial.model.CdnowFrames;
import io.perennial.model.btyd.BgNbd;
import io.perennial.model.btyd.BgNbdModel;
import io.perennial.model.spend.GammaGamma;
import io.perennial.model.spend.GammaGammaModel;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class CohortIntervalsTest {
  @Test
  void aCohortThatIsWorthNothingSpoilsNoInterval() {
    BgNbdModel purchases = new BgNbd().setBootstrapReplicates(20).fit(CdnowFrames.customers());
    GammaGammaModel spend = new GammaGamma().setBootstrapReplicates(20).fit(CdnowFrames.spenders());
    // The second bought daily for a year and then not for decades: P(alive) is 0 in doubles.
    Dataset<Row> customers =
        SparkTestSession.shared()
            .sql(
                """
                SELECT * FROM VALUES (DATE'2020-01-01', 2, 200, 250, 30D),
                  (DATE'1990-01-01', 360, 365, 11000, 30D)
                AS (first_purchase, frequency, recency_days, age_days, monetary_value)""");
    Dataset<Row> scores =
        spend
            .transform(purchases.transform(customers))
            .withColumn(
                "predicted_clv", expr("discounted_expected_purchases * expected_purchase_value"))
            .withColumn("corrected_clv", lit(null).cast("double"));
    List<CohortForecast> sums = CohortForecasts.of(scores, col("first_purchase"));

    List<CohortForecast> around =
        ForecastIntervals.of(purchases, spend, 0.9, 1)
            .orElseThrow()
            .ofSums(sums, scores, col("first_purchase"), 1.0);

    assertThat(around).hasSize(3);
    assertThat(around.get(1).predictedClv()).isZero();
    assertThat(around.get(1).clv()).isEmpty();
    assertThat(around.get(0).clv())
        .hasValueSatisfying(
            interval -> {
              assertThat(interval.low()).isNotNegative().isLessThan(interval.high());
              assertThat(interval.high()).isFinite();
            })
        .isEqualTo(around.get(2).clv());
  }
}

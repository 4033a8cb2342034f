package io.perennial.model.btyd;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.failure.JobFailure;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class BgBbTest {
  @Test
  void fitsAndForecastsYearsGivenInDays() {
    BgBbModel model =
        new BgBb().setTimeUnitDays(365).setWeightCol("customers").fit(Donors.counted());
    assertThat(model.summary().logLikelihood()).isCloseTo(-33225.581274, within(1e-5));
    Row best =
        model
            .setHorizonDays(3650)
            .transform(Donors.counted().filter("frequency = 4 AND recency_days = 1825"))
            .first();
    // The same donor as in the likelihood's test, to the digits of the estimates there.
    assertThat(best.<Double>getAs("expected_purchases")).isCloseTo(3.6279677, within(1e-5));
  }

  @Test
  void refusesFractionsOfAnOpportunity() {
    Dataset<Row> wrong = Donors.counted().withColumn("age_days", lit(6 * 365 + 100));
    assertThatThrownBy(() -> new BgBb().setTimeUnitDays(365).fit(wrong))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("age in opportunities")
        .hasMessageContaining("set timeUnitDays to the length of one");
  }
}

package io.perennial.model.contractual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.failure.JobFailure;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ShiftedBetaGeometricTest {
  @Test
  void forecastsThoseWhoAreStillThere() {
    ShiftedBetaGeometricModel model =
        new ShiftedBetaGeometric()
            .setWeightCol("customers")
            .setPeriodDays(365)
            .fit(Subscribers.counted());
    assertThat(model.summary().parameters().get("alpha")).isCloseTo(.668, within(5e-4));
    assertThat(model.summary().parameters().get("beta")).isCloseTo(3.806, within(5e-4));
    List<Row> rows = model.transform(Subscribers.counted()).collectAsList();
    ShiftedBetaGeometricLikelihood fitted = model.likelihood();
    for (Row row : rows) {
      boolean left = row.<Integer>getAs("has_left") == 1;
      assertThat(row.<Double>getAs("next_retention")).isEqualTo(left ? 0.0 : fitted.retention(8));
      assertThat(row.<Double>getAs("discounted_residual_lifetime"))
          .isEqualTo(left ? 0.0 : fitted.discountedResidualLifetime(7, Math.log1p(.1)));
    }
  }

  @Test
  void cannotBeFittedWhileNobodyLeaves() {
    assertThatThrownBy(
            () -> new ShiftedBetaGeometric().fit(Subscribers.counted().filter("has_left = 0")))
        .isInstanceOf(JobFailure.class)
        .hasMessage("shifted-beta-geometric cannot be fitted: none of the 1 subscribers has left.");
  }
}

package io.perennial.model.spend;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.CdnowFrames;
import io.perennial.model.LikelihoodContract;
import io.perennial.model.fit.FitSummary;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class GammaGammaTest {
  @Test
  void fitsTheRepeatersAndReportsTheCorrelation() {
    FitSummary fit = new GammaGamma().fit(CdnowFrames.spenders()).summary();
    assertThat(fit.customers()).isEqualTo(946);
    assertThat(fit.logLikelihood()).isCloseTo(-4055.917695, within(1e-5));
    double correlation =
        CdnowFrames.spenders()
            .filter(col("frequency").gt(0))
            .stat()
            .corr("frequency", "monetary_value");
    assertThat(fit.diagnostics().get(GammaGamma.CORRELATION))
        .isCloseTo(correlation, within(1e-12))
        .isBetween(0.0, 0.2);
    assertThat(fit.warnings()).isEmpty();
  }

  @Test
  void cellsOnTheClusterGiveTheFitOfCellsOnTheDriver() {
    LikelihoodContract.assertSameFit(
        new GammaGamma().setMaxDriverCells(0).fit(CdnowFrames.spenders()).summary(),
        new GammaGamma().fit(CdnowFrames.spenders()).summary());
  }

  @Test
  void addsTheExpectedValueOfTheLikelihood() {
    GammaGammaModel model = new GammaGamma().fit(CdnowFrames.spenders());
    for (Row row : model.transform(CdnowFrames.spenders()).collectAsList()) {
      double mean = row.isNullAt(1) ? 0 : row.getDouble(1);
      assertThat(row.getDouble(2))
          .isCloseTo(
              model.likelihood().expectedValue((int) row.getLong(0), mean),
              withinPercentage(1e-11));
    }
    Dataset<Row> without = CdnowFrames.spenders().filter("frequency = 0");
    assertThat(model.transform(without).agg(avg("expected_purchase_value")).first().getDouble(0))
        .isCloseTo(35.170372, withinPercentage(1e-4));
  }

  @Test
  void isNeverNegativeAndMissingWhereTheValueIs() {
    GammaGammaModel model = new GammaGamma().fit(CdnowFrames.spenders());
    Dataset<Row> repeater = CdnowFrames.spenders().filter("frequency = 3").limit(1);
    Row negative = model.transform(repeater.withColumn("monetary_value", lit(-1e6))).first();
    assertThat(negative.getDouble(2)).isPositive();
    Row missing =
        model.transform(repeater.withColumn("monetary_value", lit(null).cast("double"))).first();
    assertThat(missing.isNullAt(2)).isTrue();
  }

  @Test
  void valueThatGrowsWithFrequencyIsWarnedOf() {
    Dataset<Row> growing =
        CdnowFrames.spenders()
            .withColumn("monetary_value", col("monetary_value").multiply(col("frequency")));
    FitSummary fit = new GammaGamma().fit(growing).summary();
    assertThat(fit.warnings())
        .anySatisfy(
            w ->
                assertThat(w)
                    .startsWith("Gamma-Gamma assumes")
                    .endsWith("worth more than forecast."));
  }

  @Test
  void saysWhyThereIsNoModel() {
    Dataset<Row> worthless = CdnowFrames.spenders().withColumn("monetary_value", lit(0.0));
    assertThatThrownBy(() -> new GammaGamma().fit(worthless))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NO_MODEL))
        .hasMessage(
            "gamma-gamma cannot be fitted: no customer has a repeat purchase of positive value.");
  }

  @Test
  void oneCustomerIsNotEnoughAndTheFitSaysSo() {
    Dataset<Row> one = CdnowFrames.spenders().filter("frequency = 3").limit(1);
    FitSummary fit = new GammaGamma().fit(one).summary();
    assertThat(fit.converged()).isFalse();
    assertThat(fit.warnings()).isNotEmpty();
    assertThat(fit.parameters().values()).allSatisfy(v -> assertThat(v).isFinite().isPositive());
    assertThat(fit.diagnostics().get(GammaGamma.CORRELATION)).isZero();
  }
}

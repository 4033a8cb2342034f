package io.perennial.model.btyd;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.perennial.SparkTestSession;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.Cdnow;
import io.perennial.model.CdnowFrames;
import io.perennial.model.LikelihoodContract;
import io.perennial.model.cells.LocalCells;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.MaximumLikelihood;
import io.perennial.numerics.RandomStreams;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class BgNbdTest {
  private static Dataset<Row> customers(double[]... rows) {
    return SparkTestSession.shared()
        .createDataFrame(
            Arrays.stream(rows).map(r -> RowFactory.create(r[0], r[1], r[2])).toList(),
            new StructType()
                .add("frequency", DataTypes.DoubleType)
                .add("recency_days", DataTypes.DoubleType)
                .add("age_days", DataTypes.DoubleType));
  }

  private static void assertNoModel(Dataset<Row> customers, ExitCode exitCode, String message) {
    assertThatThrownBy(() -> new BgNbd().fit(customers))
        .isInstanceOfSatisfying(
            JobFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(exitCode))
        .hasMessage(message);
  }

  @Test
  void fitsWhatThePureLikelihoodFits() {
    LocalCells cells = new LocalCells(Cdnow.purchasesInWeeks());
    FitSummary pure =
        new MaximumLikelihood<>(BgNbdLikelihood.FAMILY, cells.totals().largestSecond() / 10)
            .fit(cells);
    FitSummary fit = new BgNbd().fit(CdnowFrames.customers()).summary();
    assertThat(fit.cells()).isEqualTo(1016);
    LikelihoodContract.assertSameFit(fit, pure);
  }

  @Test
  void cellsOnTheClusterGiveTheFitOfCellsOnTheDriver() {
    FitSummary onDriver = new BgNbd().fit(CdnowFrames.customers()).summary();
    FitSummary onCluster =
        new BgNbd().setMaxDriverCells(0).fit(CdnowFrames.customers().repartition(7)).summary();
    assertThat(onCluster.cells()).isEqualTo(onDriver.cells());
    LikelihoodContract.assertSameFit(onCluster, onDriver);
    assertThat(new BgNbd().setMaxDriverCells(0).fit(CdnowFrames.customers()).summary())
        .as("the same again, to the bit")
        .isEqualTo(onCluster);
  }

  @Test
  void weightedCellsGiveTheFitOfTheirCustomers() {
    LikelihoodContract.assertSameFit(
        new BgNbd().setWeightCol("customers").fit(CdnowFrames.cells()).summary(),
        new BgNbd().fit(CdnowFrames.customers()).summary());
  }

  @Test
  void replicatesDoNotDependOnWhereTheCellsAre() {
    BgNbd estimator = new BgNbd().setBootstrapReplicates(20).setSeed(3);
    FitSummary onDriver = estimator.fit(CdnowFrames.customers()).summary();
    FitSummary onCluster =
        estimator.setMaxDriverCells(0).fit(CdnowFrames.customers().repartition(7)).summary();
    assertThat(onDriver.replicates()).hasSize(20).doesNotHaveDuplicates();
    for (int n = 0; n < 20; n++) {
      for (int i = 0; i < 4; i++) {
        double expected = onDriver.replicates().get(n).get(i);
        assertThat(onCluster.replicates().get(n).get(i))
            .isCloseTo(expected, within(1e-6 * expected));
      }
    }
  }

  @Test
  void leavesNothingPersisted() {
    SparkContext spark = SparkTestSession.shared().sparkContext();
    var before = spark.getPersistentRDDs().keySet();
    new BgNbd().setMaxDriverCells(0).fit(CdnowFrames.customers());
    assertThat(spark.getPersistentRDDs().keySet().subsetOf(before)).isTrue();
  }

  @Test
  void expectsThePublishedNumberOfPurchasesInTheHoldOut() {
    Dataset<Row> scored =
        new BgNbd()
            .setHorizonDays(273)
            .fit(CdnowFrames.customers())
            .transform(CdnowFrames.customers());
    // 1,882 happened; the paper's figure 4 sums to about 1,653.
    double total = scored.agg(sum("expected_purchases")).first().getDouble(0);
    assertThat(total).isCloseTo(1653.4, within(0.5));
    assertThat(
            scored
                .filter(
                    col("p_alive")
                        .between(0, 1)
                        .and(col("discounted_expected_purchases").lt(col("expected_purchases")))
                        .and(col("discounted_expected_purchases").gt(0)))
                .count())
        .isEqualTo(2357);
  }

  @Test
  void forecastsAreThoseOfTheLikelihoodWhateverTheTimeUnit() {
    Dataset<Row> customers = CdnowFrames.customers();
    BgNbdModel weeks = new BgNbd().fit(customers);
    BgNbdModel days = new BgNbd().setTimeUnitDays(1).fit(customers);
    List<Row> byWeek = weeks.transform(customers).collectAsList();
    List<Row> byDay = days.transform(customers).collectAsList();
    PurchaseLikelihood likelihood = weeks.likelihood();
    for (int i = 0; i < byWeek.size(); i += 10) {
      Row row = byWeek.get(i);
      int x = (int) row.getLong(0);
      double recency = row.getInt(1) / 7.0;
      double age = row.getInt(2) / 7.0;
      double pAlive = likelihood.pAlive(x, recency, age);
      assertThat(row.getDouble(3)).isEqualTo(pAlive);
      assertThat(row.getDouble(4))
          .isEqualTo(pAlive * likelihood.ifAlive(x, recency, age).expectedPurchases(365 / 7.0));
      assertThat(row.getDouble(5))
          .isCloseTo(
              pAlive
                  * likelihood
                      .ifAlive(x, recency, age)
                      .discountedExpectedPurchases(365 / 7.0, Math.log(1.1) * 7 / 365),
              withinPercentage(1e-10));
      for (int column = 3; column < 6; column++) {
        assertThat(byDay.get(i).getDouble(column))
            .isCloseTo(row.getDouble(column), withinPercentage(1e-6));
      }
    }
  }

  @Test
  void scoringNeedsNoShuffle() {
    BgNbdModel model = new BgNbd().fit(CdnowFrames.customers());
    String plan =
        model.transform(CdnowFrames.customers()).queryExecution().executedPlan().toString();
    assertThat(plan).doesNotContain("Exchange");
  }

  @Test
  void aMissingOrImpossibleValueGivesMissingForecasts() {
    BgNbdModel model = new BgNbd().fit(CdnowFrames.customers());
    Dataset<Row> one = CdnowFrames.customers().limit(1);
    for (Dataset<Row> wrong :
        List.of(
            one.withColumn("age_days", lit(null).cast("int")),
            one.withColumn("frequency", lit(null).cast("int")),
            one.withColumn("recency_days", lit(null).cast("int")),
            one.withColumn("recency_days", lit(1000)),
            one.withColumn("frequency", lit(-3)))) {
      Row scored = model.transform(wrong).first();
      assertThat(scored.isNullAt(3)).isTrue();
      assertThat(scored.isNullAt(4)).isTrue();
      assertThat(scored.isNullAt(5)).isTrue();
    }
  }

  @Test
  void manyCellsAreFittedFromASampleOnTheClusterAsOnTheDriver() {
    BgNbdLikelihood truth = new BgNbdLikelihood(3, 6, 0.8, 2.5);
    double[][] rows = new double[60_000][];
    for (int i = 0; i < rows.length; i++) {
      double[] times = truth.simulate(RandomStreams.of(5, i), 52);
      double recency = times.length == 0 ? 0 : times[times.length - 1];
      rows[i] = new double[] {times.length, 7 * recency, 364};
    }
    FitSummary onDriver = new BgNbd().fit(customers(rows)).summary();
    FitSummary onCluster =
        new BgNbd().setMaxDriverCells(1000).fit(customers(rows).repartition(5)).summary();
    assertThat(onDriver.cells()).isGreaterThan(50_000);
    assertThat(onDriver.iterations()).isLessThanOrEqualTo(5);
    LikelihoodContract.assertSameFit(onCluster, onDriver);
    assertThat(onDriver.parameters().get("r"))
        .isCloseTo(3, within(4 * onDriver.standardErrors().get("r")));
  }

  @Test
  void saysWhyThereIsNoModel() {
    assertNoModel(
        customers(), ExitCode.NO_MODEL, "bg-nbd cannot be fitted: there are no customers.");
    assertNoModel(
        customers(new double[] {0, 0, 10}, new double[] {0, 0, 20}),
        ExitCode.NO_MODEL,
        "bg-nbd cannot be fitted: none of the 2 customers has bought on a second day.");
    assertNoModel(
        customers(new double[] {1, 70, 63}),
        ExitCode.INPUT,
        "There is a customer with impossible (frequency, recency, age in time units): (1.0, 10.0,"
            + " 9.0), weight 1.0. Frequency is a whole number, 0 <= recency <= age, recency is 0"
            + " when frequency is 0 and only then, and weights are not negative. Recency is the time"
            + " from the first purchase to the last, not the time since the last.");
    assertNoModel(
        customers(new double[] {1, 0, 63}),
        ExitCode.INPUT,
        "There is a customer with impossible (frequency, recency, age in time units): (1.0, 0.0,"
            + " 9.0), weight 1.0. Frequency is a whole number, 0 <= recency <= age, recency is 0"
            + " when frequency is 0 and only then, and weights are not negative. Recency is the time"
            + " from the first purchase to the last, not the time since the last.");
  }

  @Test
  void oneCustomerIsNotEnoughAndTheFitSaysSo() {
    FitSummary fit = new BgNbd().fit(customers(new double[] {3, 50, 100})).summary();
    assertThat(fit.converged()).isFalse();
    assertThat(fit.warnings()).isNotEmpty();
    assertThat(fit.standardErrors()).isEmpty();
    assertThat(fit.parameters().values()).allSatisfy(v -> assertThat(v).isFinite().isPositive());
  }

  @Test
  void customersWhoNeverLeaveAreWarnedOf() {
    // Everybody buys every ten days up to the end: nothing tells that anyone could leave.
    double[][] rows = new double[100][];
    for (int i = 0; i < rows.length; i++) {
      int x = 5 + i % 20;
      rows[i] = new double[] {x, 10.0 * x, 10.0 * x + i % 3};
    }
    FitSummary fit = new BgNbd().fit(customers(rows)).summary();
    assertThat(fit.warnings()).anySatisfy(w -> assertThat(w).contains("hardly any dropout"));
    assertThat(fit.standardErrors().values()).allSatisfy(v -> assertThat(v).isFinite());
  }
}

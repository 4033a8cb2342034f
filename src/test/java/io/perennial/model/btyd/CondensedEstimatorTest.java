package io.perennial.model.btyd;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.SparkTestSession;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.LikelihoodContract;
import io.perennial.model.fit.FitSummary;
import io.perennial.numerics.RandomStreams;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both models with phases: choosing k, and the column that is for it. */
class CondensedEstimatorTest {
  /** Customers of a model in weeks, as columns in days. */
  private static Dataset<Row> customers(PurchaseProcess truth, int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double age = 40 + i % 20;
      double[] times = truth.simulate(RandomStreams.of(11, i), age);
      double logGaps = 0;
      for (int j = 0; j < times.length; j++) {
        logGaps += Math.log(7 * (times[j] - (j == 0 ? 0 : times[j - 1])));
      }
      double recency = times.length == 0 ? 0 : times[times.length - 1];
      rows.add(RowFactory.create(times.length, 7 * recency, 7 * age, logGaps));
    }
    return SparkTestSession.shared()
        .createDataFrame(
            rows,
            new StructType()
                .add("frequency", DataTypes.IntegerType)
                .add("recency_days", DataTypes.DoubleType)
                .add("age_days", DataTypes.DoubleType)
                .add("log_gap_days", DataTypes.DoubleType));
  }

  private static void assertFound(FitSummary fit, int k, double... truth) {
    assertThat(fit.parameters().keySet()).containsExactly("k", "r", "alpha", "a", "b");
    assertThat(fit.standardErrors().keySet()).containsExactly("r", "alpha", "a", "b");
    assertThat(fit.covariance()).hasSize(4);
    assertThat(fit.converged()).isTrue();
    assertThat(fit.warnings()).isEmpty();
    assertThat(fit.parameters().get("k")).isEqualTo(k);
    double[] found = fit.parameterValues();
    double[] errors =
        fit.standardErrors().values().stream().mapToDouble(Double::doubleValue).toArray();
    for (int i = 0; i < truth.length; i++) {
      assertThat(found[i + 1]).isCloseTo(truth[i], within(4 * errors[i]));
    }
    assertThat(fit.aic()).isEqualTo(2 * 5 - 2 * fit.logLikelihood());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void findsThePhasesThatCustomersHave(int k) {
    Dataset<Row> bg = customers(new BgCnbdLikelihood(k, 1.2, 2.5, .8, 2.5), 8_000);
    assertFound(new BgCnbd().fit(bg).summary(), k, 1.2, 2.5, .8, 2.5);
    Dataset<Row> mbg = customers(new MbgCnbdLikelihood(k, 1.2, 2.5, .8, 2.5), 8_000);
    assertFound(new MbgCnbd().fit(mbg).summary(), k, 1.2, 2.5, .8, 2.5);
  }

  @Test
  void withOnePhaseItIsTheFitOfTheModelWithoutMemory() {
    Dataset<Row> customers = customers(new BgNbdLikelihood(1.2, 2.5, .8, 2.5), 4_000);
    BgCnbdModel model = new BgCnbd().fit(customers);
    FitSummary plain = new BgNbd().fit(customers).summary();
    assertThat(model.summary().parameters().get("k")).isEqualTo(1.0);
    plain
        .parameters()
        .forEach(
            (name, value) ->
                assertThat(model.summary().parameters().get(name))
                    .as(name)
                    .isCloseTo(value, within(1e-8 * value)));
    assertThat(model.summary().logLikelihood()).isCloseTo(plain.logLikelihood(), within(1e-6));
    assertThat(model.likelihood().isMemoryless()).isTrue();
  }

  /** Of times in days the density is lower by a factor 7 each, whatever k. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void theLikelihoodIsADensityOfTimes(int k) {
    Dataset<Row> customers = customers(new BgCnbdLikelihood(2, 1.2, 2.5, .8, 2.5), 1_000);
    FitSummary weeks = new BgCnbd().setK(k).fit(customers).summary();
    FitSummary days = new BgCnbd().setK(k).setTimeUnitDays(1).fit(customers).summary();
    double purchases = customers.groupBy().sum("frequency").first().getLong(0);
    assertThat(weeks.parameters().get("k")).isEqualTo(k);
    assertThat(days.logLikelihood())
        .isCloseTo(weeks.logLikelihood() - purchases * Math.log(7), within(1e-6));
  }

  /** One customer with gaps of 1, 2 and 3 weeks: the density of three Erlang waits, by hand. */
  @Test
  void theLikelihoodOfOneCustomerIsThatOfTheWaits() {
    Dataset<Row> one =
        SparkTestSession.shared()
            .sql(
                "SELECT 3 AS frequency, 42 AS recency_days, 56 AS age_days,"
                    + " ln(7) + ln(14) + ln(21) AS log_gap_days");
    FitSummary fit = new BgCnbd().setK(2).fit(one).summary();
    double[] p = fit.parameterValues();
    double ofCell = new BgCnbdLikelihood(2, p[1], p[2], p[3], p[4]).logLikelihood(3, 6, 8);
    // Each wait has λ² gap exp(−λ gap): beside what depends on λ alone stand the gaps.
    assertThat(fit.logLikelihood()).isCloseTo(ofCell + Math.log(1 * 2 * 3), within(1e-8));
  }

  @Test
  void clockworkIsMoreThanTheMostPhasesTried() {
    FitSummary fit =
        new BgCnbd().fit(customers(new BgCnbdLikelihood(60, 1.2, .05, .8, 4.5), 300)).summary();
    assertThat(fit.parameters().get("k")).isEqualTo(12.0);
    assertThat(fit.warnings())
        .anySatisfy(w -> assertThat(w).contains("still rises at k = 12, the most phases tried"));
  }

  @Test
  void weightsPartitionsAndTheClusterChangeNothing() {
    Dataset<Row> customers = customers(new MbgCnbdLikelihood(2, 1.2, 2.5, .8, 2.5), 600);
    Dataset<Row> cells = customers.withColumn("weight", lit(3));
    Dataset<Row> thrice = customers.union(customers).union(customers);
    MbgCnbd two = new MbgCnbd().setK(2);
    FitSummary expected = two.fit(thrice).summary();
    LikelihoodContract.assertSameFit(
        new MbgCnbd().setK(2).setWeightCol("weight").fit(cells).summary(), expected);
    LikelihoodContract.assertSameFit(
        new MbgCnbd().setK(2).setMaxDriverCells(0).fit(thrice.repartition(7)).summary(), expected);
    assertThat(two.fit(thrice.repartition(5)).summary())
        .as("to the bit")
        .isEqualTo(two.fit(thrice.repartition(3)).summary());
  }

  /** Customers who differ in recency alone have different futures, other than in BG/NBD. */
  @Test
  void forecastsAreThoseOfTheLikelihood() {
    Dataset<Row> customers = customers(new BgCnbdLikelihood(3, 1.2, 2.5, .8, 2.5), 1_000);
    BgCnbdModel model = new BgCnbd().setK(3).setHorizonDays(70).fit(customers);
    for (Row row : model.transform(customers).collectAsList()) {
      int x = row.getInt(0);
      double recency = row.getDouble(1) / 7;
      double age = row.getDouble(2) / 7;
      double alive = model.likelihood().pAlive(x, recency, age);
      assertThat(row.<Double>getAs("p_alive")).isCloseTo(alive, within(1e-12));
      assertThat(row.<Double>getAs("expected_purchases"))
          .isCloseTo(
              alive * model.likelihood().ifAlive(x, recency, age).expectedPurchases(10),
              within(1e-10));
      assertThat(row.<Double>getAs("discounted_expected_purchases"))
          .isBetween(
              0.98 * row.<Double>getAs("expected_purchases"),
              row.<Double>getAs("expected_purchases"));
    }
  }

  @Test
  void everyReplicateHasTheChosenPhases() {
    Dataset<Row> customers = customers(new BgCnbdLikelihood(2, 1.2, 2.5, .8, 2.5), 2_000);
    BgCnbdModel model = new BgCnbd().setBootstrapReplicates(20).fit(customers);
    assertThat(model.replicates())
        .hasSize(20)
        .allSatisfy(each -> assertThat(((BgCnbdLikelihood) each).k()).isEqualTo(2));
    assertThat(model.replicates().stream().mapToDouble(l -> ((BgCnbdLikelihood) l).r()))
        .allSatisfy(
            r ->
                assertThat(r)
                    .isCloseTo(
                        model.summary().parameters().get("r"),
                        within(5 * model.summary().standardErrors().get("r"))));
    LikelihoodContract.assertSameFit(model.summary(), new BgCnbd().fit(customers).summary());
  }

  @Test
  void oneTimeBuyersNeedNoGaps() {
    Dataset<Row> customers = customers(new BgCnbdLikelihood(2, 1.2, 2.5, .8, 2.5), 500);
    Dataset<Row> without =
        customers.withColumn("log_gap_days", when(col("frequency").gt(0), col("log_gap_days")));
    assertThat(new BgCnbd().fit(without).summary())
        .isEqualTo(new BgCnbd().fit(customers).summary());
  }

  @Test
  void saysWhatIsWrongWithTheGaps() {
    Dataset<Row> customers = customers(new BgCnbdLikelihood(2, 1.2, 2.5, .8, 2.5), 200);
    assertFails(
        customers.drop("log_gap_days"),
        "BgCnbd reads column log_gap_days, which is not there. Columns: frequency, recency_days,"
            + " age_days.");
    assertFails(
        SparkTestSession.shared()
            .sql("SELECT 2 AS frequency, 70 AS recency_days, 77 AS age_days")
            .withColumn("log_gap_days", lit(null).cast("double")),
        "There is a customer with impossible (frequency, recency, age in time units): (2.0, 10.0,"
            + " 11.0), weight 1.0. Frequency is a whole number, 0 <= recency <= age, recency is 0"
            + " when frequency is 0 and only then, and weights are not negative. Recency is the time"
            + " from the first purchase to the last, not the time since the last. Where frequency is"
            + " above 0, column log_gap_days is a finite number.");
    assertFails(
        SparkTestSession.shared()
            .sql("SELECT 2 AS frequency, 70 AS recency_days, 77 AS age_days")
            .withColumn("log_gap_days", lit(2 * Math.log(35 * 86400))),
        "Column log_gap_days is not the sum of the natural logarithms of the days between"
            + " purchases: its mean over the repeat purchases is 14.9221, but the recencies allow"
            + " for 3.55535 at most.");
  }

  private static void assertFails(Dataset<Row> customers, String message) {
    assertThatThrownBy(() -> new BgCnbd().fit(customers))
        .isInstanceOfSatisfying(
            JobFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessage(message);
  }
}

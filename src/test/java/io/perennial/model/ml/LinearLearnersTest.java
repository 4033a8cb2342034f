package io.perennial.model.ml;

import static io.perennial.model.ml.SpendLearnersTest.spend;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rand;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every linear learner does with customers whose spend follows from their first purchase. */
class LinearLearnersTest {
  private static final List<String> NAMES = List.of("hurdle", "tweedie", "ziln");

  private static Dataset<Row> customers;
  private static Map<String, SpendLearnerModel<?>> models;

  @TempDir Path directory;

  @BeforeAll
  static void train() {
    customers = LearnedCustomers.frame().cache();
    models = new HashMap<>();
    for (String name : NAMES) {
      models.put(name, learner(name).fit(customers));
    }
  }

  private static SpendLearner<?, ?> learner(String name) {
    return switch (name) {
      case "hurdle" -> new HurdleSpend();
      case "tweedie" -> new TweedieSpend();
      default -> new ZilnSpend();
    };
  }

  static List<String> names() {
    return NAMES;
  }

  /** The ratio is 2 or 0, so that its mean with 1 is 1.5 or .5, but for the penalty. */
  @ParameterizedTest
  @MethodSource("names")
  void whoSpendsIsRaisedAndWhoDoesNotIsHalved(String name) {
    Map<Long, Double> spend = spend(models.get(name), customers);
    assertThat(spend).hasSize(LearnedCustomers.CUSTOMERS);
    spend.forEach(
        (customer, value) ->
            assertThat(value)
                .isCloseTo(LearnedCustomers.isLarge(customer) ? 15.0 : 5.0, within(1.5)));
  }

  @ParameterizedTest
  @MethodSource("names")
  void theLevelOfTheForecastIsNotLearned(String name) {
    Dataset<Row> tooHigh = customers.withColumn("expected_spend", lit(30.0));
    Map<Long, Double> expected = spend(models.get(name), customers);
    Map<Long, Double> spend = spend(learner(name).fit(tooHigh), customers);
    spend.forEach(
        (customer, value) -> assertThat(value).isCloseTo(expected.get(customer), within(1e-6)));
  }

  /** The same customers in other partitions and another order: the same to the bit. */
  @ParameterizedTest
  @MethodSource("names")
  void whatIsLearnedDoesNotDependOnPartitions(String name) {
    Dataset<Row> shuffled = customers.repartition(7).orderBy(rand(5)).repartition(3);
    assertThat(spend(learner(name).fit(shuffled), customers))
        .isEqualTo(spend(models.get(name), customers));
  }

  /** Nobody has ever been like this customer; the ratio is one that others have. */
  @ParameterizedTest
  @MethodSource("names")
  void aCustomerBeyondAllOthersIsForecastLikeOneOfThem(String name) {
    SpendLearnerModel<?> model = models.get(name);
    Dataset<Row> beyond = customers.limit(1).withColumn("mean_order", lit(1e-6));
    double most = spend(model, customers).values().stream().mapToDouble(v -> v).max().orElseThrow();
    assertThat(spend(model, beyond).values().iterator().next()).isBetween(5.0, 2 * most);
  }

  @ParameterizedTest
  @MethodSource("names")
  void aRowWithoutAForecastOrAHistoryHasNone(String name) {
    SpendLearnerModel<?> model = models.get(name);
    for (String column : List.of("expected_spend", "days")) {
      Dataset<Row> unknown =
          customers.limit(1).withColumn(column, when(col("customer_id").lt(0), col(column)));
      assertThat(model.transform(unknown).first().isNullAt(11)).as(column).isTrue();
    }
  }

  /** The chance is 1, for which no logit is large enough. */
  @Test
  void whereEverybodySpendsTheForecastNothingIsCorrected() throws IOException {
    Dataset<Row> right = customers.withColumn("actual_spend", col("expected_spend"));
    for (String name : NAMES) {
      SpendLearnerModel<?> model = learner(name).fit(right);
      Map<Long, Double> spend = spend(model, customers);
      spend.forEach((customer, value) -> assertThat(value).as(name).isCloseTo(10, within(.05)));
      String path = directory.resolve(name).toString();
      model.write().save(path);
      SpendLearnerModel<?> loaded =
          (SpendLearnerModel<?>)
              DefaultParamsReader$.MODULE$.loadParamsInstance(path, customers.sparkSession());
      assertThat(spend(loaded, customers)).as(name).isEqualTo(spend);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void theSummaryTellsWhatDecided(String name) {
    LearnerSummary summary = models.get(name).summary();
    assertThat(summary.rows()).isEqualTo(400);
    // All that is made of the first purchase: which of them, the penalty says.
    assertThat(summary.importance().keySet().iterator().next())
        .isIn("first_value", "mean_value", "largest_value", "spend");
    // The same for all.
    assertThat(summary.importance()).containsEntry("expected_spend", 0.0);
    assertThat(summary.importance().values().stream().mapToDouble(v -> v).sum())
        .isCloseTo(1, within(1e-9));
  }

  @ParameterizedTest
  @MethodSource("names")
  void whereAllAreAlikeNothingIsLearned(String name) {
    Dataset<Row> alike = customers.where("customer_id = 0");
    assertThatThrownBy(() -> learner(name).fit(alike))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NO_MODEL))
        .hasMessage(
            "A learner cannot be trained: nothing tells the customers of earlier origins apart.");
  }

  @Test
  void aFitThatDivergedIsNoModel() {
    assertThatThrownBy(
            () -> LinearPredictor.of(0, new double[] {Double.NaN}, customers, col("days")))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NO_MODEL))
        .hasMessage("A learner cannot be trained: the fit of its linear predictor diverged.");
  }
}

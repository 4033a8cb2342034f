package io.perennial.model.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rand;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What learners find in customers whose spend follows from their first purchase. */
class SpendLearnersTest {
  private static Dataset<Row> customers;
  private static BoostedSpendModel boosted;
  private static ForestSpendModel forest;

  @BeforeAll
  static void train() {
    customers = LearnedCustomers.frame().cache();
    boosted = boosted().fit(customers);
    forest = forest().fit(customers);
  }

  private static BoostedSpend boosted() {
    return new BoostedSpend().setTrees(3).setMaxDepth(2);
  }

  private static ForestSpend forest() {
    return new ForestSpend().setTrees(3).setMaxDepth(2);
  }

  /** The ratio is 2 or 0, so that its mean with 1 is 1.5 or .5. */
  @Test
  void boostedTreesHalveOrRaiseTheForecast() {
    Map<Long, Double> spend = spend(boosted, customers);
    assertThat(spend).hasSize(LearnedCustomers.CUSTOMERS);
    spend.forEach(
        (customer, value) ->
            assertThat(value)
                .isCloseTo(LearnedCustomers.isLarge(customer) ? 15.0 : 5.0, within(1e-9)));
  }

  @Test
  void aForestOrdersByWhatDecides() {
    Map<Long, Double> spend = spend(forest, customers);
    double small = 0;
    double large = Double.MAX_VALUE;
    for (Map.Entry<Long, Double> each : spend.entrySet()) {
      if (LearnedCustomers.isLarge(each.getKey())) {
        large = Math.min(large, each.getValue());
      } else {
        small = Math.max(small, each.getValue());
      }
    }
    assertThat(small).isLessThan(large);
  }

  @Test
  void theSummaryTellsTheWindowsAndWhatDecided() {
    LearnerSummary summary = boosted.summary();
    assertThat(summary.windows())
        .containsExactly(
            new LearnerSummary.Window(200, 200, 2000, 2000, 20),
            new LearnerSummary.Window(250, 200, 2000, 2000, 20));
    assertThat(summary.rows()).isEqualTo(400);
    // The first purchase is the mean, the largest and the first one alike.
    assertThat(summary.importance().keySet().iterator().next()).isIn("first_value", "mean_value");
    assertThat(summary.importance().values().stream().mapToDouble(v -> v).sum())
        .isCloseTo(1, within(1e-9));
  }

  /** The same customers in other partitions and another order: the same to the bit. */
  @Test
  void whatIsLearnedDoesNotDependOnPartitions() {
    Dataset<Row> shuffled = customers.repartition(7).orderBy(rand(5)).repartition(3);
    assertThat(spend(boosted().fit(shuffled), customers)).isEqualTo(spend(boosted, customers));
    assertThat(spend(forest().fit(shuffled), customers)).isEqualTo(spend(forest, customers));
  }

  @Test
  void rowsAreTakenByTheHashOfTheCustomer() {
    LearnerSummary some = boosted().setMaxRows(100).fit(customers).summary();
    LearnerSummary same = boosted().setMaxRows(100).fit(customers.repartition(5)).summary();
    LearnerSummary others = boosted().setMaxRows(100).setSeed(2).fit(customers).summary();
    assertThat(some.rows()).isEqualTo(100);
    assertThat(same).isEqualTo(some);
    assertThat(others.windows()).isNotEqualTo(some.windows());
  }

  /** A forecast that is too high for everybody teaches nothing about anybody. */
  @Test
  void theLevelOfTheForecastIsNotLearned() {
    Dataset<Row> tooHigh = customers.withColumn("expected_spend", lit(30.0));
    Map<Long, Double> spend = spend(boosted().fit(tooHigh), customers);
    spend.forEach(
        (customer, value) ->
            assertThat(value)
                .isCloseTo(LearnedCustomers.isLarge(customer) ? 15.0 : 5.0, within(1e-9)));
  }

  @Test
  void aRowWithoutAForecastOrAHistoryHasNone() {
    for (String column : List.of("expected_spend", "days")) {
      Dataset<Row> unknown =
          customers.limit(1).withColumn(column, when(col("customer_id").lt(0), col(column)));
      assertThat(boosted.transform(unknown).first().isNullAt(11)).as(column).isTrue();
      assertThat(forest.transform(unknown).first().isNullAt(11)).as(column).isTrue();
    }
  }

  @Test
  void whereNobodySpentAnythingNothingIsLearned() {
    Dataset<Row> idle = customers.withColumn("actual_spend", lit(0.0));
    assertThatThrownBy(() -> boosted().fit(idle))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NO_MODEL))
        .hasMessage(
            "A learner cannot be trained: no customer of an earlier origin spent anything after"
                + " it.");
  }

  static Map<Long, Double> spend(SpendLearnerModel<?> model, Dataset<Row> rows) {
    List<Row> found =
        model
            .transform(rows)
            .select(col("customer_id"), col(model.getOrDefault(model.predictionCol())))
            .collectAsList();
    Function<Row, Long> customer = row -> row.getLong(0);
    return found.stream().collect(Collectors.toMap(customer, row -> row.getDouble(1)));
  }
}

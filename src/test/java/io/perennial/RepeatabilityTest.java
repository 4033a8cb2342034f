package io.perennial;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same result whenever, wherever and in whatever order. */
@Tag("long")
class RepeatabilityTest {
  private static final String[] ESTIMATES = {
    "p_alive",
    "expected_purchases",
    "discounted_expected_purchases",
    "expected_purchase_value",
    "expected_revenue",
    "predicted_clv",
    "expected_lifetime_days",
    "cohort_benchmark",
    "segment_benchmark",
    "predicted_clv_deviation"
  };

  /** Ends of intervals: quantiles of draws, of which one more or less may lie beyond an end. */
  private static final String[] INTERVALS = {
    "expected_purchases_low", "expected_purchases_high", "predicted_clv_low", "predicted_clv_high"
  };

  @TempDir static Path directory;

  private static JobFixture first;

  @BeforeAll
  static void run() {
    first = SampleRuns.CDNOW_1997.published();
  }

  @Test
  void sameRunAgainGivesTheSameTables() {
    List<String> scores = first.rows("scores");
    List<String> cohorts = first.rows("cohorts");
    List<String> equity = first.rows("equity");
    String runId = first.manifest("1997-09-30").get("runId").asText();

    JobFixture elsewhere = run("elsewhere", "data-samples/cdnow-sample");
    assertThat(elsewhere.rows("scores")).isEqualTo(scores);
    assertThat(elsewhere.rows("cohorts")).isEqualTo(cohorts);
    assertThat(elsewhere.rows("equity")).isEqualTo(equity);
    assertThat(elsewhere.manifest("1997-09-30").get("runId").asText()).isEqualTo(runId);
    assertThat(elsewhere.manifest("1997-09-30").get("models"))
        .isEqualTo(first.manifest("1997-09-30").get("models"));

    elsewhere.succeed("run", "--run-date", "1997-09-30");
    assertThat(elsewhere.rows("scores")).as("in the same place, once").isEqualTo(scores);
    assertThat(elsewhere.rows("cohorts")).isEqualTo(cohorts);
  }

  @Test
  void onePartitionAndSortedRowsChangeNothing() {
    Path copy =
        JobFixture.parquet(
            cdnow().coalesce(1).sortWithinPartitions(col("amount").desc(), col("txn_date")),
            directory.resolve("sorted"));
    same(JobFixture.with("spark.sql.shuffle.partitions", "1", () -> run("one", copy.toString())));
  }

  @Test
  void manyFilesSplitsAndPartitionsChangeNothing() {
    Path copy = JobFixture.parquet(cdnow().repartition(9), directory.resolve("nine"));
    same(
        JobFixture.with(
            "spark.sql.shuffle.partitions",
            "17",
            () ->
                JobFixture.with(
                    "spark.sql.files.maxPartitionBytes",
                    "4096",
                    () ->
                        JobFixture.with(
                            "spark.sql.adaptive.coalescePartitions.enabled",
                            "false",
                            () -> run("many", copy.toString())))));
  }

  @Test
  void currencyScalesValuesAndNothingElse() {
    JobFixture scaled = run("scaled", "data-samples/cdnow-sample", "amount * 3.7");
    Dataset<Row> compared = joined(scaled);
    String same =
        "a.frequency = b.frequency AND a.recency_days = b.recency_days AND a.age_days = b.age_days"
            + " AND a.r_score = b.r_score AND a.f_score = b.f_score AND a.m_score = b.m_score"
            + " AND a.rfm_segment = b.rfm_segment AND b.revenue = a.revenue * 3.7"
            + " AND a.p_alive = b.p_alive AND a.expected_purchases = b.expected_purchases";
    assertThat(compared.where("NOT (" + same + ")").count()).isZero();
    assertThat(compared.count()).isEqualTo(2357);
    for (String value :
        List.of(
            "monetary_value",
            "historical_clv",
            "formula_clv",
            "expected_purchase_value",
            "expected_revenue",
            "predicted_clv")) {
      assertThat(largestDifference(compared, value, 3.7)).as(value).isLessThan(1e-6);
    }
  }

  private static void same(JobFixture other) {
    // Name and version of the models name the input, which lies elsewhere.
    String[] inexact =
        Stream.of(ESTIMATES, INTERVALS, new String[] {"run_id", "model"})
            .flatMap(Arrays::stream)
            .toArray(String[]::new);
    assertThat(other.rows("scores", inexact)).isEqualTo(first.rows("scores", inexact));
    assertThat(other.rows("cohorts")).isEqualTo(first.rows("cohorts"));
    assertThat(other.manifest("1997-09-30").get("counts"))
        .isEqualTo(first.manifest("1997-09-30").get("counts"));
    Dataset<Row> compared = joined(other);
    for (String estimate : ESTIMATES) {
      assertThat(largestDifference(compared, estimate, 1)).as(estimate).isLessThan(1e-9);
    }
    assertThat(largestDifference(compared, "predicted_clv_high", 1)).isLessThan(0.02);
  }

  private static double largestDifference(Dataset<Row> compared, String column, double factor) {
    return compared
        .select(
            expr(
                "max(abs(coalesce(b.%1$s, 0) - coalesce(a.%1$s, 0) * %2$s) / (abs(coalesce(a.%1$s, 0) * %2$s) + 1e-300))"
                    .formatted(column, factor)))
        .first()
        .getDouble(0);
  }

  private static Dataset<Row> joined(JobFixture other) {
    Dataset<Row> a = first.table("scores").as("a");
    return a.join(
        other.table("scores").as("b"), expr("a.customer_id = b.customer_id"), "full_outer");
  }

  private static JobFixture run(String name, String input) {
    return run(name, input, "amount");
  }

  private static JobFixture run(String name, String input, String amount) {
    JobFixture job = JobFixture.shipped("cdnow.conf", directory.resolve(name)).withIntervals();
    job.succeed(
        "run",
        "--run-date",
        "1997-09-30",
        "--set",
        "perennial.input.path=" + input,
        "--set",
        "perennial.input.columns.amount=" + amount);
    return job;
  }

  private static Dataset<Row> cdnow() {
    return SparkTestSession.shared().read().parquet("data-samples/cdnow-sample");
  }
}

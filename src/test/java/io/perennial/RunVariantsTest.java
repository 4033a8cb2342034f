package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user may do besides running every night. */
@Tag("long")
class RunVariantsTest {
  private static final List<String> RUN_DATE = List.of("--run-date", "1997-09-30");

  @TempDir Path directory;

  @Test
  void dryRunAndValidateWriteNothingAndTellThePlan() {
    JobFixture job = JobFixture.shipped("cdnow.conf", directory);
    for (List<String> words : List.of(List.of("validate"), List.of("run", "--dry-run"))) {
      String said =
          job.succeed(
              words.get(0),
              Stream.concat(words.stream().skip(1), RUN_DATE.stream()).toArray(String[]::new));

      assertThat(said)
          .contains("Would read    input data-samples/cdnow-sample")
          .contains("Would fit     bg-nbd or pareto-nbd or mbg-nbd, gamma-gamma")
          .contains("Would write   below " + job.output())
          .contains("run_date=1997-09-30  2,357 rows");
      assertThat(JobFixture.files(directory)).containsOnlyKeys("");
    }
  }

  @Test
  void thePlanTellsWhatCorrectsTheValues() {
    JobFixture job = JobFixture.shipped("cdnow.conf", directory);
    String backtest = "evaluation.origins=1";
    String learner = "models.learner=hybrid-rank";

    assertThat(corrections(job, "run", backtest))
        .containsExactly("Would correct values by the back-test");
    assertThat(corrections(job, "run", learner))
        .containsExactly("Would correct values by hybrid-rank, trained on earlier dates");
    assertThat(corrections(job, "run", learner, backtest))
        .containsExactly(
            "Would correct values by hybrid-rank, trained on earlier dates, else by the back-test");
    assertThat(corrections(job, "run")).isEmpty();
    assertThat(corrections(job, "fit", learner, backtest)).isEmpty();
    assertThat(corrections(job, "run", learner, backtest, "models.spend=none")).isEmpty();
  }

  private static List<String> corrections(JobFixture job, String command, String... keys) {
    return job.succeed(
            command,
            Stream.concat(
                    Stream.of("--dry-run"),
                    Stream.of(JobFixture.options("1997-09-30", List.of(keys))))
                .toArray(String[]::new))
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("Would correct"))
        .toList();
  }

  @Test
  void fittingAndScoringApartGiveWhatRunGives() {
    JobFixture together = SampleRuns.CDNOW_1997.published();
    JobFixture apart = JobFixture.shipped("cdnow.conf", directory.resolve("apart")).withIntervals();
    apart.succeed("fit", RUN_DATE.toArray(String[]::new));
    assertThat(Path.of(apart.output(), "scores")).doesNotExist();
    apart.succeed("score", RUN_DATE.toArray(String[]::new));

    assertThat(apart.rows("scores", "run_id", "model"))
        .isEqualTo(together.rows("scores", "run_id", "model"));
    assertThat(apart.rows("cohorts")).isEqualTo(together.rows("cohorts"));
    String version = apart.manifest("1997-09-30").at("/models/0/version").asText();
    assertThat(apart.table("scores").select("model").distinct().collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("bg-nbd/" + version);
  }

  /** A view reads other rows than it has, and so does a condition with a subquery. */
  @Test
  void viewsAndSubqueriesAreInputsToo() {
    SparkTestSession.shared()
        .sql(
            """
            CREATE OR REPLACE TEMPORARY VIEW late_risers AS
            SELECT customer_id, txn_date AS timestamp, sum(amount) AS amount, 'x' AS run_id
            FROM parquet.`data-samples/cdnow-sample` WHERE amount > 0 AND customer_id % 2 = 0
            GROUP BY customer_id, txn_date\
            """);
    JobFixture job =
        JobFixture.written(
            """
            perennial.input {
              table = late_risers
              columns.customer = "IF(customer_id % 10 = 0, NULL, customer_id)"
              filter = "customer_id NOT IN (SELECT customer_id FROM late_risers WHERE amount > 200)"
            }
            """,
            directory);

    job.succeed("run", "--run-date", "1998-06-30");

    Dataset<Row> view = SparkTestSession.shared().table("late_risers");
    assertThat(job.manifest("1998-06-30").at("/input/rows").asLong()).isEqualTo(view.count());
    assertThat(job.manifest("1998-06-30").at("/input/table").asText()).isEqualTo("late_risers");
    assertThat(job.table("quarantine").columns())
        .as("the input has a run_id of its own")
        .contains("input_run_id", "run_id", "reasons");
  }

  @Test
  void linesThatCannotBeParsedAreQuarantined() throws IOException {
    StringBuilder lines = new StringBuilder("customer_id,timestamp,amount\n");
    for (Row row :
        SparkTestSession.shared()
            .sql(
                "SELECT customer_id, date(txn_date), amount FROM"
                    + " parquet.`data-samples/cdnow-sample`")
            .collectAsList()) {
      lines.append(row.mkString(",")).append('\n');
    }
    lines.append("what is this?\n1,soon,1\n1,1997-01-01,free\n");
    Path csv = Files.writeString(directory.resolve("rows.csv"), lines);
    JobFixture job =
        JobFixture.written(
            "perennial { input { path = \"%s\", format = csv, options { header = true } }, purchases.zero-day = purchase }"
                .formatted(csv),
            directory);

    job.succeed("run", RUN_DATE.toArray(String[]::new));

    assertThat(job.manifest("1997-09-30").at("/counts/accepted/rows").asLong()).isEqualTo(4960);
    assertThat(job.table("quarantine").orderBy("customer_id", "timestamp").collectAsList())
        .extracting(
            row ->
                row.getString(0)
                    + ": "
                    + String.join(", ", row.<String>getList(3))
                    + ", "
                    + row.getAs("line"))
        .containsExactlyInAnyOrder(
            "null: line-malformed, what is this?",
            "1: timestamp-unreadable, null",
            "1: amount-unreadable, null");
  }

  @Test
  void costsMakeTheMarginAndTablesMayBeOrc() {
    JobFixture job =
        JobFixture.written(
            """
            perennial {
              input {
                path = data-samples/cdnow-sample
                columns { customer = customer_id, timestamp = txn_date, cost = "amount * 0.6" }
              }
              output.format = orc
            }
            """,
            directory);

    job.succeed("run", RUN_DATE.toArray(String[]::new));

    assertThat(
            SparkTestSession.shared()
                .read()
                .orc(job.output() + "/scores")
                .where(
                    "abs(historical_clv - revenue * 0.4) > 1e-5 OR abs(predicted_clv -"
                        + " discounted_expected_purchases * expected_purchase_value * 0.4) > 1e-6")
                .count())
        .isZero();
  }
}

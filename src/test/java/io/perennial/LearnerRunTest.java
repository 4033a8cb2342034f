package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.failure.ExitCode;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CDNOW: a back-test with learners beside a purchase model. */
@Tag("long")
class LearnerRunTest {
  @TempDir static Path directory;

  private static JobFixture job;

  @BeforeAll
  static void judge() {
    job = JobFixture.shipped("cdnow.conf", directory);
    job.succeed(
        "backtest",
        "--run-date",
        "1998-06-30",
        "--set",
        "perennial.models.purchases=[bg-nbd]",
        "--set",
        "perennial.models.learner=hybrid-rank",
        "--set",
        "perennial.models.learner-rows=2000",
        "--set",
        "perennial.evaluation.origins=1",
        "--set",
        "perennial.evaluation.horizon-days=182");
  }

  @Test
  void theHybridStandsBesideTheModelItCorrects() {
    for (String model : List.of("bg-nbd", "hybrid", "hybrid-rank")) {
      assertThat(value(model, "spend_gini")).as(model).isBetween(.5, 1.0);
      assertThat(value(model, "spend_customers")).as(model).isEqualTo(2357);
    }
    assertThat(value("hybrid-rank", "spend_forecast"))
        .isCloseTo(value("hybrid", "spend_forecast"), within(.01));
    assertThat(value("hybrid", "spend_gini")).isNotEqualTo(value("bg-nbd", "spend_gini"));
  }

  @Test
  void whatItDoesNotForecastIsNotJudged() {
    List<String> models =
        job.table("backtest")
            .where("metric = 'purchases_gini'")
            .select("model")
            .distinct()
            .as(Encoders.STRING())
            .collectAsList();
    assertThat(models).contains("bg-nbd").doesNotContain("hybrid", "hybrid-rank");
  }

  @Test
  void theChampionIsAPurchaseModel() {
    assertThat(job.manifest("1998-06-30").at("/evaluation/champion").asText()).isEqualTo("bg-nbd");
    assertThat(job.manifest("1998-06-30").at("/evaluation/forecasts").findValuesAsText("model"))
        .contains("bg-nbd", "hybrid", "hybrid-rank");
  }

  /** Nothing but a back-test was published, so there are no customers to report on. */
  @Test
  void aBackTestAloneHasNoReport() {
    JobFixture.Outcome newest = job.execute("report");
    assertThat(newest.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(newest.err())
        .contains("There is no published run below", "run the command run first");
    JobFixture.Outcome named = job.execute("report", "--run-date", "1998-06-30");
    assertThat(named.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(named.err())
        .contains("--run-date 1998-06-30: there is no published run of that date");
  }

  private static double value(String model, String metric) {
    List<Row> found =
        job.table("backtest")
            .where("origin IS NOT NULL AND model = '%s' AND metric = '%s'".formatted(model, metric))
            .select("value")
            .collectAsList();
    assertThat(found).as("%s of %s", metric, model).hasSize(1);
    return found.get(0).getDouble(0);
  }
}

package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.failure.ExitCode;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several purchase models in one run on the CDNOW sample up to 1997-09-30. */
@Tag("long")
class ChampionTest {
  private static final String RUN_DATE = "1997-09-30";
  private static final String ALL =
      "perennial.models.purchases=[bg-nbd, mbg-nbd, pareto-nbd, nbd, bg-cnbd-k, mbg-cnbd-k]";

  @TempDir static Path directory;

  private static JobFixture job;

  @BeforeAll
  static void run() {
    job = JobFixture.shipped("cdnow.conf", directory);
    job.succeed(
        "run",
        "--run-date",
        RUN_DATE,
        "--set",
        ALL,
        "--set",
        "perennial.output.tables=[scores]",
        "--set",
        "perennial.models.champion=best-likelihood");
  }

  /**
   * BG/NBD and Pareto/NBD: Fader, Hardie and Lee (2005); MBG/NBD and NBD: independent optimisation.
   * NBD here leaves out the constant T^x/x!, as the other models do.
   */
  @Test
  void manifestHoldsEveryModelAndTheBestOneScores() {
    Map<String, Double> expected =
        Map.of(
            "bg-nbd", -9582.429207,
            "mbg-nbd", -9582.135716,
            "pareto-nbd", -9594.976179,
            "bg-cnbd-k", -9582.429207,
            "mbg-cnbd-k", -9582.135716);
    Map<String, Boolean> champions = new TreeMap<>();
    for (JsonNode model : job.manifest(RUN_DATE).get("models")) {
      String name = model.get("name").asText();
      champions.put(name, model.get("champion").asBoolean());
      if (expected.containsKey(name)) {
        assertThat(model.get("logLikelihood").asDouble())
            .as(name)
            .isCloseTo(expected.get(name), within(1e-3));
      }
    }

    assertThat(champions)
        .isEqualTo(
            Map.of(
                "bg-nbd", false,
                "mbg-nbd", true,
                "pareto-nbd", false,
                "nbd", false,
                "bg-cnbd-k", false,
                "mbg-cnbd-k", false,
                "gamma-gamma", true));
    assertThat(
            job.table("scores")
                .where("run_date = '1997-09-30' AND model NOT LIKE 'mbg-nbd/%'")
                .count())
        .isZero();
  }

  /** As the authors of CNBD-k found: demo/cdnow.R of their package BTYDplus. */
  @Test
  void cdnowShowsNoRegularity() {
    for (JsonNode model : job.manifest(RUN_DATE).get("models")) {
      if (model.get("name").asText().contains("cnbd-k")) {
        assertThat(model.get("parameters").get("k").asDouble()).isEqualTo(1.0);
      }
    }
  }

  @Test
  void oneTimeBuyersAreNotCertainlyAlive() {
    assertThat(job.table("scores").where("frequency = 0 AND p_alive >= 1").count()).isZero();
  }

  /** The stored models give the forecasts of the run that stored them, champion by name. */
  @Test
  void scoringTakesTheNamedModelOfTheStoredOnes() {
    JobFixture.Outcome outcome =
        job.execute(
            "score",
            "--run-date",
            "1997-09-29",
            "--set",
            ALL,
            "--set",
            "perennial.models.champion=pareto-nbd");

    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(
            job.table("scores")
                .where("run_date = '1997-09-29' AND model NOT LIKE 'pareto-nbd/1997-09-30-%'")
                .count())
        .isZero();
  }
}

package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * CDNOW: a night with a back-test of the horizon of the value, one soon after it with values of
 * another horizon, and both again without a back-test, the second with a scenario.
 */
@Tag("long")
class IntervalRunTest {
  private static final String FIRST = "1998-06-29";
  private static final String SECOND = "1998-06-30";
  private static final List<String> KEYS =
      List.of(
          "models.purchases=[bg-nbd]",
          "models.champion=bg-nbd",
          "evaluation.horizon-days=91",
          "evaluation.every-days=7",
          "intervals.replicates=20",
          "output.tables=[scores, equity, backtest]");

  @TempDir static Path directory;

  private static JobFixture job;
  private static JobFixture without;
  private static Map<Object, Row> calibrated;
  private static Map<Object, Row> own;
  private static JsonNode misses;

  /** What the run said whose configuration has a scenario. */
  private static String said;

  @BeforeAll
  static void run() throws IOException {
    job = JobFixture.shipped("cdnow.conf", directory.resolve("with")).withIntervals();
    job.succeed("run", options(FIRST, "evaluation.origins=3", "clv.horizon-days=91"));
    job.succeed("run", options(SECOND, "evaluation.origins=3", "clv.horizon-days=60"));
    without = JobFixture.shipped("cdnow.conf", directory.resolve("without")).withIntervals();
    without.succeed("run", options(FIRST, "evaluation.origins=0", "clv.horizon-days=91"));
    Path manifest = Path.of(without.output(), "_manifest", "run_date=" + FIRST, "manifest.json");
    byte[] intact = Files.readAllBytes(manifest);
    Files.writeString(manifest, "{\"runId\": ");
    said =
        without.succeed(
            "run",
            options(
                SECOND,
                "evaluation.origins=0",
                "clv.horizon-days=91",
                "intervals.experience.least=0.1",
                "intervals.experience.most=9"));
    Files.write(manifest, intact);
    calibrated = scores(job, FIRST);
    own = scores(without, FIRST);
    misses = job.manifest(FIRST).at("/evaluation/forecasts/0");
    assertThat(misses.get("model").asText()).isEqualTo("bg-nbd");
  }

  private static String[] options(String runDate, String... keys) {
    List<String> all = new ArrayList<>(KEYS);
    all.addAll(List.of(keys));
    return JobFixture.options(runDate, all);
  }

  private static Map<Object, Row> scores(JobFixture job, String runDate) {
    return job
        .table("scores")
        .where("run_date = '%s'".formatted(runDate))
        .drop("corrected_clv", "rank_score", "level_model", "rank_model", "model", "run_id")
        .collectAsList()
        .stream()
        .collect(Collectors.toMap(row -> row.getAs("customer_id"), Function.identity()));
  }

  /**
   * By the limits of the manifest, in deviations from the forecast. Of fewer than 19 customers was
   * it said that they would buy, so that those have the interval of the model.
   */
  @Test
  void scoresHaveTheIntervalsOfTheBackTest() {
    assertThat(misses.at("/spend/beginningAtZero")).hasSize(12);
    assertThat(misses.at("/spend/willBuy")).isEmpty();
    int changed = 0;
    for (Row row : calibrated.values()) {
      Row before = own.get(row.getAs("customer_id"));
      double high = row.getAs("predicted_clv_high");
      double low = row.getAs("predicted_clv_low");
      if (before.<Double>getAs("predicted_clv_low") > 0) {
        assertThat(low).isEqualTo(before.<Double>getAs("predicted_clv_low"));
        assertThat(high).isEqualTo(before.<Double>getAs("predicted_clv_high"));
      } else {
        int band = (int) Math.min(2, 3 * row.<Double>getAs("p_alive"));
        int riskClass = 3 * Math.min(3, row.<Integer>getAs("frequency")) + band;
        double limit = misses.at("/spend/beginningAtZero/" + riskClass).asDouble();
        assertThat(low).isZero();
        double end =
            row.<Double>getAs("predicted_clv")
                + limit * row.<Double>getAs("predicted_clv_deviation");
        assertThat(high).isCloseTo(Math.max(0, end), within(1e-9));
      }
      changed += high == before.<Double>getAs("predicted_clv_high") ? 0 : 1;
      double purchases = row.getAs("expected_purchases_high");
      assertThat(purchases).isEqualTo(Math.rint(purchases));
    }
    assertThat(changed).isGreaterThan(1500);
  }

  @Test
  void nothingElseInTheScoresChanges() {
    List<String> ends =
        List.of(
            "expected_purchases_low",
            "expected_purchases_high",
            "predicted_clv_low",
            "predicted_clv_high");
    assertThat(calibrated).hasSameSizeAs(own);
    for (String column : calibrated.values().iterator().next().schema().fieldNames()) {
      if (!ends.contains(column)) {
        calibrated.forEach(
            (customer, row) ->
                assertThat(row.<Object>getAs(column))
                    .as("%s of %s", column, customer)
                    .isEqualTo(own.get(customer).getAs(column)));
      }
    }
  }

  /** Sums are as uncertain as Student says, whatever the horizon of the value. */
  @Test
  void sumsAreWidenedByTheErrorsOfTotals() {
    assertThat(misses.at("/spend/totals").asInt()).isEqualTo(3);
    // Student's quantile of three degrees at 95%.
    double error = 2.353363 * misses.at("/spend/totalDeviation").asDouble();
    Row before = equity(without, FIRST);
    Row after = equity(job, FIRST);
    assertThat(after.getDouble(0)).isEqualTo(before.getDouble(0));
    assertThat(Math.log(after.getDouble(2) / after.getDouble(0)))
        .isCloseTo(
            Math.hypot(error, Math.log(before.getDouble(2) / before.getDouble(0))), within(1e-6));
    assertThat(Math.log(after.getDouble(0) / after.getDouble(1)))
        .isCloseTo(
            Math.hypot(error, Math.log(before.getDouble(0) / before.getDouble(1))), within(1e-6));
    JsonNode value = job.manifest(FIRST).get("value");
    assertThat(value.get("predictedClvHigh").asDouble()).isEqualTo(after.getDouble(2));
    Row later = equity(job, SECOND);
    assertThat(Math.log(later.getDouble(2) / later.getDouble(0))).isGreaterThan(error);
  }

  /** Values of 91 days, then of 60. */
  @Test
  void aRunOfAnotherHorizonSaysThatItDoesNotCompare() {
    assertThat(job.manifest(SECOND).get("warnings").toString())
        .contains(
            "The run of 1998-06-29 had perennial.clv.horizon-days = 91, which is 60 now: its amounts of value and those of this run do not compare.");
  }

  /** A manifest that is damaged stops no later run. */
  @Test
  void withWhatCannotBeReadNothingIsCompared() {
    assertThat(without.manifest(SECOND).get("warnings").toString())
        .contains(
            "Nothing is compared with the run of 1998-06-29, whose manifest cannot be read: not a manifest: ")
        .doesNotContain("do not compare");
  }

  @Test
  void aScenarioWidensSumsAndIsLabelled() {
    Row sums = equity(without, SECOND);
    assertThat(sums.getDouble(1)).isEqualTo(.1 * sums.getDouble(0));
    assertThat(sums.getDouble(2)).isEqualTo(9 * sums.getDouble(0));
    JsonNode value = without.manifest(SECOND).get("value");
    assertThat(value.at("/scenario/clvLeast").asDouble())
        .isCloseTo(.1 * value.get("predictedClv").asDouble(), within(1e-6));
    assertThat(value.at("/scenario/most").asDouble()).isEqualTo(9);
    assertThat(said).contains("scenario, as forecasts turned out at other shops");
    assertThat(without.manifest(FIRST).at("/value/scenario").isNull()).isTrue();
  }

  private static Row equity(JobFixture of, String runDate) {
    return of.table("equity")
        .where("run_date = '%s' AND cohort IS NULL".formatted(runDate))
        .select("predicted_clv", "predicted_clv_low", "predicted_clv_high")
        .first();
  }

  @Test
  void theManifestSaysWhatIntervalsAreMadeOf() {
    assertThat(intervals(job, FIRST)).containsExactly("backtest", "backtest");
    assertThat(intervals(job, SECOND)).containsExactly("model", "backtest");
    assertThat(intervals(without, FIRST)).containsExactly("model", "model");
    assertThat(job.manifest(SECOND).get("evaluation"))
        .isEqualTo(job.manifest(FIRST).get("evaluation"));
  }

  private static List<String> intervals(JobFixture of, String runDate) {
    JsonNode intervals = of.manifest(runDate).at("/value/intervals");
    return List.of(intervals.get("customers").asText(), intervals.get("totals").asText());
  }

  @Test
  void theBackTestSaysWhatTheyWouldHaveHeld() {
    assertThat(metric("1997-09-29", "purchases_calibrated_coverage")).isNull();
    double before = metric("1998-03-30", "purchases_coverage");
    assertThat(metric("1998-03-30", "purchases_calibrated_coverage")).isBetween(.88, before - .005);
    assertThat(metric("1998-03-30", "spend_total_coverage")).isIn(0.0, 1.0);
    assertThat(metric("1998-03-30", "spend_total_high"))
        .isGreaterThan(metric("1998-03-30", "spend_forecast"));
  }

  private static Double metric(String origin, String metric) {
    return job
        .table("backtest")
        .where("origin = '%s' AND model = 'bg-nbd' AND metric = '%s'".formatted(origin, metric))
        .collectAsList()
        .stream()
        .map(row -> row.<Double>getAs("value"))
        .findFirst()
        .orElse(null);
  }
}

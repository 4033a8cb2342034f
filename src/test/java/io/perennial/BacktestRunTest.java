package io.perennial;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CDNOW: two nights with a back-test every week, then one by command. */
@Tag("long")
class BacktestRunTest {
  private static final String FIRST = "1998-06-29";
  private static final String SECOND = "1998-06-30";
  private static final List<String> KEYS =
      List.of(
          "models.purchases=[bg-nbd, mbg-nbd]",
          "models.spend=mean",
          "evaluation.origins=2",
          "evaluation.horizon-days=182",
          "evaluation.every-days=7");

  @TempDir static Path directory;

  private static JobFixture job;
  private static String said;
  private static JsonNode published;

  @BeforeAll
  static void run() {
    job = JobFixture.shipped("cdnow.conf", directory);
    said = job.succeed("run", JobFixture.options(FIRST, KEYS));
    job.succeed("run", JobFixture.options(SECOND, KEYS));
    published = job.manifest(SECOND);
    assertThat(rows(SECOND)).isZero();
    job.succeed("backtest", JobFixture.options(SECOND, KEYS));
  }

  private static long rows(String runDate) {
    return job.table("backtest").where("run_date = '%s'".formatted(runDate)).count();
  }

  /** 1998-06-29 less 182 days, and less 182 more; their spend by plain SQL over the input. */
  @Test
  void tablesHoldWhatHappened() {
    for (String origin : List.of("1997-06-30", "1997-12-29")) {
      double last = spent("date_sub(DATE'%s', 181)".formatted(origin), "DATE'" + origin + "'");
      double next =
          spent(
              "date_add(DATE'%s', 1)".formatted(origin),
              "date_add(DATE'%s', 182)".formatted(origin));
      assertThat(value(origin, "bg-nbd", "spend_actual")).isCloseTo(next, within(1e-3));
      assertThat(value(origin, "last-horizon", "spend_forecast")).isCloseTo(last, within(1e-3));
      assertThat(value(origin, "last-horizon", "spend_bias"))
          .isCloseTo(last / next - 1, within(1e-9));
    }
    assertThat(
            job.table("backtest")
                .where("run_date = '%s' AND horizon_days <> 182".formatted(FIRST))
                .count())
        .isZero();
    assertThat(
            job.table("calibration")
                .where(
                    "run_date = '%s' AND origin IS NULL AND class LIKE 'purchases/decile%%' AND model = 'mbg-nbd'"
                        .formatted(FIRST))
                .count())
        .isEqualTo(10);
  }

  private static Double value(String origin, String model, String metric) {
    return job.table("backtest")
        .where(
            "run_date = '%s' AND origin = '%s' AND model = '%s' AND metric = '%s'"
                .formatted(FIRST, origin, model, metric))
        .select("value")
        .first()
        .getDouble(0);
  }

  /** All customers of the sample bought first in its first three months. */
  private static double spent(String from, String to) {
    Row row =
        SparkTestSession.shared()
            .read()
            .parquet("data-samples/cdnow-sample")
            .where("%s BETWEEN %s AND %s".formatted(day(), from, to))
            .selectExpr("CAST(SUM(%s) AS DOUBLE)".formatted(amount()))
            .first();
    return row.getDouble(0);
  }

  private static String day() {
    return "to_date(txn_date)";
  }

  private static String amount() {
    return "amount";
  }

  @Test
  void theManifestSaysWhoIsChampionAndWhy() {
    JsonNode evaluation = job.manifest(FIRST).get("evaluation");
    assertThat(evaluation.get("target").asText()).isEqualTo("spend");
    assertThat(evaluation.get("horizonDays").asInt()).isEqualTo(182);
    assertThat(evaluation.get("origins")).hasSize(2);
    assertThat(evaluation.get("levelFactor").asDouble()).isBetween(.5, 2.0);
    String champion = evaluation.get("champion").asText();
    List<String> fitted = new ArrayList<>();
    for (JsonNode model : job.manifest(FIRST).get("models")) {
      fitted.add(model.get("name").asText());
    }
    assertThat(fitted).containsExactly(champion, "mean");
    assertThat(said)
        .contains("Back-test of spend, 182 days from 1997-06-30, 1997-12-29", "own-past-rate");
  }

  /** One day later the back-test is not made again, and its champion stays. */
  @Test
  void aRecentOneStands() {
    assertThat(published.get("evaluation")).isEqualTo(job.manifest(FIRST).get("evaluation"));
    assertThat(job.table("scores").where("run_date = '%s'".formatted(SECOND)).count())
        .isEqualTo(2357);
  }

  private static double missed(String origin, String model) {
    return Math.log(value(origin, model, "spend_actual") / value(origin, model, "spend_forecast"));
  }

  /**
   * Both nights are corrected by the same factors, which are those of both origins: half of the
   * customers of the season a year before had not been known for as long as the horizon.
   */
  @ParameterizedTest
  @ValueSource(strings = {FIRST, SECOND})
  void valuesAreCorrectedByWhatTheChampionMissed(String runDate) {
    JsonNode evaluation = job.manifest(FIRST).get("evaluation");
    String champion = evaluation.get("champion").asText();
    double level = evaluation.get("levelFactor").asDouble();
    assertThat(evaluation.get("levelOrigins")).isEqualTo(evaluation.get("origins"));
    double one = missed("1997-06-30", champion);
    double other = missed("1997-12-29", champion);
    double mean = (one + other) / 2;
    double variance = (one - other) * (one - other) / 2;
    assertThat(level)
        .isCloseTo(Math.exp(mean * mean * mean / (mean * mean + variance + .0049)), within(1e-9));
    List<Row> classes =
        job.table("scores")
            .where("run_date = '%s'".formatted(runDate))
            .groupBy(expr("least(frequency, 3)"), col("level_model"), col("rank_model"))
            .agg(
                sum("predicted_clv").as("predicted"),
                sum("corrected_clv").as("corrected"),
                sum("rank_score").as("rank"))
            .collectAsList();
    assertThat(classes).hasSize(4);
    for (Row row : classes) {
      assertThat(row.getString(1)).isEqualTo("backtest");
      assertThat(row.getString(2)).isEqualTo(champion);
      assertThat(row.getDouble(4) / row.getDouble(3)).isCloseTo(level, within(1e-9));
      assertThat(row.getDouble(5)).isEqualTo(row.getDouble(3));
    }
    Row equity =
        job.table("equity")
            .where("run_date = '%s' AND cohort IS NULL".formatted(runDate))
            .select("predicted_clv", "corrected_clv")
            .first();
    assertThat(equity.getDouble(1)).isCloseTo(level * equity.getDouble(0), within(1e-3));
    JsonNode corrected = job.manifest(runDate).at("/value/corrected");
    assertThat(corrected.get("clv").asDouble()).isEqualTo(equity.getDouble(1));
    assertThat(said).contains("level backtest, order " + champion);
    assertThat(Path.of(job.output(), "report", "run_date=" + runDate, "index.html"))
        .content()
        .contains("all customers together are worth");
  }

  /** The command leaves the run of its date as it is, and adds to it. */
  @Test
  void theCommandAddsToTheRunOfItsDate() {
    assertThat(rows(SECOND)).isEqualTo(rows(FIRST)).isPositive();
    JsonNode manifest = job.manifest(SECOND);
    assertThat(manifest.get("runId")).isEqualTo(published.get("runId"));
    assertThat(manifest.get("value")).isEqualTo(published.get("value"));
    assertThat(manifest.get("tables")).hasSameSizeAs(published.get("tables"));
    assertThat(manifest.get("evaluation").get("runDate").asText()).isEqualTo(SECOND);
  }

  /** A hash takes 1,000 of 2,357 customers, give or take. */
  @Test
  void inALargeShopItIsMadeOfSome(@TempDir Path other) {
    JobFixture large = JobFixture.shipped("cdnow.conf", other);
    List<String> keys = new ArrayList<>(KEYS);
    keys.add("evaluation.max-customers=1000");
    String saidOfSome = large.succeed("run", JobFixture.options(FIRST, keys));
    assertThat(large.manifest(FIRST).at("/evaluation/customersShare").asDouble())
        .isEqualTo(1000.0 / 2357);
    assertThat(job.manifest(FIRST).at("/evaluation/customersShare").asDouble()).isEqualTo(1.0);
    assertThat(saidOfSome).contains("of 42.43 % of the customers");
    assertThat(said).doesNotContain("of the customers\n");
    Row judged =
        large
            .table("calibration")
            .where("origin = '1997-12-29' AND model = 'bg-nbd' AND class LIKE 'spend/frequency%'")
            .agg(sum("customers"), sum("actual"))
            .first();
    assertThat(judged.getLong(0)).isBetween(900L, 1100L);
    assertThat(judged.getDouble(1) / value("1997-12-29", "bg-nbd", "spend_actual"))
        .isBetween(.3, .55);
    assertThat(Path.of(large.output(), "report", "run_date=" + FIRST, "index.html"))
        .content()
        .contains("Made of 42.4% of the customers");
  }
}

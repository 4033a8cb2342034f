package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
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
 * CDNOW as of 1997-09-30, corrected by learners. They take their level from three windows of 68
 * days, each half a window earlier, as does the back-test before them. Values of 68 days, of 30
 * days with the stored models, then with stored models alone.
 */
@Tag("long")
class CorrectionRunTest {
  private static final String RUN_DATE = "1997-09-30";
  private static final String[] KEYS = {
    "models.purchases=[bg-nbd]",
    "models.champion=bg-nbd",
    "models.reuse-days=7",
    "models.learner-rows=2000",
    "evaluation.horizon-days=68",
    "evaluation.step-days=34",
    "clv.annual-discount-rate=0",
    "output.tables=[scores, equity, backtest, calibration]"
  };
  private static final String[] LEARNER = {
    "models.learner=hybrid-rank", "evaluation.origins=0", "clv.horizon-days=68"
  };
  private static final String SHORTER = "clv.horizon-days=30";

  @TempDir static Path directory;

  private static JobFixture job;
  private static double level;
  private static String said;
  private static JsonNode manifest;
  private static List<Row> equity;
  private static Map<Object, Row> scores;
  private static Map<Object, Row> shorter;

  @BeforeAll
  static void run() {
    job = JobFixture.shipped("cdnow.conf", directory);
    job.succeed("backtest", options(RUN_DATE, "evaluation.origins=3"));
    level = job.manifest(RUN_DATE).at("/evaluation/levelFactor").asDouble();
    said = job.succeed("run", options(RUN_DATE, LEARNER));
    manifest = job.manifest(RUN_DATE);
    scores = scores();
    equity =
        job.table("equity").select("cohort", "corrected_clv").orderBy("cohort").collectAsList();
    List<String> again = new ArrayList<>(List.of(LEARNER));
    again.add(SHORTER);
    job.succeed("run", options(RUN_DATE, again.toArray(String[]::new)));
    assertThat(job.manifest(RUN_DATE).get("modelReuse").asText()).contains("are used");
    shorter = scores();
  }

  private static String[] options(String runDate, String... keys) {
    List<String> all = new ArrayList<>(List.of(KEYS));
    all.addAll(List.of(keys));
    return JobFixture.options(runDate, all);
  }

  private static Map<Object, Row> scores() {
    return job
        .table("scores")
        .select(
            "customer_id",
            "frequency",
            "predicted_clv",
            "corrected_clv",
            "rank_score",
            "level_model",
            "rank_model")
        .collectAsList()
        .stream()
        .collect(Collectors.toMap(row -> row.get(0), Function.identity()));
  }

  private static double total(int column) {
    return scores.values().stream().mapToDouble(row -> row.getDouble(column)).sum();
  }

  /** Classes of this shop are small: all of them have the factor of all. */
  @Test
  void theTotalOfEachClassIsThePredictedOneTimesTheLevel() {
    assertThat(level).isNotCloseTo(1, within(.02));
    for (int frequency = 0; frequency <= 3; frequency++) {
      int each = frequency;
      List<Row> customers =
          scores.values().stream().filter(row -> Math.min(3, row.getInt(1)) == each).toList();
      double predicted = customers.stream().mapToDouble(row -> row.getDouble(2)).sum();
      double corrected = customers.stream().mapToDouble(row -> row.getDouble(3)).sum();
      assertThat(corrected / predicted).as("frequency %d", each).isCloseTo(level, within(1e-6));
    }
    assertThat(total(4)).isCloseTo(total(3), within(1e-6 * total(3)));
  }

  @Test
  void theCustomersOfAClassAreCorrectedApart() {
    assertThat(
            scores.values().stream()
                .filter(row -> row.getInt(1) == 1)
                .mapToDouble(row -> row.getDouble(3) / row.getDouble(2))
                .summaryStatistics())
        .satisfies(
            numbers -> {
              assertThat(numbers.getMin()).isLessThan(.8 * level);
              assertThat(numbers.getMax()).isGreaterThan(1.2 * level);
            });
  }

  @Test
  void aLongerHorizonIsNeverWorthLess() {
    assertThat(shorter).hasSameSizeAs(scores);
    scores.forEach(
        (customer, row) -> {
          Row other = shorter.get(customer);
          assertThat(other.getDouble(3)).isLessThanOrEqualTo(row.getDouble(3));
          assertThat(other.getDouble(3) / other.getDouble(2))
              .isCloseTo(row.getDouble(3) / row.getDouble(2), within(1e-9));
          assertThat(other.getDouble(4)).isEqualTo(row.getDouble(4));
        });
  }

  @Test
  void theScoresSayWhatGaveLevelAndOrder() {
    assertThat(scores.values())
        .allMatch(row -> row.getString(5).equals("hybrid"))
        .allMatch(row -> row.getString(6).equals("hybrid-rank"));
    assertThat(said).contains("corrected by what earlier dates taught", "order hybrid-rank");
    JsonNode corrected = manifest.at("/value/corrected");
    assertThat(corrected.get("clv").asDouble()).isCloseTo(total(3), within(1e-3));
    assertThat(corrected.get("level").asText()).isEqualTo("hybrid");
    assertThat(corrected.get("rank").asText()).isEqualTo("hybrid-rank");
  }

  @Test
  void equityHasTheCorrectedTotals() {
    assertThat(equity.get(0).isNullAt(0)).isTrue();
    assertThat(equity.get(0).getDouble(1)).isCloseTo(total(3), within(1e-3));
    assertThat(equity.stream().skip(1).mapToDouble(row -> row.getDouble(1)).sum())
        .isCloseTo(equity.get(0).getDouble(1), within(1e-6));
  }

  /** 13 days after the first purchase of all there is no week to be known and one to follow. */
  @Test
  void aHistoryOfTwoWeeksTeachesNothing() {
    String early = "1997-01-14";
    List<String> keys = new ArrayList<>(List.of(LEARNER));
    keys.addAll(List.of("models.purchases=[nbd]", "models.champion=nbd"));
    job.succeed("run", options(early, keys.toArray(String[]::new)));
    assertThat(job.manifest(early).get("warnings").toString())
        .contains("hybrid was not trained: the history is too short.");
    assertThat(uncorrected(early)).isPositive();
  }

  @Test
  void storedModelsAloneCorrectNothing() {
    String next = "1997-10-01";
    job.succeed("score", options(next, LEARNER));
    assertThat(uncorrected(next)).isEqualTo(2357);
  }

  private static long uncorrected(String runDate) {
    return job.table("scores")
        .where("run_date = '%s' AND predicted_clv > 0".formatted(runDate))
        .where("corrected_clv IS NULL AND rank_score IS NULL AND level_model IS NULL")
        .count();
  }
}

package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.failure.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nightly runs with {@code models.reuse-days = 7}, after one that fitted on 1997-09-10. */
@Tag("long")
class ModelReuseTest {
  private static final String FITTED_ON = "1997-09-10";
  private static final List<String> STAGES_OF_A_FIT = List.of("fit purchases", "fit spend");

  @TempDir static Path fitted;

  private static String version;
  private static JsonNode firstManifest;

  @TempDir Path directory;

  private JobFixture job;

  @BeforeAll
  static void fit() {
    JobFixture first = JobFixture.shipped("cdnow.conf", fitted);
    run(first, FITTED_ON);
    firstManifest = first.manifest(FITTED_ON);
    version = firstManifest.get("runId").asText();
  }

  @BeforeEach
  void startFromThatRun() throws IOException {
    FileUtils.copyDirectory(fitted.toFile(), directory.toFile());
    job = JobFixture.shipped("cdnow.conf", directory);
  }

  @Test
  void theFirstRunFitsAndSaysWhy() {
    assertThat(firstManifest.get("modelReuse").asText())
        .isEqualTo("Models are fitted: none are stored yet.");
    assertThat(firstManifest.get("stages").findValuesAsText("name"))
        .contains("stored models")
        .containsAll(STAGES_OF_A_FIT);
  }

  @Test
  void theNextRunScoresWithTheModelsOfTheFirst() {
    String said = run(job, "1997-09-17");

    JsonNode manifest = job.manifest("1997-09-17");
    assertThat(manifest.get("modelReuse").asText())
        .isEqualTo(
            "The models of version %s are used, fitted for 1997-09-10, 7 days before this run date (perennial.models.reuse-days is 7)."
                .formatted(version));
    assertThat(said.replaceAll("\\s+", " ")).contains(manifest.get("modelReuse").asText());
    assertThat(said).contains("[ 7/10] check tables", "[10/10] publish");
    assertThat(manifest.get("models")).isEqualTo(firstManifest.get("models"));
    assertThat(manifest.get("stages").findValuesAsText("name"))
        .contains("stored models")
        .doesNotContainAnyElementsOf(STAGES_OF_A_FIT);
    assertThat(models("1997-09-17")).containsExactly("bg-nbd/" + version);
    assertThat(versions("bg-nbd")).as("nothing new is stored").containsExactly(version);
    assertThat(manifest.get("warnings")).isEmpty();
  }

  @Test
  void theSameDateAndStoredModelsGiveTheSameRun() {
    run(job, "1997-09-11");
    List<String> scores = job.rows("scores");
    String runId = job.manifest("1997-09-11").get("runId").asText();

    run(job, "1997-09-11");

    assertThat(job.rows("scores")).isEqualTo(scores);
    assertThat(job.manifest("1997-09-11").get("runId").asText()).isEqualTo(runId);
  }

  @Test
  void otherModelsMakeItAnotherRun() {
    run(job, "1997-09-11");
    String runId = job.manifest("1997-09-11").get("runId").asText();

    job.succeed("fit", "--run-date", "1997-09-08");
    run(job, "1997-09-11");

    assertThat(job.manifest("1997-09-11").get("runId").asText()).isNotEqualTo(runId);
    assertThat(models("1997-09-11")).singleElement().asString().startsWith("bg-nbd/1997-09-08-");
  }

  @Test
  void whatOnlyScoresMayChange() {
    run(job, "1997-09-11", "clv.horizon-days=90", "cohorts.period=week", "output.keep-runs=3");

    assertThat(models("1997-09-11")).containsExactly("bg-nbd/" + version);
    assertThat(job.manifest("1997-09-11").at("/value/horizonDays").asInt()).isEqualTo(90);
    assertThat(
            job.table("scores").where("run_date = '1997-09-11'").where("expected_purchases > 90"))
        .satisfies(rows -> assertThat(rows.count()).isZero());
  }

  @Test
  void oldModelsAreFittedAnew() {
    run(job, "1997-09-18");

    refitted(
        "1997-09-18",
        "those of version %s were fitted for 1997-09-10, 8 days before this run date (perennial.models.reuse-days is 7).");
    assertThat(versions("gamma-gamma")).hasSize(2);
  }

  /** Models of a later date would know the future. */
  @Test
  void aRunForAnOlderDateFitsItsOwn() {
    run(job, "1997-09-09");

    refitted("1997-09-09", "those of version %s were fitted for 1997-09-10, after this run date.");
  }

  @Test
  void anotherConfigurationOfTheModelsFitsItsOwn() {
    run(
        job,
        "1997-09-11",
        "models.purchases=[bg-nbd, nbd]",
        "calendar.time-unit=day",
        "input.filter=amount < 500");

    refitted(
        "1997-09-11",
        "those of version %s were fitted with perennial.calendar.time-unit = week, which is day now, perennial.input.filter = unset, which is amount < 500 now, perennial.models.purchases = [\"bg-nbd\",\"pareto-nbd\",\"mbg-nbd\"], which is [\"bg-nbd\",\"nbd\"] now.");
  }

  @Test
  void aModelThatIsGoneIsFittedAnewWithAWarning() throws IOException {
    FileUtils.deleteDirectory(directory.resolve("output/_models/bg-nbd/" + version).toFile());

    run(job, "1997-09-11");

    refitted(
        "1997-09-11",
        "the stored ones cannot be used. No version of model bg-nbd is stored below "
            + "file:"
            + directory.resolve("output/_models")
            + " (models are: bg-nbd, gamma-gamma). Fit it first.");
    warnedOfIt("1997-09-11");
  }

  @Test
  void aDamagedModelIsFittedAnewWithAWarning() throws IOException {
    Path data = directory.resolve("output/_models/bg-nbd/" + version + "/data");
    FileUtils.cleanDirectory(data.toFile());
    Files.writeString(data.resolve("part-00000.txt"), "{\"formatVersion\":1,");

    run(job, "1997-09-11");

    refitted(
        "1997-09-11",
        "the stored ones cannot be used. The model in %s is damaged: its data is no such JSON as was saved. Fit it again."
            .formatted("file:" + data.getParent()));
    warnedOfIt("1997-09-11");
  }

  @Test
  void aModelWithoutItsOriginIsFittedAnewWithAWarning() throws IOException {
    FileUtils.deleteDirectory(
        directory.resolve("output/_models/gamma-gamma/" + version + "/origin").toFile());

    run(job, "1997-09-11");

    assertThat(job.manifest("1997-09-11").get("modelReuse").asText())
        .startsWith("Models are fitted: the stored ones cannot be used. [PATH_NOT_FOUND]");
    warnedOfIt("1997-09-11");
  }

  @Test
  void withoutTheKeyEveryRunFits() {
    job.succeed("run", "--run-date", "1997-09-11");

    assertThat(job.manifest("1997-09-11").get("modelReuse").isNull()).isTrue();
    assertThat(models("1997-09-11")).singleElement().asString().startsWith("bg-nbd/1997-09-11-");
  }

  @Test
  void daysBelowZeroAreRefused() {
    JobFixture.Outcome outcome =
        job.execute("run", "--set", "perennial.models.reuse-days=-1", "--run-date", "1997-09-11");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(outcome.err().replaceAll("\\s+", " "))
        .contains("perennial.models.reuse-days")
        .contains("expected a whole number of days from 0 to 36500");
  }

  private static String run(JobFixture job, String date, String... settings) {
    List<String> keys =
        new ArrayList<>(
            List.of("models.reuse-days=7", "clv.horizon-days=90", "output.tables=[scores]"));
    keys.addAll(List.of(settings));
    return job.succeed("run", JobFixture.options(date, keys));
  }

  private void refitted(String date, String reason) {
    JsonNode manifest = job.manifest(date);
    assertThat(manifest.get("modelReuse").asText())
        .isEqualTo("Models are fitted: " + reason.formatted(version));
    assertThat(manifest.get("stages").findValuesAsText("name")).containsAll(STAGES_OF_A_FIT);
    assertThat(models(date)).containsExactly("bg-nbd/" + manifest.get("runId").asText());
  }

  private void warnedOfIt(String date) {
    JsonNode manifest = job.manifest(date);
    assertThat(manifest.get("warnings"))
        .extracting(JsonNode::asText)
        .containsExactly(manifest.get("modelReuse").asText());
  }

  private List<String> models(String date) {
    return job
        .table("scores")
        .where("run_date = '" + date + "'")
        .select("model")
        .distinct()
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private List<String> versions(String model) {
    String[] names =
        directory
            .resolve("output/_models/" + model)
            .toFile()
            .list((parent, name) -> name.startsWith("1997"));
    return Arrays.stream(names).sorted().toList();
  }
}

package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.JobFixture.Outcome;
import io.perennial.failure.ExitCode;
import io.perennial.publish.FullDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was made to break the job, from the words of the command line to the exit code. */
@Tag("long")
class HostileCasesTest {
  private static final Path CASES = Path.of("src/test/resources/io/perennial/cases");
  private static final String DATE = "1997-09-30";

  @TempDir Path directory;

  /** # stands for the folder that the input's folder, shop, is in. */
  @ParameterizedTest
  @ValueSource(
      strings = {"#/shop/clv", "#/shop", "file:#/shop/clv", "#/link/clv", "#/x/../shop/clv", "#"})
  void outputInsideTheInputIsRefused(String output) throws IOException {
    Path shop = directory.resolve("shop");
    FileUtils.copyDirectory(new java.io.File("data-samples/cdnow-sample"), shop.toFile());
    Files.createSymbolicLink(directory.resolve("link"), shop);
    Files.createDirectory(directory.resolve("x"));
    SortedMap<String, Long> before = JobFixture.files(shop);
    JobFixture job =
        JobFixture.located(
            CASES.resolve("hostile-01-output-inside-input/job.conf").toString(),
            output.replace("#", directory.toString()));

    Outcome outcome = job.execute("run", "--set", "perennial.input.path=" + shop);

    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(outcome.err()).contains("perennial.output.path = ", "expected a");
    assertThat(JobFixture.files(shop)).isEqualTo(before);
  }

  @Test
  void secretInAPathIsInNoFile() throws IOException {
    JobFixture job = job("hostile-04-failed-json-not-masked");

    Outcome outcome = job.execute("run");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(outcome.err()).contains("does not exist", "password=******");
    assertThat(job.failure().get("reason").asText()).contains("password=******");
    assertNowhere(job, outcome, "hunter");
  }

  @Test
  void secretsInOptionsAreInNoFile() throws IOException {
    JobFixture job = job("hostile-04-secrets-shown");

    Outcome outcome =
        job.execute(
            "run",
            "--verbose",
            "--set",
            "perennial.input.path=" + CASES.resolve("hostile-04-secrets-shown/rows.csv"));

    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.out()).contains("******");
    assertNowhere(job, outcome, "hunter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"9999-12-31", "+12345-01-01", "-0044-03-15", "1899-12-31"})
  void runDateBeyondAllBusinessIsRefused(String date) {
    JobFixture job = job("hostile-13-run-date-9999");

    Outcome outcome =
        job.execute(
            "run", "--run-date", date, "--set", "perennial.input.path=data-samples/cdnow-sample");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(outcome.err()).contains("--run-date " + date, "from 1900-01-01 to 2199-12-31");
    assertThat(Path.of(job.output())).doesNotExist();
  }

  @Test
  void journalThatLeadsElsewhereHarmsNobody() throws IOException {
    JobFixture job = SampleRuns.CDNOW_1997.published().copiedTo(directory);
    Path output = Path.of(job.output());
    Path victim = Files.createDirectories(directory.resolve("victim/run_date=1990-01-01"));
    Files.writeString(
        output.resolve("_journal.json"),
        "{\"runDate\":\"%s\",\"tables\":[\"../victim\"],\"previous\":\"none\",\"next\":\"%s\",\"pruned\":[\"1990-01-01\"]}"
            .formatted(DATE, fingerprint(output)));

    scoreAgain(job);

    assertThat(victim).exists();
  }

  @Test
  void emptyJournalIsMended() throws IOException {
    JobFixture job = SampleRuns.CDNOW_1997.published().copiedTo(directory);
    Files.writeString(Path.of(job.output(), "_journal.json"), "");

    scoreAgain(job);

    assertThat(Path.of(job.output(), "_staging")).doesNotExist();
    assertThat(Path.of(job.output(), "_journal.json")).doesNotExist();
  }

  @Test
  void lockThatLeadsElsewhereHarmsNobody() throws IOException {
    JobFixture job = SampleRuns.CDNOW_1997.published().copiedTo(directory);
    Path lock = Path.of(job.output(), "_lock");
    Files.writeString(
        lock,
        "{\"id\":\"x/../../evil\",\"since\":\"2020-01-01T00:00:00Z\",\"machine\":\"other\",\"pid\":1}");
    Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minusSeconds(600)));

    scoreAgain(job);

    assertThat(directory.resolve("evil")).doesNotExist();
  }

  /** The tables that were published stay, and a run fits again. */
  @ParameterizedTest
  @CsvSource({"false", "true"})
  void damagedModelIsNotScoredWith(boolean isEmpty) throws IOException {
    JobFixture job = SampleRuns.CDNOW_1997.published().copiedTo(directory);
    for (Path data : modelData(Path.of(job.output()))) {
      String text = Files.readString(data);
      Files.writeString(
          data, isEmpty ? "" : text.replaceAll("\"alpha\":[0-9.eE+-]+", "\"alpha\":0"));
      Files.deleteIfExists(data.resolveSibling("." + data.getFileName() + ".crc"));
    }

    Outcome outcome = job.execute("score", "--run-date", DATE);

    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.NO_MODEL);
    assertThat(outcome.err()).contains("damaged", "Fit it again").doesNotContain("Exception");
    assertThat(job.manifest(DATE).get("status").asText()).isEqualTo("published");
  }

  /** Spark itself has nothing to say that the job does not say. */
  @Test
  void fullDiskIsToldInASentence() {
    Configuration hadoop = SparkTestSession.shared().sparkContext().hadoopConfiguration();
    hadoop.set("fs.full.impl", FullDisk.class.getName());
    try (CapturedConsole console = new CapturedConsole()) {
      JobFixture job = JobFixture.located("conf/cdnow.conf", "full://" + directory + "/out");

      Outcome outcome = job.execute("run");

      assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.PUBLISH);
      assertThat(outcome.err()).contains("No space left on device");
      assertThat(console.take()).doesNotContain(" ERROR ").doesNotContain("\tat ");
    } finally {
      hadoop.unset("fs.full.impl");
    }
  }

  private JobFixture job(String folder) {
    return JobFixture.located(
        CASES.resolve(folder).resolve("job.conf").toString(), directory + "/output");
  }

  private static void scoreAgain(JobFixture job) {
    Outcome outcome = job.execute("score", "--run-date", DATE);
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(job.table("scores").count()).isEqualTo(2357);
  }

  private static String fingerprint(Path output) throws IOException {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  Files.readAllBytes(
                      output.resolve("_manifest/run_date=" + DATE + "/manifest.json")));
      return HexFormat.of().formatHex(hash).substring(0, 16);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> modelData(Path output) throws IOException {
    try (Stream<Path> files = Files.walk(output.resolve("_models/bg-nbd"))) {
      return files
          .filter(file -> file.getParent().getFileName().toString().equals("data"))
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .toList();
    }
  }

  private static void assertNowhere(JobFixture job, Outcome outcome, String secret)
      throws IOException {
    assertThat(outcome.out() + outcome.err()).doesNotContain(secret);
    for (String file : JobFixture.files(Path.of(job.output())).keySet()) {
      Path path = Path.of(job.output(), file);
      if (Files.isRegularFile(path)) {
        assertThat(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1))
            .as(file)
            .doesNotContain(secret);
      }
    }
  }
}

package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.perennial.failure.ExitCode;
import io.perennial.publish.OutputDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Data that cannot be used: each has its exit code and sentence, and nothing is published. */
@Tag("long")
class BadInputTest {
  private static final String REQUIRED = "\nperennial.models.required = true";

  @TempDir static Path directory;

  private static JobFixture published;

  /** An output directory with a published run, which every bad run has to leave alone. */
  @BeforeAll
  static void publish() {
    published = SampleRuns.CDNOW_1997.published().copiedTo(directory);
  }

  static Stream<Arguments> badInputs() {
    return Stream.of(
        argumentSet(
            "missing path",
            conf("path = " + at("nowhere")),
            ExitCode.INPUT,
            List.of("nowhere does not exist; check input.path")),
        argumentSet(
            "empty folder",
            conf("path = " + folder("empty")),
            ExitCode.INPUT,
            List.of("holds no data files of the configured format; check input.path")),
        argumentSet(
            "no rows",
            conf(
                "path = "
                    + rows(
                        "none",
                        "SELECT 1L AS customer_id, current_timestamp() AS timestamp, 1.0 AS amount WHERE false")),
            ExitCode.INPUT,
            List.of("holds no rows; check the path")),
        argumentSet(
            "wrong types, all told at once",
            conf(
                "path = "
                    + rows(
                        "types",
                        "SELECT struct(1) AS customer_id, 20240101 AS timestamp, true AS amount")),
            ExitCode.INPUT,
            List.of(
                "perennial: the input cannot be used (exit code 4)",
                "input.columns.customer = \"customer_id\" has type STRUCT<col1: INT>",
                "input.columns.timestamp = \"timestamp\" has type INT; expected TIMESTAMP, DATE",
                "input.columns.amount = \"amount\" has type BOOLEAN; expected a number")),
        argumentSet(
            "missing columns",
            conf(
                "path = data-samples/cdnow-sample",
                "columns { customer = custmer_id, timestamp = txn_date, amount = \"units * price\" }"),
            ExitCode.INPUT,
            List.of(
                "input.columns.customer = \"custmer_id\": the input has no column `custmer_id`; nearest is customer_id; there are",
                "input.columns.amount = \"units * price\": the input has no column `price`",
                "amount DOUBLE")),
        argumentSet(
            "missing column of the duplicate gate",
            conf("path = " + good()) + "\nperennial.quality.duplicate-columns = [ordr_id]",
            ExitCode.INPUT,
            List.of("quality.duplicate-columns = \"`ordr_id`\": the input has no column")),
        argumentSet(
            "expression that is none",
            conf("path = " + good(), "columns.amount = \"amount *\""),
            ExitCode.INPUT,
            List.of("input.columns.amount = \"amount *\" is no SQL expression over the input")),
        argumentSet(
            "unknown function",
            conf("path = " + good(), "columns.amount = \"euros(amount)\""),
            ExitCode.INPUT,
            List.of(
                "input.columns.amount = \"euros(amount)\" is no SQL expression over the input")),
        argumentSet(
            "aggregate",
            conf("path = " + good(), "columns.amount = \"sum(amount)\""),
            ExitCode.INPUT,
            List.of("input.columns.amount = \"sum(amount)\" is not one value of each row")),
        argumentSet(
            "several columns",
            conf("path = " + good(), "columns.customer = \"*\""),
            ExitCode.INPUT,
            List.of("input.columns.customer = \"*\" is not one value of each row")),
        argumentSet(
            "several rows of one",
            conf("path = " + good(), "columns.customer = \"explode(array(1, 2))\""),
            ExitCode.INPUT,
            List.of("\" is not one value of each row: aggregates")),
        argumentSet(
            "filter that is no condition",
            conf("path = " + good(), "filter = \"amount + 1\""),
            ExitCode.INPUT,
            List.of("input.filter = \"amount + 1\" has type", "; expected BOOLEAN")),
        argumentSet(
            "filter that drops everything",
            conf("path = " + good(), "filter = \"amount > 1e9\""),
            ExitCode.INPUT,
            List.of("none of the 4 rows read is accepted", "4 dropped by input.filter")),
        argumentSet(
            "all rows rejected",
            conf("path = " + good(), "columns.customer = \"CAST(NULL AS STRING)\""),
            ExitCode.INPUT,
            List.of("none of the 4 rows read is accepted", "4 quarantined (customer-missing 4)")),
        argumentSet(
            "amounts that are no finite numbers",
            conf(
                "path = " + good(),
                "columns.amount = \"IF(amount > 15, double('NaN'), double('-Infinity'))\""),
            ExitCode.INPUT,
            List.of("4 quarantined (amount-not-finite 4, for example '")),
        argumentSet(
            "amounts in words",
            conf("path = " + good(), "columns.amount = \"'ten'\""),
            ExitCode.INPUT,
            List.of("4 quarantined (amount-unreadable 4)")),
        argumentSet(
            "later than the run date",
            conf("path = " + good(), "columns.timestamp = \"timestamp + INTERVAL 9 YEARS\""),
            ExitCode.INPUT,
            List.of("is accepted up to the run date 2024-12-31", "4 after the run date")),
        argumentSet(
            "all amounts zero",
            conf("path = " + good(), "columns.amount = \"0\""),
            ExitCode.INPUT,
            List.of("none of the 2 customers has a purchase", "purchases.zero-day")),
        argumentSet(
            "all amounts negative",
            conf("path = " + good(), "columns.amount = \"-amount\""),
            ExitCode.INPUT,
            List.of("none of the 2 customers has a purchase", "the sign of input.columns.amount")),
        argumentSet(
            "one row",
            conf(
                    "path = "
                        + rows(
                            "row",
                            "SELECT 1 AS customer_id, DATE'2024-12-30' AS timestamp, 5 AS amount"))
                + REQUIRED,
            ExitCode.NO_MODEL,
            List.of("bg-nbd cannot be fitted: none of the 1 customers has bought on a second day")),
        argumentSet(
            "no repeat buyers",
            conf(
                    "path = "
                        + rows(
                            "once",
                            "SELECT id AS customer_id, DATE'2024-12-30' AS timestamp, 5 AS amount FROM range(50)"))
                + REQUIRED,
            ExitCode.NO_MODEL,
            List.of("none of the 50 customers has bought on a second day")),
        argumentSet(
            "everybody came on the run date",
            conf(
                    "path = "
                        + rows(
                            "today",
                            "SELECT id AS customer_id, DATE'2024-12-31' AS timestamp, 5 AS amount FROM range(50)"))
                + REQUIRED,
            ExitCode.NO_MODEL,
            List.of("bg-nbd cannot be fitted")),
        argumentSet(
            "one customer",
            conf(
                    "path = "
                        + rows(
                            "one",
                            "SELECT 'a' AS customer_id, explode(array(DATE'2024-10-01', DATE'2024-11-01', DATE'2024-12-30')) AS timestamp, 5 AS amount"))
                + REQUIRED,
            ExitCode.NO_MODEL,
            List.of("bg-nbd did not converge on 1 customers")),
        argumentSet(
            "damaged Parquet footer",
            conf(
                "path = "
                    + damaged(
                        "footer",
                        bytes ->
                            Arrays.fill(bytes, bytes.length - 40, bytes.length - 8, (byte) 7))),
            ExitCode.INPUT,
            List.of("is no Parquet file or is damaged", "remove it or write it again")),
        argumentSet(
            "Parquet file cut short",
            conf("path = " + cut()),
            ExitCode.INPUT,
            List.of("is damaged", "remove it or write it again")),
        argumentSet(
            "damaged Parquet page",
            conf("path = " + damaged("page", bytes -> Arrays.fill(bytes, 4, 40, (byte) 7))),
            ExitCode.INPUT,
            List.of("remove it or write it again")),
        argumentSet(
            "no Parquet at all",
            conf("path = " + text("notes", "part-0.parquet", "Dear reader, this is a letter.\n")),
            ExitCode.INPUT,
            List.of("is no Parquet file or is damaged")),
        argumentSet(
            "line that cannot be read, fail fast",
            conf(
                "path = " + csv(),
                "format = csv",
                "options { header = true, mode = FAILFAST, inferSchema = true, enforceSchema = true }",
                "columns { customer = customer_id, timestamp = timestamp, amount = amount }"),
            ExitCode.INPUT,
            List.of("a line cannot be parsed", "read with mode = PERMISSIVE")),
        argumentSet(
            "unknown format",
            conf("path = " + good(), "format = parkett"),
            ExitCode.INPUT,
            List.of("no such source format is on the class path; check input.format")),
        argumentSet(
            "unknown table",
            conf("table = shop.transactions"),
            ExitCode.INPUT,
            List.of("`shop`.`transactions` does not exist in the catalog; check input.table")),
        argumentSet(
            "cast that fails on a row",
            conf("path = " + good(), "columns.amount = \"CAST(concat(amount, ' EUR') AS DOUBLE)\""),
            ExitCode.INPUT,
            List.of("fails on a row", "CAST_INVALID_INPUT", "try_cast")),
        argumentSet(
            "product that overflows",
            conf("path = " + good(), "columns.amount = \"CAST(amount AS INT) * 2000000000\""),
            ExitCode.INPUT,
            List.of("fails on a row", "try_multiply")),
        argumentSet(
            "division by zero in the filter",
            conf("path = " + good(), "filter = \"1 / (amount - amount) > 0\""),
            ExitCode.INPUT,
            List.of("fails on a row", "try_divide")),
        argumentSet(
            "sums beyond all money",
            conf("path = " + good(), "columns.amount = \"8e12\""),
            ExitCode.INPUT,
            List.of("add up to more than 9.2e12 currency units")),
        argumentSet(
            "too many rejected",
            conf("path = " + good(), "columns.customer = \"IF(amount < 25, NULL, customer_id)\"")
                + "\nperennial.quality.max-quarantined-share = 0.4",
            ExitCode.QUALITY_GATE,
            List.of(
                "a quality gate was not passed, nothing was published (exit code 5)",
                "quality gate quarantined-share: 50.00% of the rows read are quarantined")),
        argumentSet(
            "too many duplicates",
            conf("path = " + good())
                + "\nperennial.quality { duplicate-columns = [customer_id], max-duplicate-share = 0.1 }",
            ExitCode.QUALITY_GATE,
            List.of("quality gate duplicate-rows: 2 accepted rows (50.00%, amount ")),
        argumentSet(
            "several currencies",
            conf("path = " + good(), "columns.currency = \"IF(amount < 25, 'EUR', 'USD')\""),
            ExitCode.QUALITY_GATE,
            List.of("quality gate one-currency: amounts are in several currencies, EUR and USD")),
        argumentSet(
            "costs above revenue",
            conf(
                "path = data-samples/cdnow-sample",
                "columns { customer = customer_id, timestamp = txn_date, amount = amount, cost = \"amount + 1\" }"),
            ExitCode.INPUT,
            List.of("costs of", "reach the revenue of")));
  }

  @ParameterizedTest
  @MethodSource("badInputs")
  void badInputIsToldAndNothingPublished(String content, ExitCode exitCode, List<String> said) {
    SortedMap<String, Long> before = publishedFiles();

    JobFixture.Outcome outcome =
        JobFixture.written(content, directory).execute("run", "--run-date", "2024-12-31");

    assertThat(outcome.err()).contains(said).contains("(exit code " + exitCode.number() + ")");
    assertThat(outcome.err()).doesNotContain("\tat ", "java.lang.", "unexpected failure");
    assertThat(outcome.exitCode()).isEqualTo(exitCode);
    assertThat(publishedFiles()).isEqualTo(before);
    assertThat(published.failure().get("exitCode").asInt()).isEqualTo(exitCode.number());
    assertThat(published.failure().get("status").asText()).isEqualTo("failed");
    assertThat(published.failure().get("reason").asText()).isNotBlank();
  }

  @Test
  void horizonBeyondReasonIsRefused() {
    JobFixture far = JobFixture.shipped("cdnow.conf", directory.resolve("far"));

    JobFixture.Outcome outcome =
        far.execute("run", "--set", "perennial.clv.horizon-days=2000000000");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(outcome.err()).contains("expected a whole number of days from 1 to 36500");
  }

  @Test
  void scoringNeedsStoredModel() {
    JobFixture fresh = JobFixture.shipped("cdnow.conf", directory.resolve("fresh"));

    JobFixture.Outcome outcome = fresh.execute("score");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.INPUT);
    assertThat(outcome.err())
        .contains("No version of model gamma-gamma is stored below ", "Fit it first")
        .doesNotContain("\tat ");
    assertThat(Path.of(fresh.output(), "scores")).doesNotExist();
  }

  @Test
  void scoringNeedsTheVersionAskedFor() {
    SortedMap<String, Long> before = publishedFiles();

    JobFixture.Outcome outcome =
        published.execute(
            "score", "--run-date", "1997-09-30", "--set", "perennial.models.version=1996-01-01-x");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(outcome.err())
        .contains("has no version 1996-01-01-x below ", "Stored are: ")
        .doesNotContain("\tat ");
    assertThat(publishedFiles()).isEqualTo(before);
  }

  @Test
  void secondRunAtTheSameTimeIsRefused() {
    SortedMap<String, Long> before = publishedFiles();
    OutputDirectory output = OutputDirectory.open(new Configuration(), published.output());
    try (var held =
        output.lock("the run of somebody else", InstantSource.system(), "parquet", 30)) {
      JobFixture.Outcome outcome = published.execute("run", "--run-date", "1997-09-30");

      assertThat(held.recovered()).isEmpty();
      assertThat(outcome.exitCode()).isEqualTo(ExitCode.LOCKED);
      assertThat(outcome.err())
          .contains("another run holds the target (exit code 8)", "the run of somebody else")
          .doesNotContain("\tat ");
    }
    assertThat(publishedFiles()).isEqualTo(before);
  }

  @Test
  void outputThatIsFile() throws IOException {
    Path file = Files.writeString(directory.resolve("taken"), "mine");

    JobFixture.Outcome outcome =
        JobFixture.located("conf/cdnow.conf", file.toString()).execute("run");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.PUBLISH);
    assertThat(outcome.err())
        .contains(
            "perennial.output.path = ", "something is there already where a directory is needed")
        .doesNotContain("\tat ");
    assertThat(file).hasContent("mine");
  }

  @Test
  void outputThatCannotBeWritten() {
    // Not even the superuser creates directories there.
    JobFixture.Outcome outcome =
        JobFixture.located("conf/cdnow.conf", "/proc/perennial").execute("run");

    assertThat(outcome.exitCode()).isEqualTo(ExitCode.PUBLISH);
    assertThat(outcome.err())
        .contains("the output could not be published (exit code 7)", "/proc/perennial")
        .doesNotContain("\tat ");
  }

  /** Everything but the record of the failure. */
  private static SortedMap<String, Long> publishedFiles() {
    SortedMap<String, Long> files = new TreeMap<>(JobFixture.files(Path.of(published.output())));
    files.keySet().removeIf(name -> name.contains("failed.json"));
    return files;
  }

  private static String conf(String... input) {
    return "perennial.input {\n" + String.join("\n", input) + "\n}";
  }

  private static Path at(String name) {
    return directory.resolve("inputs").resolve(name);
  }

  private static Path rows(String name, String sql) {
    Path path = at(name);
    return Files.exists(path)
        ? path
        : JobFixture.parquet(SparkTestSession.shared().sql(sql).coalesce(1), path);
  }

  private static Path good() {
    return rows(
        "good",
        """
        SELECT * FROM VALUES ('a', TIMESTAMP'2024-12-01 10:00:00', 10.0D),
          ('a', TIMESTAMP'2024-12-20 10:00:00', 20.0D), ('b', TIMESTAMP'2024-12-01 10:00:00', 30.0D),
          ('b', TIMESTAMP'2024-12-30 10:00:00', 40.0D) AS t(customer_id, timestamp, amount)""");
  }

  private static Path folder(String name) {
    try {
      return Files.createDirectories(at(name));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path text(String folder, String name, String content) {
    try {
      Files.writeString(folder(folder).resolve(name), content);
      return at(folder);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Path csv() {
    return text(
        "csv",
        "rows.csv",
        "customer_id,timestamp,amount\na,2024-12-01,10\na,2024-12-20,20,\"what\nis this\"\nb,2024-12-02,5\n");
  }

  private interface Damage {
    void to(byte[] bytes);
  }

  private static Path damaged(String name, Damage damage) {
    try {
      byte[] bytes = parquetFile();
      damage.to(bytes);
      Files.write(folder(name).resolve("part-0.parquet"), bytes);
      return at(name);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Path cut() {
    try {
      byte[] bytes = parquetFile();
      Files.write(folder("cut").resolve("part-0.parquet"), Arrays.copyOf(bytes, bytes.length / 2));
      return at("cut");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] parquetFile() throws IOException {
    try (Stream<Path> files = Files.list(good())) {
      return Files.readAllBytes(
          files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow());
    }
  }
}

package io.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.perennial.failure.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistakes on the command line and in the configuration, none of which needs Spark. */
class MainTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @ValueSource(strings = {"--help", "run --help", "--help run", "simulate --dry-run --help"})
  void helpShowsCommandsAndOptionsAndExitsWithZero(String words) {
    assertThat(run(words.split(" "))).isEqualTo(ExitCode.DONE);
    assertThat(text(out))
        .contains("run ", "validate ", "fit ", "score ", "simulate ")
        .contains(
            "--config PATH", "--run-date YYYY-MM-DD", "--set KEY=VALUE", "--dry-run", "--verbose");
    assertThat(text(out).lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(105));
    assertThat(text(err)).isEmpty();
  }

  @Test
  void versionIsTheOneOfTheBuild() {
    assertThat(run("--version")).isEqualTo(ExitCode.DONE);
    assertThat(text(out)).matches("Perennial \\d+\\.\\d+\\.\\d+\\S*\\n");
  }

  static Stream<Arguments> usageMistakes() {
    return Stream.of(
        argumentSet("no command", words(), List.of("No command: expected one of run, validate")),
        argumentSet("options only", words("--dry-run"), List.of("No command: expected one of run")),
        argumentSet(
            "mistyped command",
            words("scroe"),
            List.of("Unknown command scroe", "did you mean score?")),
        argumentSet(
            "two commands", words("run", "fit"), List.of("A second command, fit: expected one")),
        argumentSet(
            "mistyped option",
            words("run", "--confg", "x"),
            List.of("Unknown option --confg", "did you mean --config?")),
        argumentSet(
            "spark-submit's option",
            words("run", "--conf", "spark.ui.enabled=false"),
            List.of("Unknown option --conf:", "did you mean --config?")),
        argumentSet(
            "option without value",
            words("run", "--config"),
            List.of("Missing value after --config")),
        argumentSet(
            "option given twice",
            words("run", "--config", "a", "--config", "b"),
            List.of("The option --config is given more than once")),
        argumentSet(
            "no day of the calendar",
            words("run", "--run-date", "2025-02-30"),
            List.of("--run-date 2025-02-30: expected a date", "YYYY-MM-DD")),
        argumentSet(
            "another notation of dates",
            words("run", "--run-date", "31/12/2025"),
            List.of("--run-date 31/12/2025: expected a date")),
        argumentSet(
            "a year of five digits",
            words("run", "--run-date", "+12345-01-01"),
            List.of("--run-date +12345-01-01: expected a date", "to 2199-12-31")),
        argumentSet(
            "the last day of databases",
            words("run", "--run-date", "9999-12-31"),
            List.of("--run-date 9999-12-31: expected a date", "to 2199-12-31")),
        argumentSet(
            "set without value",
            words("run", "--set", "perennial.clv.margin"),
            List.of("--set perennial.clv.margin: expected KEY=VALUE")),
        argumentSet(
            "several at once",
            words("run", "--run-date", "today", "--set", "x", "--nope"),
            List.of("--run-date today", "--set x", "Unknown option --nope")));
  }

  @ParameterizedTest
  @MethodSource("usageMistakes")
  void usageMistakeExitsWithTwo(String[] words, List<String> said) {
    assertThat(run(words)).isEqualTo(ExitCode.USAGE);
    assertThat(text(err))
        .contains("the command line cannot be understood (exit code 2)")
        .contains(said)
        .contains("perennial --help")
        .doesNotContain("\tat ");
  }

  static Stream<Arguments> configurationMistakes() {
    return Stream.of(
        argumentSet(
            "nothing to read and nowhere to write",
            "perennial {}",
            "run",
            List.of(
                "Neither perennial.input.path nor perennial.input.table is set",
                "perennial.output.path is not set: expected the directory the tables go to")),
        argumentSet("no root key", "# nothing", "run", List.of("has no root key perennial")),
        argumentSet(
            "another root key",
            "perenial.clv.margin = 1",
            "run",
            List.of("Unknown key perenial (", "my.conf:1)", "did you mean perennial?")),
        argumentSet(
            "section without its root",
            "clv.margin = 1",
            "run",
            List.of("Unknown key clv (", "did you mean perennial.clv?")),
        argumentSet(
            "mistyped key",
            "perennial.clv {\n horizon-day = 90 }",
            "run",
            List.of(
                "Unknown key perennial.clv.horizon-day (",
                "my.conf:2)",
                "did you mean perennial.clv.horizon-days?")),
        argumentSet(
            "key of another section",
            "perennial.time-zone = UTC",
            "run",
            List.of("did you mean perennial.calendar.time-zone?")),
        argumentSet(
            "value in place of a section",
            "perennial.purchases = ignore",
            "run",
            List.of("perennial.purchases = ignore (", "expected a section { … }")),
        argumentSet(
            "section in place of a value",
            "perennial.clv.margin { share = 1 }",
            "run",
            List.of("perennial.clv.margin = {\"share\":1} (", "above 0 and at most 1")),
        argumentSet(
            "not HOCON",
            "perennial {\n clv { margin = \n",
            "run",
            List.of("my.conf:", "is not valid HOCON: ")),
        argumentSet(
            "margin of zero",
            "perennial.clv.margin = 0",
            "run",
            List.of("perennial.clv.margin = 0 (", "expected a number above 0 and at most 1")),
        argumentSet(
            "rate in per cent",
            "perennial.clv.annual-discount-rate = 10",
            "run",
            List.of("perennial.clv.annual-discount-rate = 10 (", "from 0 to below 10")),
        argumentSet(
            "not a number",
            "perennial.clv.annual-discount-rate = NaN",
            "run",
            List.of("perennial.clv.annual-discount-rate = NaN (")),
        argumentSet(
            "infinite",
            "perennial.simulate.bg-nbd.r = 1e400",
            "run",
            List.of("perennial.simulate.bg-nbd.r = Infinity (", "a number from 1e-6 to 1e6")),
        argumentSet(
            "no horizon",
            "perennial.clv.horizon-days = 0",
            "run",
            List.of("perennial.clv.horizon-days = 0 (", "a whole number of days from 1 to 36500")),
        argumentSet(
            "half a day",
            "perennial.clv.horizon-days = 0.5",
            "run",
            List.of("perennial.clv.horizon-days = 0.5 (")),
        argumentSet(
            "more days than fit",
            "perennial.clv.horizon-days = 1e99999999",
            "run",
            List.of("perennial.clv.horizon-days = ", "a whole number of days from 1 to 36500")),
        argumentSet(
            "a horizon of a billion days",
            "perennial.clv.horizon-days = 1000000000",
            "run",
            List.of("perennial.clv.horizon-days = 1000000000 (", "from 1 to 36500")),
        argumentSet(
            "an exponent that does not fit into a number",
            "perennial.clv.margin = \"100e2147483647\"",
            "run",
            List.of("perennial.clv.margin = 100e2147483647 (", "above 0 and at most 1")),
        argumentSet(
            "purchases without end",
            "perennial.simulate.bg-nbd { r = 1e6, alpha = 1e-6 }",
            "simulate",
            List.of("perennial.simulate.bg-nbd.alpha = 0.000001 (", "at most 1000 times a day")),
        argumentSet(
            "a date beyond all calendars",
            "perennial.simulate.end-date = 9999-12-31",
            "simulate",
            List.of("perennial.simulate.end-date = 9999-12-31 (", "years 1900 to 2199")),
        argumentSet(
            "unknown champion",
            "perennial.models { purchases = [nbd, bg-nbd], champion = pareto-nbd }",
            "run",
            List.of(
                "champion = pareto-nbd (", "one of first, best-likelihood, backtest, nbd, bg-nbd")),
        argumentSet(
            "amounts converted into another currency than the report tells",
            """
            perennial.input { rates { path = rates, currency = USD }, columns.currency = code }
            perennial.report.currency = EUR""",
            "run",
            List.of(
                "perennial.report.currency = EUR (",
                "expected USD, which perennial.input.rates.currency converts amounts into, or null")),
        argumentSet(
            "nothing kept",
            "perennial.output.keep-runs = 0",
            "run",
            List.of("perennial.output.keep-runs = 0 (")),
        argumentSet(
            "share above one",
            "perennial.quality.max-quarantined-share = 50",
            "run",
            List.of("perennial.quality.max-quarantined-share = 50 (", "from 0 to 1")),
        argumentSet(
            "text in place of a list",
            "perennial.quality.duplicate-columns = order_id",
            "run",
            List.of("expected a list of column names such as [order_id, sku]")),
        argumentSet(
            "unknown time zone",
            "perennial.calendar.time-zone = Europe/Berln",
            "run",
            List.of(
                "perennial.calendar.time-zone = Europe/Berln (", "did you mean Europe/Berlin?")),
        argumentSet(
            "unknown time unit",
            "perennial.calendar.time-unit = fortnight",
            "run",
            List.of("expected one of day, week, month, year")),
        argumentSet(
            "unknown zero day",
            "perennial.purchases.zero-day = maybe",
            "run",
            List.of("perennial.purchases.zero-day = maybe (", "one of ignore, purchase")),
        argumentSet(
            "unknown period",
            "perennial.cohorts.period = year",
            "run",
            List.of("expected one of week, month, quarter")),
        argumentSet(
            "unknown purchase model",
            "perennial.models.purchases = [bg-nbd, lstm]",
            "run",
            List.of("perennial.models.purchases = [\"bg-nbd\",\"lstm\"] (", "bg-nbd")),
        argumentSet(
            "no purchase model where one is required",
            "perennial.models { purchases = [], required = true }",
            "run",
            List.of(
                "perennial.models.required = true (",
                "expected false, as perennial.models.purchases is empty")),
        argumentSet(
            "the same model twice",
            "perennial.models.purchases = [bg-nbd, bg-nbd]",
            "run",
            List.of("a list without repetitions")),
        argumentSet(
            "unknown spend model",
            "perennial.models.spend = normal",
            "run",
            List.of("perennial.models.spend = normal (", "one of gamma-gamma, mean, none")),
        argumentSet(
            "path and table",
            "perennial.input { path = a, table = b }",
            "validate",
            List.of("perennial.input.path = a (", "perennial.input.table = b (", "exactly one")),
        argumentSet(
            "jdbc without options",
            "perennial.input.format = jdbc",
            "validate",
            List.of("perennial.input.options is not set: expected the options of the source jdbc")),
        argumentSet(
            "empty expression",
            "perennial.input.columns.customer = \"\"",
            "run",
            List.of("perennial.input.columns.customer = \"\" (", "a column name or")),
        argumentSet(
            "required value set to null",
            "perennial.input.columns.amount = null",
            "run",
            List.of("perennial.input.columns.amount is not set")),
        argumentSet(
            "cost and margin",
            "perennial { input.columns.cost = c, clv.margin = 0.3 }",
            "run",
            List.of("perennial.input.columns.cost = c (", "perennial.clv.margin = 0.3 (")),
        argumentSet(
            "reading what is written",
            "perennial { input.path = data/, output.path = data }",
            "run",
            List.of("perennial.output.path = data (", "another directory than")),
        argumentSet(
            "unknown output format",
            "perennial.output.format = csv",
            "run",
            List.of("perennial.output.format = csv (", "one of parquet, orc")),
        argumentSet(
            "nowhere to simulate to",
            "perennial.output.path = out",
            "simulate",
            List.of("perennial.simulate.path is not set")),
        argumentSet(
            "no date",
            "perennial.simulate.start-date = 2024-02-30",
            "simulate",
            List.of("perennial.simulate.start-date = 2024-02-30 (", "a date such as")),
        argumentSet(
            "an end before the start",
            "perennial.simulate { path = p, start-date = 2024-03-01, end-date = 2024-02-01 }",
            "simulate",
            List.of("perennial.simulate.end-date = 2024-02-01 (", "not before")),
        argumentSet(
            "unset variable",
            "perennial.input.path = ${NO_SUCH_PLACE}/in",
            "validate",
            List.of("The environment variable NO_SUCH_PLACE (", "my.conf:1) is not set")),
        argumentSet(
            "include that is missing",
            "perennial.clv.margin = 1\ninclude \"missing.conf\"",
            "run",
            List.of("The file missing.conf included at ", "my.conf:2 does not exist")),
        argumentSet(
            "include that is the file itself",
            "include \"my.conf\"",
            "run",
            List.of("my.conf included at ", "includes itself")),
        argumentSet(
            "include from a web server",
            "include url(\"http://example.com/x.conf\")",
            "run",
            List.of("include url(\"http://example.com/x.conf\") is not supported")),
        argumentSet(
            "include from the class path",
            "include classpath(\"x.conf\")",
            "run",
            List.of("include classpath(\"x.conf\") is not supported")));
  }

  @ParameterizedTest
  @MethodSource("configurationMistakes")
  void configurationMistakeExitsWithThree(String content, String command, List<String> said)
      throws IOException {
    Path file = Files.writeString(directory.resolve("my.conf"), content);

    assertThat(run(command, "--config", file.toString())).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(text(err))
        .contains("the configuration cannot be used (exit code 3)")
        .contains(said)
        .doesNotContain("\tat ")
        .doesNotContain("Exception");
    assertThat(text(out)).isEmpty();
  }

  @Test
  void configurationFileThatDoesNotExist() {
    Path file = directory.resolve("none.conf");

    assertThat(run("run", "--config", file.toString())).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(text(err)).contains("The configuration file " + file + " does not exist");
  }

  @Test
  void configurationFileThatIsDirectory() {
    assertThat(run("run", "--config", directory.toString())).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(text(err)).contains("The configuration file " + directory + " is a directory");
  }

  @Test
  void configurationFileOnUnknownFileSystem() {
    assertThat(run("run", "--config", "nofs://host/x.conf")).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(text(err))
        .contains("The configuration file nofs://host/x.conf cannot be read: No FileSystem");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hdfs:"})
  void configurationFileWithoutName(String path) {
    assertThat(run("run", "--config", path)).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(text(err)).contains("The configuration file ", " cannot be read: ");
  }

  @Test
  void everyViolationIsToldAtOnce() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("my.conf"),
            """
            perennial {
              input { path = ${UNSET_ONE}, format = "" }
              calendar.time-zone = Mars
              clv { margin = 2, horizon-days = ${UNSET_TWO} }
              output.pth = x
            }
            """);

    run("run", "--config", file.toString(), "--set", "perennial.clv.churn-window-months=-1");

    assertThat(text(err).lines().filter(line -> line.startsWith("  - ")))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).contains("UNSET_ONE", "my.conf:2"),
            line -> assertThat(line).contains("UNSET_TWO", "my.conf:4"),
            line -> assertThat(line).contains("perennial.input.format = \"\"", "my.conf:2"),
            line -> assertThat(line).contains("perennial.calendar.time-zone = Mars", "my.conf:3"),
            line -> assertThat(line).contains("perennial.clv.margin = 2", "my.conf:4"),
            line -> assertThat(line).contains("perennial.output.pth", "my.conf:5"),
            line -> assertThat(line).contains("perennial.output.path is not set"),
            line -> assertThat(line).contains("churn-window-months = -1 (--set)"));
  }

  @Test
  void secretsAreNotShownInComplaints() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("my.conf"),
            """
            perennial.input {
              path = "s3a://AKIA:hunter2@bucket/in"
              table = t
              options { password = [hunter2] }
            }
            """);

    assertThat(run("validate", "--config", file.toString())).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(text(err))
        .contains("perennial.input.path = s3a://******@bucket/in")
        .contains("perennial.input.options.password = ******")
        .doesNotContain("hunter2");
  }

  private ExitCode run(String... words) {
    return Main.run(words, Map.of(), CLOCK, print(out), print(err));
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String[] words(String... words) {
    return words;
  }
}

package io.perennial.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.CapturedConsole;
import io.perennial.JobFixture;
import io.perennial.JobFixture.Outcome;
import io.perennial.SparkTestSession;
import io.perennial.failure.ExitCode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Inputs and configurations made of seeds: whatever they are, the job ends with a documented exit
 * code and accounts for every row; nothing is published when it fails; no stack trace and no secret
 * is on the console or in files. {@code -Dfuzz.case=17} runs one case alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("long")
class FuzzTest {
  private static final int INPUTS = 300;
  private static final int CONFIGURATIONS = 150;

  /** Every so many cases are published; the others are validated, which reads as much. */
  private static final int PUBLISHED = 10;

  private static final Pattern TRACE = Pattern.compile("(?m)^\\s*at [\\w.$/]+\\(|^Caused by:");

  /** A line of the summary: what became of rows, how many, their share, their amount. */
  private static final Pattern ACCOUNT =
      Pattern.compile(
          "(?m)^  (accepted|quarantined|filtered|after the run date|read) +([\\d,]+) +(?:-|[<\\d."
              + " ]+%) +(-|-?[\\d,.]+)$");

  /** Small plans on small inputs. */
  private static final Map<String, String> QUICK =
      Map.of("spark.sql.adaptive.enabled", "false", "spark.sql.shuffle.partitions", "1");

  @TempDir Path temporary;

  private final Map<String, String> before = new HashMap<>();
  private CapturedConsole console;
  private int made;
  private int accountedFor;
  private int published;

  @BeforeAll
  void begin() {
    SparkSession spark = SparkTestSession.shared();
    QUICK.forEach(
        (key, value) -> {
          before.put(key, spark.conf().get(key, null));
          spark.conf().set(key, value);
        });
    console = new CapturedConsole();
  }

  @AfterAll
  void end() {
    console.close();
    before.forEach(
        (key, value) -> {
          if (value == null) {
            SparkTestSession.shared().conf().unset(key);
          } else {
            SparkTestSession.shared().conf().set(key, value);
          }
        });
    // The cases would say little if most of them ended early.
    if (made == INPUTS) {
      assertThat(accountedFor).as("inputs accounted for").isGreaterThan(made / 4);
      assertThat(published).as("runs published").isPositive();
    }
  }

  static LongStream inputs() {
    return seeds(INPUTS);
  }

  static LongStream configurations() {
    return seeds(CONFIGURATIONS);
  }

  private static LongStream seeds(int cases) {
    Long only = Long.getLong("fuzz.case");
    return only == null ? LongStream.range(0, cases) : LongStream.of(only);
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void everyRowIsAccountedFor(long seed) throws IOException {
    Path directory = Files.createDirectories(temporary.resolve("input-" + seed));
    FuzzedInput input = FuzzedInput.of(seed, directory);
    made++;
    boolean writes = seed % PUBLISHED == 0;
    JobFixture job = JobFixture.written(input.configuration(), directory);
    console.take();

    Outcome outcome = job.execute(writes ? "run" : "validate", input.options());

    String told = input.recipe() + "\n" + input.configuration() + outcome.out() + outcome.err();
    assertWellEnded(told, outcome, Path.of(job.output()));
    if (input.isSound()) {
      assertThat(outcome.exitCode())
          .as(told)
          .isIn(writes ? List.of(ExitCode.DONE, ExitCode.NO_MODEL) : List.of(ExitCode.DONE));
    }
    if (outcome.exitCode() == ExitCode.DONE) {
      assertThat(outcome.out()).as(told).contains("rows and amounts agree");
      input
          .expected()
          .ifPresent(
              expected -> assertThat(account(outcome.out())).as(told).isEqualTo(account(expected)));
      accountedFor++;
      published += writes ? 1 : 0;
    }
    FileUtils.deleteDirectory(directory.toFile());
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void everyConfigurationIsUsedOrRefused(long seed) throws IOException {
    Path directory = Files.createDirectories(temporary.resolve("configuration-" + seed));
    FuzzedConfiguration made = FuzzedConfiguration.of(seed);
    JobFixture job = JobFixture.written(made.content(), directory);
    console.take();

    Outcome outcome = job.execute("validate", made.options());

    String told = made.content() + List.of(made.options()) + outcome.out() + outcome.err();
    assertWellEnded("seed " + seed + "\n" + told, outcome, Path.of(job.output()));
    FileUtils.deleteDirectory(directory.toFile());
  }

  private void assertWellEnded(String told, Outcome outcome, Path output) throws IOException {
    String said = console.take() + outcome.out() + outcome.err();
    assertThat(outcome.exitCode()).as(told + said).isNotEqualTo(ExitCode.UNEXPECTED);
    assertThat(TRACE.matcher(said).find()).as("trace\n" + told + said).isFalse();
    assertThat(said).as(told).doesNotContain(FuzzedInput.SECRET).doesNotContain(" ERROR ");
    if (outcome.exitCode() != ExitCode.DONE) {
      assertThat(outcome.err()).as(told).contains("exit code " + outcome.exitCode().number());
      assertThat(JobFixture.files(output).keySet())
          .as(told)
          .allMatch(file -> file.matches("_manifest(/failed\\.json|/\\.failed\\.json\\.crc)?|"));
    }
    for (String file : JobFixture.files(output).keySet()) {
      Path path = output.resolve(file);
      if (Files.isRegularFile(path)) {
        assertThat(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1))
            .as(file + " of " + told)
            .doesNotContain(FuzzedInput.SECRET);
      }
    }
  }

  private static Map<String, String> account(String said) {
    Map<String, String> account = new LinkedHashMap<>();
    Matcher line = ACCOUNT.matcher(said);
    while (line.find()) {
      String amount = line.group(3).equals("-") ? "0.00" : line.group(3).replace(",", "");
      account.put(line.group(1), line.group(2).replace(",", "") + " " + amount);
    }
    return account;
  }

  private static Map<String, String> account(FuzzedInput.Expected expected) {
    Map<String, String> account = new LinkedHashMap<>();
    account.put("accepted", pair(expected.accepted, expected.acceptedAmount));
    account.put("quarantined", pair(expected.quarantined, expected.quarantinedAmount));
    account.put("filtered", pair(expected.filtered, expected.filteredAmount));
    account.put("after the run date", pair(expected.late, expected.lateAmount));
    account.put(
        "read",
        pair(
            expected.accepted + expected.quarantined + expected.filtered + expected.late,
            Stream.of(expected.quarantinedAmount, expected.filteredAmount, expected.lateAmount)
                .reduce(expected.acceptedAmount, BigDecimal::add)));
    return account;
  }

  private static String pair(long rows, BigDecimal amount) {
    return rows + " " + amount.setScale(2).toPlainString();
  }
}

package io.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.JobFixture;
import io.perennial.SampleRuns;
import io.perennial.config.LoadedConfiguration;
import io.perennial.config.Requirement;
import io.perennial.run.Manifest;
import io.perennial.run.TopCustomer;
import io.perennial.schema.RowClass;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  /** The stages of a run, with figures that show how they are set. */
  private static final List<Manifest.Stage> STAGES =
      List.of(
          new Manifest.Stage("open input", 0.04, null),
          new Manifest.Stage("histories", 61.4, 1_067_371L),
          new Manifest.Stage("fit purchases", 8.21, 5_878L),
          new Manifest.Stage("fit spend", 0.5, 4_255L),
          new Manifest.Stage("rfm limits", 2, null),
          new Manifest.Stage("quarantine", 12, 243_007L),
          new Manifest.Stage("cohorts", 3, null),
          new Manifest.Stage("scores", 3_725, 5_878L),
          new Manifest.Stage("equity", 4, null),
          new Manifest.Stage("concentration", 2, 10L),
          new Manifest.Stage("check tables", 5, 5_878L),
          new Manifest.Stage("publish", 1, null));

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Console console = new Console(new PrintStream(bytes, true, StandardCharsets.UTF_8));

  @Test
  void runIsShownFromPlanToSummary() throws IOException {
    console.plan(
        List.of(
            "read data-samples/online-retail-ii (parquet)",
            "write scores, cohorts, equity and quarantine to out/online-retail-ii, replacing run date"
                + " 2011-12-09 and no other; models are fitted anew because there is no stored"
                + " version"));
    int number = 0;
    for (Manifest.Stage stage : STAGES) {
      number++;
      console.started(stage.name(), number, STAGES.size());
      if (stage.name().equals("histories")) {
        console.warning("The newest accepted transaction is 9 days older than the run date.");
      }
      console.finished(
          stage.name(),
          number,
          STAGES.size(),
          stage.rows() == null ? -1 : stage.rows(),
          stage.seconds());
    }
    console.summary(published(), top());

    assertThat(shown()).isEqualTo(golden("run.txt"));
    assertThat(shown().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }

  /**
   * Of stages that run beside each other one line is begun, and the others follow when they end.
   */
  @Test
  void stagesBesideEachOtherHaveOneLineEach() {
    console.started("cohorts", 1, 4);
    console.started("scores", 2, 4);
    console.finished("scores", 2, 4, 7, 2.0);
    console.started("equity", 3, 4);
    assertThat(shown()).isEqualTo(line("[1/4] cohorts ", "").strip());
    console.finished("cohorts", 1, 4, -1, 3.0);
    console.warning("look");
    console.started("segments", 4, 4);
    console.finished("equity", 3, 4, -1, 1.0);
    console.finished("segments", 4, 4, -1, 1.5);
    assertThat(shown().lines())
        .containsExactly(
            line("[1/4] cohorts ", "") + "         3.0 s",
            line("[2/4] scores ", "7 rows") + "         2.0 s",
            line("[3/4] equity ", "").strip(),
            "  warning: look",
            line("[4/4] segments ", "") + "         1.5 s",
            line("[3/4] equity ", "") + "         1.0 s");
  }

  private static String line(String start, String rows) {
    return StringUtils.rightPad(start, 34, '.') + StringUtils.leftPad(rows, 20);
  }

  /** So that the page does not show what no run says. */
  @Test
  void thePageIsMadeLikeThatOfARealRun() throws IOException {
    String page = golden("run.txt");
    String said = SampleRuns.CDNOW_1997.said();
    String real = said.substring(said.indexOf("\n["));

    // The page shows some tables. CDNOW has no row to quarantine.
    List<String> stages = new ArrayList<>(announced(page));
    assertThat(stages.remove("quarantine")).isTrue();
    assertThat(announced(real))
        .containsSubsequence(stages)
        .containsAll(firstWords(real, "Time", "  in all"));
    List<String> written = new ArrayList<>(firstWords(page, "Written", "\n\n"));
    assertThat(written.remove("quarantine")).isTrue();
    assertThat(firstWords(real, "Written", "\n\n")).containsAll(written);
    List<String> sections = sections(page);
    assertThat(sections).containsAll(sections(real)).contains("Value", "Warnings", "Written");
    for (Manifest.Gate gate : published().gates()) {
      assertThat(real).contains(" " + gate.name() + " ");
    }
    assertThat(published().counts().quarantined().reasons().keySet())
        .isSubsetOf(Arrays.stream(RowClass.Reason.values()).map(RowClass.Reason::code).toList());
  }

  /** The names of the stages as they are announced. */
  private static List<String> announced(String page) {
    return Pattern.compile("^\\[[ 0-9]+/[0-9]+] ([a-z_ ]+?) \\.+", Pattern.MULTILINE)
        .matcher(page)
        .results()
        .map(stage -> stage.group(1))
        .distinct()
        .toList();
  }

  /** What stands in the first column of a section. */
  private static List<String> firstWords(String page, String section, String end) {
    int start = page.indexOf("\n" + section + "\n") + section.length() + 2;
    return page.substring(start, page.indexOf(end, start))
        .lines()
        .map(line -> line.strip().split(" {2,}|  *[0-9]")[0])
        .toList();
  }

  /** Headings without what depends on the run. */
  private static List<String> sections(String page) {
    return page.lines()
        .filter(line -> line.matches("[A-Z].*"))
        .map(line -> line.replaceFirst("( run for|,| bg-| \\().*", ""))
        .distinct()
        .toList();
  }

  @Test
  void dryRunWithoutResultsIsShort() throws IOException {
    console.summary(dryRun(), List.of());

    assertThat(shown()).isEqualTo(golden("dry-run.txt"));
  }

  @Test
  void rowsThatAreLostAreNotHidden() {
    Manifest full = published();
    Manifest lossy =
        withInput(
            full,
            new Manifest.Input(
                full.input().path(),
                null,
                1,
                full.input().rows() + 3,
                full.input().amount().add(new BigDecimal("0.000001")),
                null,
                null));

    console.summary(lossy, List.of());

    assertThat(shown()).contains("NOT RECONCILED", "is off by 3 rows and 0.000001");
  }

  @Test
  void customersCannotMoveTheCursor() {
    console.summary(
        published(), List.of(new TopCustomer("a\u001b[2J\nb", "lost", 1, 0.5, 1.0, 2.0)));

    assertThat(shown()).contains("a?[2J?b").doesNotContain("\u001b");
  }

  @Test
  void configurationIsWhatDiffersFromTheDefaults() {
    LoadedConfiguration loaded = configuration();

    console.configuration(loaded, Arguments.Detail.DIFFERENCES);

    assertThat(shown().lines())
        .containsExactly(
            "Configuration "
                + loaded.hash()
                + ": 2 keys differ from the defaults (--verbose shows all)",
            "  perennial.clv.margin              0.3  (--set)",
            "  perennial.input.options.password  ******  (--set)",
            "");
  }

  @Test
  void wholeConfigurationMarksWhatDiffers() {
    LoadedConfiguration loaded = configuration();

    console.configuration(loaded, Arguments.Detail.EVERYTHING);

    assertThat(shown().lines().map(line -> line.replaceAll("(?<=\\S) {2,}", " = ")))
        .contains("    perennial.clv.horizon-days = 365 = (--set)")
        .contains("    perennial.clv.churn-window-months = 3")
        .contains("  * perennial.clv.margin = 0.3 = (--set)")
        .contains("  * perennial.input.options.password = ****** = (--set)");
    assertThat(shown())
        .startsWith(
            "Configuration %s: %d keys, 2 differ (*) from the defaults"
                .formatted(loaded.hash(), loaded.effective().size()));
  }

  @Test
  void valueOverSeveralLinesIsShownInOne() {
    LoadedConfiguration loaded =
        JobFixture.reader()
            .read(
                Optional.empty(),
                Map.of("perennial.input.filter", "\n  a > 0\n  AND b = 'x y'\n"),
                EnumSet.noneOf(Requirement.class));

    console.configuration(loaded, Arguments.Detail.DIFFERENCES);

    assertThat(shown()).contains("  perennial.input.filter  a > 0 AND b = 'x y'  (--set)");
  }

  /** The horizon is set to its default. */
  private static LoadedConfiguration configuration() {
    return JobFixture.reader()
        .read(
            Optional.empty(),
            Map.of(
                "perennial.clv.margin",
                "0.3",
                "perennial.clv.horizon-days",
                "365",
                "perennial.input.options.password",
                "hunter2"),
            EnumSet.noneOf(Requirement.class));
  }

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = ConsoleTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Manifest.Table table(String name, long rows) {
    return new Manifest.Table(
        name, "out/online-retail-ii/%s/run_date=2011-12-09".formatted(name), rows);
  }

  private static List<TopCustomer> top() {
    return List.of(
        new TopCustomer("18102", "champions", 598_215.22, 0.998, 31.264, 291_344.1),
        new TopCustomer("14646", "champions", 523_342.07, 0.99951, 28.9, 187_010.57),
        new TopCustomer(
            "a-very-long-customer-identifier-of-some-shop", "at risk", 12, 0.05, 0.1, 3.456));
  }

  private static Manifest published() {
    return new Manifest(
        "20111209-7f3a91",
        Manifest.Status.PUBLISHED,
        null,
        0,
        "run",
        LocalDate.of(2011, 12, 9),
        Instant.parse("2026-01-01T02:30:00Z"),
        Instant.parse("2026-01-01T03:33:20.500Z"),
        new Manifest.Versions("0.1.0", "4.1.0", "17.0.15"),
        new TreeMap<>(),
        "4924ea488cc0d2d5",
        new Manifest.Input(
            "data-samples/online-retail-ii",
            null,
            12,
            1_067_371,
            new BigDecimal("19287250.568000"),
            "2009-12-01 07:45:00",
            "2011-12-09 12:50:00"),
        new Manifest.Counts(
            new Manifest.RowsAmount(824_363, new BigDecimal("16648292.392000")),
            new Manifest.RowsAmount(1, new BigDecimal("4.500000")),
            new Manifest.RowsAmount(0, null),
            new Manifest.Quarantined(
                243_007,
                new BigDecimal("2638953.676000"),
                new TreeMap<>(Map.of("customer-missing", 243_007L, "amount-missing", 12L))),
            5_942,
            64,
            37_039,
            36_975,
            new BigDecimal("-2917.120000")),
        List.of(
            new Manifest.Gate(
                "quarantined-share", "passed", "22.77 % of the rows, at most 50.00 % allowed"),
            new Manifest.Gate(
                "freshness",
                "warning",
                "the newest accepted transaction is 9 days older than the run date, expected at"
                    + " most 7; look whether the export of the shop still runs")),
        "Models are fitted: those of version 20111101-12ab34cd were fitted for 2011-11-01, 38 days"
            + " before this run date (perennial.models.reuse-days is 7).",
        List.of(
            new Manifest.Model(
                "bg-cnbd-k",
                "20111209-7f3a91",
                true,
                ordered("k", 2.0, "r", 0.6812, "alpha", 7.91234, "a", 0.000082, "b", 1.25e10),
                ordered("r", 0.0123, "alpha", 0.21, "a", Double.NaN, "b", 2.0),
                Map.of("r", List.of(0.6612, 0.7012), "alpha", List.of(7.5, 8.3)),
                -41_234.56789,
                82_479.13578,
                82_512.53,
                5_878,
                5_120,
                23,
                false,
                Map.of(),
                List.of(
                    "a is at the edge of what is possible: hardly a customer leaves, so that the"
                        + " probability of being active says little")),
            new Manifest.Model(
                "gamma-gamma",
                "20111209-7f3a91",
                true,
                ordered("p", 2.1, "q", 3.5, "gamma", 420.25),
                Map.of(),
                Map.of(),
                -30_001.5,
                60_009.0,
                60_028.07,
                4_255,
                4_255,
                1,
                true,
                Map.of("frequencyValueCorrelation", 0.0123),
                List.of())),
        new Manifest.Value(
            16_648_292.39,
            21_000_000.5,
            0.0421,
            18_234.56,
            7_654_321.987,
            7_123_456.7,
            365,
            0.9,
            17_500.4,
            19_000.6,
            6_900_000.1,
            7_400_000.2,
            null,
            0.0346,
            null,
            null,
            null),
        List.of(
            table("quarantine", 243_007),
            table("cohorts", 325),
            table("scores", 5_878),
            table("equity", 26),
            table("concentration", 10)),
        STAGES.subList(0, STAGES.size() - 1),
        List.of("The newest accepted transaction is 9 days older than the run date."),
        new Manifest.Customers(
            5_901,
            23,
            64,
            ordered("channel", 1_205L, "basket", 0L),
            ordered("channel", "web", "basket", "32.6143")),
        List.of(),
        null,
        "out/online-retail-ii/report/run_date=2011-12-09/index.html",
        null,
        null);
  }

  private static Manifest dryRun() {
    return new Manifest(
        null,
        Manifest.Status.DRY_RUN,
        null,
        0,
        "fit",
        null,
        Instant.parse("2026-01-01T02:30:00Z"),
        Instant.parse("2026-01-01T02:30:01Z"),
        new Manifest.Versions("0.1.0", "4.1.0", "17.0.15"),
        new TreeMap<>(),
        "4924ea488cc0d2d5",
        null,
        null,
        List.of(),
        null,
        List.of(),
        null,
        List.of(),
        List.of(),
        List.of(),
        null,
        List.of(),
        null,
        null,
        null,
        null);
  }

  private static Manifest withInput(Manifest full, Manifest.Input input) {
    return new Manifest(
        full.runId(),
        full.status(),
        full.reason(),
        full.exitCode(),
        full.command(),
        full.runDate(),
        full.startedAt(),
        full.finishedAt(),
        full.versions(),
        full.config(),
        full.configHash(),
        input,
        full.counts(),
        full.gates(),
        full.modelReuse(),
        full.models(),
        full.value(),
        full.tables(),
        full.stages(),
        full.warnings(),
        full.customers(),
        full.sides(),
        full.money(),
        full.report(),
        full.subscriptions(),
        null);
  }

  @SuppressWarnings("unchecked")
  private static <V> Map<String, V> ordered(Object... namesAndValues) {
    Map<String, V> ordered = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      ordered.put((String) namesAndValues[i], (V) namesAndValues[i + 1]);
    }
    return ordered;
  }
}

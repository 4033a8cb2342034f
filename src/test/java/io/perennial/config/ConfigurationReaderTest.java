package io.perennial.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.btyd.PurchaseModels;
import io.perennial.model.spend.SpendModels;
import io.perennial.schema.Basis;
import io.perennial.schema.Period;
import io.perennial.table.Tables;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {
  private static final Set<Requirement> NOTHING = EnumSet.noneOf(Requirement.class);

  @TempDir Path directory;

  @Test
  void defaultsAreThoseOfTheReferenceFile() {
    LoadedConfiguration loaded = read(Optional.empty(), Map.of(), Map.of());

    assertThat(loaded.settings())
        .isEqualTo(
            new Settings(
                new Settings.Input(
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    "parquet",
                    Optional.empty(),
                    Map.of(),
                    new Settings.Columns(
                        "customer_id",
                        "timestamp",
                        "amount",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                    Optional.empty(),
                    new Settings.Customers(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "parquet",
                        Map.of(),
                        Map.of("customer", "customer_id")),
                    new Settings.Rates(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "parquet",
                        Map.of(),
                        new Settings.RateColumns("date", "currency", "rate"),
                        "EUR",
                        7),
                    new Settings.PriceIndex(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "parquet",
                        Map.of(),
                        new Settings.IndexColumns("month", "index"),
                        Optional.empty()),
                    new Settings.Spend(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "parquet",
                        Map.of(),
                        new Settings.SpendColumns(
                            "start",
                            Optional.of("end"),
                            "amount",
                            Optional.empty(),
                            Optional.empty()),
                        0),
                    new Settings.Visits(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "parquet",
                        Map.of(),
                        new Settings.VisitColumns("date", "visits", Optional.empty())),
                    new Settings.Subscriptions(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "parquet",
                        Map.of(),
                        new Settings.SubscriptionColumns(
                            "customer_id",
                            Optional.empty(),
                            "start",
                            Optional.empty(),
                            "amount",
                            "'month'",
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                        Optional.empty(),
                        Basis.EVENTS,
                        0)),
                new Settings.Calendar(ZoneId.of("UTC"), Settings.TimeUnit.WEEK),
                new Settings.Purchases(Settings.ZeroDay.IGNORE),
                new Settings.Cohorts(Period.MONTH),
                new Settings.Rfm(new Settings.RfmLimits(List.of(), List.of(), List.of())),
                new Settings.Quality(0.5, 7, List.of(), 1.0, Optional.empty(), Optional.empty()),
                new Settings.Models(
                    List.of("bg-nbd", "pareto-nbd", "mbg-nbd"),
                    Optional.empty(),
                    "gamma-gamma",
                    false,
                    0.0,
                    "current",
                    0,
                    List.of(),
                    "none",
                    200_000),
                new Settings.Clv(365, 0.10, 1.0, 3),
                new Settings.Intervals(
                    0.9, 200, 1, new Settings.Experience(Optional.empty(), Optional.empty())),
                new Settings.Evaluation(0, Optional.empty(), Optional.empty(), 90, 1, 1_000_000),
                new Settings.Economics(
                    List.of("rfm_segment", "value_tier", "tenure"),
                    Optional.of("channel"),
                    Optional.empty(),
                    20,
                    BigDecimal.ZERO,
                    BigDecimal.ZERO,
                    Optional.empty(),
                    0.1),
                new Settings.Output(Optional.empty(), "parquet", 30, List.of("all")),
                new Settings.Report(
                    "en",
                    Optional.empty(),
                    Settings.Report.Layout.EXECUTIVE,
                    Settings.Report.CustomerIds.SHOWN),
                new Settings.Simulate(
                    Optional.empty(),
                    100_000,
                    LocalDate.of(2024, 1, 1),
                    365,
                    LocalDate.of(2025, 12, 31),
                    42,
                    Map.of("r", 0.243, "alpha", 4.414, "a", 0.793, "b", 2.426),
                    Map.of("p", 6.25, "q", 3.74, "gamma", 15.44))));
    assertThat(loaded.effective().keySet()).allMatch(loaded::isBuiltIn);
    assertThat(loaded.effective())
        .containsEntry("perennial.clv.annual-discount-rate", "0.1")
        .doesNotContainKey("perennial.input.path");
  }

  @Test
  void fileWinsOverDefaultsVariablesAreFilledInAndOverridesWinOverAll() throws IOException {
    Path file =
        write(
            "my.conf",
            """
            perennial {
              input.path = ${PLACE}/in
              clv { horizon-days = 90, margin = ${MARGIN}, annual-discount-rate = ${?NOT_SET} }
              output { path = ${perennial.input.path}/out, keep-runs = 5 }
            }
            """);

    LoadedConfiguration loaded =
        read(
            Optional.of(file),
            Map.of("PLACE", "s3a://bucket", "MARGIN", "0.30"),
            Map.of("perennial.output.keep-runs", "7"));

    Settings settings = loaded.settings();
    assertThat(settings.input().path()).contains("s3a://bucket/in");
    assertThat(settings.output().path()).contains("s3a://bucket/in/out");
    assertThat(settings.clv()).isEqualTo(new Settings.Clv(90, 0.10, 0.3, 3));
    assertThat(settings.output().keepRuns()).isEqualTo(7);
    assertThat(loaded.origins())
        .containsEntry("perennial.clv.horizon-days", file + ":3")
        .containsEntry("perennial.clv.margin", "environment variable MARGIN")
        .containsEntry("perennial.clv.annual-discount-rate", "built-in")
        .containsEntry("perennial.output.keep-runs", "--set");
  }

  @Test
  void allUnsetVariablesAreToldWithWhereTheyStand() throws IOException {
    Path file =
        write(
            "my.conf",
            """
            perennial {
              input.path = ${ONE}/in
              input.options { a = [${TWO}], b = ${?OPTIONAL}, c = ${?OPTIONAL}x${FOUR} }
              output.path = ${perennial.input.path}/out
              quality = ${THREE} { warn-stale-days = 3 }
              clv = ${perennial.typo}
              simulate.path = ${GIVEN}
            }
            """);

    assertThatThrownBy(() -> read(Optional.of(file), Map.of("GIVEN", "here"), Map.of()))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure ->
                assertThat(failure.problems())
                    .allMatch(problem -> problem.startsWith("The environment variable "))
                    .extracting(problem -> problem.substring(25, problem.indexOf(") is not set")))
                    .containsExactlyInAnyOrder(
                        "ONE (" + file + ":2",
                        "FOUR (" + file + ":3",
                        "TWO (" + file + ":3",
                        "THREE (" + file + ":5",
                        "perennial.typo (" + file + ":6"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"conf/cdnow.conf", "conf/online-retail-ii.conf"})
  void samplesAreRight(String sample) {
    LoadedConfiguration loaded =
        reader(Map.of())
            .read(Optional.of(sample), Map.of(), EnumSet.of(Requirement.INPUT, Requirement.OUTPUT));

    assertThat(loaded.settings().input().path()).isPresent();
  }

  @Test
  void nullStandsForAbsent() throws IOException {
    Path file = write("my.conf", "perennial.input { path = in, columns.order = o }");

    Settings settings =
        read(Optional.of(file), Map.of(), Map.of("perennial.input.columns.order", "null"))
            .settings();

    assertThat(settings.input().columns().order()).isEmpty();
  }

  @Test
  void includesAreRelativeToTheFileThatIncludes() throws IOException {
    Files.createDirectories(directory.resolve("shared/deeper"));
    Path file =
        write(
            "my.conf",
            """
            include "shared/base.conf"
            perennial { clv.horizon-days = 30, input { include file("shared/input.conf") } }
            """);
    write("shared/base.conf", "include required(\"deeper/clv.conf\")\nperennial.clv.margin = 0.5");
    write("shared/deeper/clv.conf", "perennial.clv { margin = 0.4, churn-window-months = 6 }");
    write("shared/input.conf", "path = in\nformat = csv");

    LoadedConfiguration loaded = read(Optional.of(file), Map.of(), Map.of());

    assertThat(loaded.settings().clv()).isEqualTo(new Settings.Clv(30, 0.10, 0.5, 6));
    assertThat(loaded.settings().input().path()).contains("in");
    assertThat(loaded.origins())
        .containsEntry(
            "perennial.clv.churn-window-months", directory.resolve("shared/deeper/clv.conf:1") + "")
        .containsEntry("perennial.input.format", directory.resolve("shared/input.conf:2") + "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s3a://bucket/x?y=1     | s3a://bucket/x?y=1",
        "data//in               | data//in",
        "/tmp/run#7             | /tmp/run#7",
        "\"quoted\"             | quoted",
        "a, perennial.x = 1     | a, perennial.x = 1",
        "${HOME}/in             | /home/me/in",
        "C:\\in                 | C:\\in",
        "plain words            | plain words",
      })
  void overrideIsTextUnlessItIsHocon(String given, String meant) {
    Settings settings =
        read(Optional.empty(), Map.of("HOME", "/home/me"), Map.of("perennial.input.path", given))
            .settings();

    assertThat(settings.input().path()).contains(meant);
  }

  @Test
  void overridesTakeListsSectionsAndSqlAndTheLastOneWins() {
    Map<String, String> overrides = new LinkedHashMap<>();
    overrides.put("perennial.models.purchases", "[bg-nbd]");
    overrides.put("perennial.clv", "{ margin = 0.2, horizon-days = 30 }");
    overrides.put("perennial.clv.margin", "0.25");
    overrides.put("perennial.input.columns.amount", "Quantity * Price");
    overrides.put("perennial.input.filter", "StockCode NOT IN ('TEST001', 'POST')");
    overrides.put("perennial.input.options.\"a.b\"", "1");

    Settings settings = read(Optional.empty(), Map.of(), overrides).settings();

    assertThat(settings.models().purchases()).containsExactly("bg-nbd");
    assertThat(settings.clv()).isEqualTo(new Settings.Clv(30, 0.10, 0.25, 3));
    assertThat(settings.input().columns().amount()).isEqualTo("Quantity * Price");
    assertThat(settings.input().filter()).contains("StockCode NOT IN ('TEST001', 'POST')");
    assertThat(settings.input().options()).containsExactly(Map.entry("a.b", "1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "clv.margin             | 1 | Unknown key clv (--set): did you mean perennial.clv?",
        "perennial.clv.margn    | 1 | Unknown key perennial.clv.margn (--set): did you mean"
            + " perennial.clv.margin?",
        "perennial..margin      | 1 | perennial..margin is not a key",
        "perennial.clv.margin   | a | perennial.clv.margin = a (--set): expected a number above 0",
        "perennial.intervals.experience.least | 0.7 | perennial.intervals.experience.least = 0.7"
            + " (--set): expected null, as perennial.intervals.experience.most is: set both",
      })
  void overrideThatIsWrongIsNamed(String key, String value, String said) {
    assertThatThrownBy(() -> read(Optional.empty(), Map.of(), Map.of(key, value)))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining(said)
        .extracting(failure -> ((JobFailure) failure).exitCode())
        .isEqualTo(ExitCode.CONFIGURATION);
  }

  @Test
  void anUnknownSectionOfSeveralOverridesIsNamedOnce() {
    assertThatThrownBy(
            () ->
                read(
                    Optional.empty(),
                    Map.of(),
                    Map.of("clv.margin", "1", "clv.horizon-days", "30")))
        .hasMessage(
            "Unknown key clv (--set): did you mean perennial.clv? conf/reference.conf describes all keys.");
  }

  @Test
  void aScenarioGoesFromLeastToMost() {
    assertThatThrownBy(
            () ->
                read(
                    Optional.empty(),
                    Map.of(),
                    Map.of(
                        "perennial.intervals.experience.least", "0.8",
                        "perennial.intervals.experience.most", "0.7")))
        .hasMessageContaining(
            "perennial.intervals.experience.most = 0.7 (--set): expected at least 0.8, as perennial.intervals.experience.least is");
  }

  @Test
  void rfmLimitsAreFourAscendingNumbersOrNone() {
    String key = "perennial.rfm.limits.revenue";

    Settings.RfmLimits read =
        read(Optional.empty(), Map.of(), Map.of(key, "[-5, 0, 99.90, 1e3]"))
            .settings()
            .rfm()
            .limits();

    assertThat(read.frequency()).isEmpty();
    assertThat(read.revenue())
        .extracting(BigDecimal::doubleValue)
        .containsExactly(-5.0, 0.0, 99.9, 1000.0);
    for (String wrong :
        List.of("[1, 2, 3]", "[1, 2, 2, 3]", "[1, 2, 3, x]", "[1, 2, 3, 1e999999]", "7")) {
      assertThatThrownBy(() -> read(Optional.empty(), Map.of(), Map.of(key, wrong)))
          .hasMessageContaining(key)
          .hasMessageContaining("expected a list of 4 ascending numbers, or [] for none");
    }
  }

  @Test
  void emptyOverrideIsTold() {
    assertThatThrownBy(() -> read(Optional.empty(), Map.of(), Map.of("perennial.output.path", "")))
        .hasMessageContaining("perennial.output.path = \"\" (--set): expected ");
  }

  @Test
  void optionsOfTheReaderAreFreeAndSourcesWithoutPathAreComplete() throws IOException {
    Path file =
        write(
            "my.conf",
            """
            perennial.input {
              format = jdbc
              options { dbtable = sales, fetchsize = 1000, pushDownPredicate = true, a.b.c = x }
            }
            """);

    Settings.Input input =
        reader(Map.of())
            .read(Optional.of(file.toString()), Map.of(), EnumSet.of(Requirement.INPUT))
            .settings()
            .input();

    assertThat(input.options())
        .containsOnly(
            Map.entry("dbtable", "sales"),
            Map.entry("fetchsize", "1000"),
            Map.entry("pushDownPredicate", "true"),
            Map.entry("a.b.c", "x"));
  }

  @Test
  void customersHaveAttributesOfAnyName() throws IOException {
    Path file =
        write(
            "my.conf",
            """
            perennial {
              input.customers {
                path = crm
                format = csv
                options { header = true }
                columns { customer = id, channel = source, first-basket = "ln(basket)", one = 1 }
              }
              models.covariates = [first-basket, channel]
            }
            """);

    Settings settings = read(Optional.of(file), Map.of(), Map.of()).settings();

    Settings.Customers customers = settings.input().customers();
    assertThat(customers.source())
        .isEqualTo(
            new Settings.Source(
                List.of("crm"),
                Optional.empty(),
                Optional.empty(),
                "csv",
                Optional.empty(),
                Map.of("header", "true")));
    assertThat(customers.customer()).isEqualTo("id");
    assertThat(customers.attributes())
        .isEqualTo(Map.of("channel", "source", "first-basket", "ln(basket)", "one", "1"));
    assertThat(settings.models().covariates()).containsExactly("first-basket", "channel");
  }

  @Test
  void attributesAreReadForCovariatesSegmentsChannelExperimentAndCost() {
    Settings settings =
        read(
                Optional.empty(),
                Map.of(),
                Map.of(
                    "perennial.input.customers.path", "crm",
                    "perennial.input.customers.columns.channel", "source",
                    "perennial.input.customers.columns.country", "country",
                    "perennial.input.customers.columns.variant", "ab",
                    "perennial.input.customers.columns.unused", "x",
                    "perennial.input.customers.columns.acquisition-cost", "cac",
                    "perennial.economics.segments", "[tenure, country]",
                    "perennial.economics.experiment", "variant",
                    "perennial.models.covariates", "[country]"))
            .settings();

    assertThat(settings.customerAttributes())
        .containsExactly("country", "channel", "variant", "acquisition-cost");
    assertThat(settings.segmentAttributes()).containsExactly("country", "channel", "variant");
    assertThat(settings.channel()).contains("channel");
    assertThat(read(Optional.empty(), Map.of(), Map.of()).settings().customerAttributes())
        .as("nothing is read where nothing is configured")
        .isEmpty();
  }

  @Test
  void everythingWrongWithSegmentsIsSaidAtOnce() {
    assertThatThrownBy(
            () ->
                read(
                    Optional.empty(),
                    Map.of(),
                    Map.of(
                        "perennial.input.customers.path", "crm",
                        "perennial.input.customers.columns.Revenue", "x",
                        "perennial.economics.segments", "[rfm-segment, tenure]",
                        "perennial.economics.channel", "chanel",
                        "perennial.economics.experiment", "Revenue",
                        "perennial.economics.min-group", "0",
                        "perennial.output.tables", "[segments, score]")))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure ->
                assertThat(failure.problems())
                    .anySatisfy(
                        problem ->
                            assertThat(problem)
                                .startsWith("perennial.economics.segments = ")
                                .endsWith(
                                    "expected each of them once, and one of rfm_segment,"
                                        + " value_tier, tenure, spend_band, cohort, Revenue;"
                                        + " attributes are those that"
                                        + " perennial.input.customers.columns.* names."))
                    .anySatisfy(
                        problem ->
                            assertThat(problem)
                                .startsWith("perennial.economics.channel = chanel")
                                .endsWith("expected Revenue (the only choice so far)."))
                    .anySatisfy(
                        problem ->
                            assertThat(problem)
                                .startsWith("perennial.economics.experiment = Revenue")
                                .contains("expected another name than Revenue, which is a column"))
                    .anySatisfy(
                        problem ->
                            assertThat(problem)
                                .startsWith("perennial.economics.min-group = 0")
                                .endsWith(
                                    "expected a whole number of customers from 1 to 1000000000."))
                    .anySatisfy(
                        problem ->
                            assertThat(problem)
                                .startsWith("perennial.output.tables = ")
                                .contains("expected all, or a list of tables, each once and one of")
                                .contains("scores", "segments", "economics", "targets"))
                    .hasSize(5));
  }

  @Test
  void everythingWrongWithCovariatesIsSaidAtOnce() throws IOException {
    Path file =
        write(
            "my.conf",
            """
            perennial {
              input.customers.columns { channel = source, "a`b" = x, customer = null }
              models.covariates = [channel, plan]
            }
            """);

    assertThatThrownBy(() -> read(Optional.of(file), Map.of(), Map.of()))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure ->
                assertThat(failure.problems())
                    .anySatisfy(
                        problem ->
                            assertThat(problem)
                                .contains("input.customers.columns.a`b = x")
                                .endsWith(
                                    "expected a name of letters, digits, _ and -, beginning with a"
                                        + " letter."))
                    .anySatisfy(
                        problem ->
                            assertThat(problem)
                                .startsWith(
                                    "Neither perennial.input.customers.path nor"
                                        + " perennial.input.customers.table is set: expected where"
                                        + " to read customers from"))
                    .anySatisfy(
                        problem ->
                            assertThat(problem)
                                .startsWith(
                                    "perennial.input.customers.columns.customer is not set"))
                    .anySatisfy(
                        problem ->
                            assertThat(problem)
                                .startsWith("perennial.models.covariates = ")
                                .endsWith("expected each of them once, and one of a`b, channel."))
                    .hasSize(4));
  }

  @Test
  void secretsAreMaskedInTheEffectiveConfigurationOnly() throws IOException {
    Path file =
        write(
            "my.conf",
            """
            perennial.input {
              format = jdbc
              options { user = etl, password = hunter2, url = "jdbc:x://etl:hunter2@db/sales" }
            }
            """);

    LoadedConfiguration loaded = read(Optional.of(file), Map.of(), Map.of());

    assertThat(loaded.settings().input().options()).containsEntry("password", "hunter2");
    assertThat(loaded.effective())
        .containsEntry("perennial.input.options.user", "etl")
        .containsEntry("perennial.input.options.password", "******")
        .containsEntry("perennial.input.options.url", "jdbc:x://******@db/sales");
    assertThat(loaded.settings().toString()).doesNotContain("hunter2");
  }

  @Test
  void theReportTellsTheCurrencyThatAmountsAreConvertedInto() throws IOException {
    assertThat(currency("")).isEqualTo("EUR");
    assertThat(currency("report.currency = GBP")).isEqualTo("GBP");
    String rates = "input { rates { path = r, currency = USD }, columns.currency = code }";
    assertThat(currency(rates)).isEqualTo("USD");
    assertThat(currency(rates + ", report.currency = usd")).isEqualTo("usd");
  }

  private String currency(String keys) throws IOException {
    return read(
            Optional.of(write("currency.conf", "perennial { " + keys + " }")), Map.of(), Map.of())
        .settings()
        .reportCurrency();
  }

  @Test
  void hashIsOfTheValuesAndNothingElse() throws IOException {
    String one = hash("perennial { clv { margin = 0.3, horizon-days = 90 }, input.path = in }");

    assertThat(one).matches("[0-9a-f]{16}");
    assertThat(hash("perennial { input.path = in, clv { horizon-days = 90.0, margin = 0.30 } }"))
        .as("another order and notation")
        .isEqualTo(one);
    assertThat(hash("perennial { input.path = in, clv { horizon-days = 90, margin = \"0.30\" } }"))
        .as("a number given as text")
        .isEqualTo(one);
    assertThat(
            hash(
                "perennial { clv { margin = 0.3, horizon-days = 90 }, input.path = in,"
                    + " output.keep-runs = 3 }"))
        .as("how long results are kept")
        .isEqualTo(one);
    assertThat(hash("perennial { clv { margin = 0.3, horizon-days = 91 }, input.path = in }"))
        .isNotEqualTo(one);
    assertThat(hash("perennial.input.options.password = a"))
        .as("secrets count")
        .isNotEqualTo(hash("perennial.input.options.password = b"));
  }

  private String hash(String content) throws IOException {
    return read(Optional.of(write("hash.conf", content)), Map.of(), Map.of()).hash();
  }

  private static ConfigurationReader reader(Map<String, String> environment) {
    return new ConfigurationReader(
        new Configuration(),
        environment,
        PurchaseModels.names(),
        SpendModels.names(),
        Tables.names());
  }

  private static LoadedConfiguration read(
      Optional<Path> file, Map<String, String> environment, Map<String, String> overrides) {
    return reader(environment).read(file.map(Path::toString), overrides, NOTHING);
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }
}

package io.perennial;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.model.btyd.BgCnbd;
import io.perennial.model.btyd.BgNbd;
import io.perennial.model.btyd.MbgCnbd;
import io.perennial.model.btyd.MbgNbd;
import io.perennial.model.btyd.Nbd;
import io.perennial.model.btyd.ParetoNbd;
import io.perennial.model.btyd.PurchaseEstimator;
import io.perennial.model.btyd.PurchaseModel;
import io.perennial.model.fit.FitSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every purchase model on real shops, its forecast for the days after the run date held against
 * what happened. Writes the tables of the site's page on studies to target/studies/hold-out.md.
 */
@ExtendWith(GeneratedCode.class)
@Tag("long")
class RealDataTest {
  /** A total this far off, as a part of what happened, has to be warned of. */
  private static final double BADLY_OFF = 0.3;

  /**
   * Regular buyers who fall silent do show dropout within a year, so that these fits are sound;
   * that the next year was unlike the first no fit can see. See the page on studies.
   */
  private static final Set<String> SURE_OF_DROPOUT = Set.of("bg-cnbd-k", "mbg-cnbd-k");

  private static final List<String> TABLES = new ArrayList<>();

  private static Stream<PurchaseEstimator<?, ? extends PurchaseModel<?>>> estimators() {
    return Stream.of(
        new BgNbd(), new MbgNbd(), new BgCnbd(), new MbgCnbd(), new ParetoNbd(), new Nbd());
  }

  @ParameterizedTest(name = "{1} at {2}")
  @CsvSource({
    "cdnow.conf, cdnow-master, 1997-09-30, 273, 23570, 19684",
    "online-retail-ii.conf, online-retail-ii, 2010-11-30, 365, 4242, 12248",
    "online-retail-ii.conf, online-retail-ii, 2011-06-09, 183, 4945, 7722",
  })
  void everyModelForecastsSanelyOrWarns(
      String configuration,
      String input,
      LocalDate runDate,
      int days,
      long customers,
      long actual) {
    HoldOut holdOut =
        HoldOut.of(
            configuration, Map.of("perennial.input.path", "data-samples/" + input), runDate, days);
    assertThat(holdOut.customers().count()).isEqualTo(customers);
    HoldOut.Errors naive = HoldOut.errors(holdOut.customers(), holdOut.pastRate());
    assertThat(naive.actualTotal()).isEqualTo(actual);

    List<String> table = new ArrayList<>();
    table.add(
        String.format(
            Locale.ROOT,
            "%n### %s at %s%n%n%,d customers known; %,d purchases in the %d days after.%n%n%s",
            input,
            runDate,
            customers,
            actual,
            days,
            """
            | model | forecast | error of the total | MAE | RMSE | log-likelihood | warnings |
            |---|---:|---:|---:|---:|---:|---|\
            """));
    table.add(line("own past rate x/T", naive, "", ""));
    estimators()
        .forEach(
            estimator -> {
              estimator.setHorizonDays(days);
              PurchaseModel<?> model = estimator.fit(holdOut.customers());
              Dataset<Row> forecasts = model.transform(holdOut.customers());
              HoldOut.Errors errors = HoldOut.errors(forecasts, col("expected_purchases"));
              FitSummary fit = model.summary();
              isSane(forecasts, fit);
              boolean badlyOff = Math.abs(errors.ofTotal()) > BADLY_OFF;
              if (badlyOff && !SURE_OF_DROPOUT.contains(fit.name()) || !fit.converged()) {
                assertThat(fit.warnings())
                    .as("%s: %s", fit.name(), errors)
                    .anySatisfy(warning -> assertThat(warning).contains("too high"));
              }
              if (fit.warnings().isEmpty()) {
                assertThat(errors.meanAbsolute()).isLessThan(naive.meanAbsolute());
                assertThat(errors.rootMeanSquare()).isLessThan(naive.rootMeanSquare());
              }
              table.add(
                  line(
                      fit.name(),
                      errors,
                      String.format(Locale.ROOT, "%,.2f", fit.logLikelihood()),
                      String.join(" ", fit.warnings())));
            });
    TABLES.add(String.join("\n", table));
  }

  private static void isSane(Dataset<Row> forecasts, FitSummary fit) {
    assertThat(fit.parameters().values()).allSatisfy(p -> assertThat(p).isFinite().isPositive());
    assertThat(
            forecasts
                .where(
                    """
                    NOT coalesce(p_alive BETWEEN 0 AND 1 AND expected_purchases BETWEEN 0 AND 365
                      AND discounted_expected_purchases BETWEEN 0 AND expected_purchases
                      AND NOT isnan(p_alive) AND NOT isnan(expected_purchases), false)
                    """)
                .count())
        .as(fit.name())
        .isZero();
  }

  private static String line(
      String name, HoldOut.Errors errors, String logLikelihood, String warnings) {
    return String.format(
        Locale.ROOT,
        "| %s | %,.0f | %+.1f %% | %.3f | %.3f | %s | %s |",
        name,
        errors.forecastTotal(),
        100 * errors.ofTotal(),
        errors.meanAbsolute(),
        errors.rootMeanSquare(),
        logLikelihood,
        warnings);
  }

  @AfterAll
  static void write() throws IOException {
    Path file = Path.of("target", "studies", "hold-out.md");
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", TABLES) + "\n");
  }
}

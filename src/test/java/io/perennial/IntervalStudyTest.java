package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.evaluation.Backtest;
import io.perennial.evaluation.BacktestResult;
import io.perennial.evaluation.OriginData;
import io.perennial.evaluation.OriginForecasts;
import io.perennial.evaluation.Origins;
import io.perennial.evaluation.Target;
import io.perennial.model.btyd.BgNbd;
import io.perennial.model.btyd.MbgNbd;
import io.perennial.model.btyd.Nbd;
import io.perennial.model.btyd.ParetoNbd;
import io.perennial.model.btyd.PurchaseModel;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What intervals of 90% hold on real shops: those of the models, and those that earlier origins
 * calibrate, at origins that have an earlier one. Writes the table of the site's page on studies to
 * target/studies/intervals.md.
 */
@Tag("study")
class IntervalStudyTest {
  private static final double LEVEL = 0.9;
  private static final StudyTable TABLE =
      new StudyTable(
          "intervals.md",
          """
          | split | forecast | bias, purchases | bias, spend | Gini, spend | purchases by the model | calibrated | spend by the model | calibrated | totals inside |
          |---|---|---:|---:|---:|---:|---:|---:|---:|---:|
          """);

  /** 1 where the interval of a total held it. */
  private static final List<Double> TOTALS = new ArrayList<>();

  @ParameterizedTest(name = "{0}, {2} days, every {3}")
  @CsvSource({
    "ONLINE_RETAIL_II, 2011-12-09, 28, 28",
    "ONLINE_RETAIL_II, 2011-12-09, 28, 91",
    "ONLINE_RETAIL_II, 2011-12-09, 91, 91",
    "ONLINE_RETAIL_II, 2011-12-09, 182, 91",
    "CDNOW_MASTER, 1998-06-30, 28, 91",
    "CDNOW_MASTER, 1998-06-30, 91, 91",
    "CDNOW_MASTER, 1998-06-30, 182, 91",
  })
  void intervalsHoldAtTheNextOrigin(StudyShop shop, LocalDate runDate, int days, int step) {
    TABLE.nextSplit();
    Dataset<Row> histories = shop.histories(runDate).cache();
    BacktestResult found =
        Backtest.of(
            histories,
            Origins.of(new Origins.Schedule(5, step, days, 90), shop.firstPurchase(), runDate),
            shop.policy(),
            List.of(Target.values()),
            LEVEL,
            IntervalStudyTest::forecasts);
    histories.unpersist();
    String split =
        "%s, %d days, %d origins every %d"
            .formatted(shop, days, found.origins().dates().size(), step);
    found.models().forEach(model -> TABLE.add(row(split, found, model)));
  }

  private static String row(String split, BacktestResult found, String model) {
    List<Double> totals = new ArrayList<>();
    List<String> coverages = new ArrayList<>();
    for (Target target : Target.values()) {
      List<LocalDate> dates = found.origins().dates();
      dates.stream()
          .map(date -> found.value(date, model, target, "total_coverage"))
          .filter(Objects::nonNull)
          .forEach(totals::add);
      List<LocalDate> next =
          dates.stream()
              .filter(date -> found.value(date, model, target, "calibrated_coverage") != null)
              .toList();
      DoubleSummaryStatistics after = over(next, found, model, target, "calibrated_coverage");
      if (!next.isEmpty()) {
        assertThat(after.getAverage()).as("%s of %s", split, model).isBetween(.85, .97);
      }
      coverages.add(range(over(next, found, model, target, "coverage")));
      coverages.add(range(after));
    }
    TOTALS.addAll(totals);
    return "| %s | %s | %s | %s | %s | %s | %s |"
        .formatted(
            split,
            model,
            StudyTable.cell("%+.3f", found.value(null, model, Target.PURCHASES, "bias")),
            StudyTable.cell("%+.3f", found.value(null, model, Target.SPEND, "bias")),
            StudyTable.cell("%.3f", found.value(null, model, Target.SPEND, "gini")),
            String.join(" | ", coverages),
            totals.isEmpty()
                ? ""
                : "%.0f of %d".formatted(totals.stream().mapToDouble(x -> x).sum(), totals.size()));
  }

  private static DoubleSummaryStatistics over(
      List<LocalDate> origins, BacktestResult found, String model, Target target, String metric) {
    return origins.stream()
        .mapToDouble(origin -> found.value(origin, model, target, metric))
        .summaryStatistics();
  }

  private static String range(DoubleSummaryStatistics values) {
    return values.getCount() == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "%.1f (%.1f–%.1f)",
            100 * values.getAverage(),
            100 * values.getMin(),
            100 * values.getMax());
  }

  private static Backtest.Forecasts forecasts(OriginData known) {
    StudyModels models =
        StudyModels.fit(known, new BgNbd(), new MbgNbd(), new ParetoNbd(), new Nbd());
    Dataset<Row> rows = models.forecasts();
    OriginForecasts.Sample sample = new OriginForecasts.Sample(known.rows().count(), LEVEL, 1);
    for (PurchaseModel<?> model : models.purchases()) {
      rows = OriginForecasts.addIntervals(rows, model, models.spend(), sample, known.horizonDays());
    }
    return new Backtest.Forecasts(
        models.purchases().stream().map(model -> model.summary().name()).toList(), rows);
  }

  @AfterAll
  static void eightOfTenTotalsAreInside() {
    if (TABLE.isWhole()) {
      assertThat(TOTALS.stream().mapToDouble(x -> x).average().orElse(0)).isGreaterThan(.8);
    }
  }
}

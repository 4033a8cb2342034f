package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.evaluation.Backtest;
import io.perennial.evaluation.BacktestResult;
import io.perennial.evaluation.Hybrid;
import io.perennial.evaluation.OriginData;
import io.perennial.evaluation.Origins;
import io.perennial.evaluation.Target;
import io.perennial.model.btyd.BgNbd;
import io.perennial.model.btyd.MbgNbd;
import io.perennial.model.btyd.Nbd;
import io.perennial.model.btyd.ParetoNbd;
import io.perennial.model.ml.BoostedSpend;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Spend forecast by purchase models, by hybrids of them and by baselines at several origins of real
 * shops, and over several horizons. Writes the table of the site's page on studies to
 * target/studies/hybrids.md.
 */
@Tag("study")
class HybridStudyTest {
  private static final String CHAMPION = "pareto-nbd";
  private static final List<String> MODELS = List.of("bg-nbd", "mbg-nbd", CHAMPION, "nbd");
  private static final List<String> HYBRIDS = List.of(Hybrid.AMOUNTS, Hybrid.RANK);

  private static final StudyTable TABLE =
      new StudyTable(
          "hybrids.md",
          """
          | split | forecast | bias | size of the bias | Gini | top decile | correlation |
          |---|---|---:|---:|---:|---:|---:|
          """);

  @ParameterizedTest(name = "{0} until {1}, {2} days, {3} origins every {4}")
  @CsvSource({
    "ONLINE_RETAIL_II, 2011-11-30, 365, 1, 91",
    "ONLINE_RETAIL_II, 2011-12-09, 183, 1, 91",
    "CDNOW_MASTER, 1998-06-30, 273, 1, 91",
    "ONLINE_RETAIL_II, 2011-12-09, 28, 5, 91",
    "ONLINE_RETAIL_II, 2011-12-09, 91, 5, 91",
    "ONLINE_RETAIL_II, 2011-12-09, 182, 5, 91",
  })
  void hybridsRankCustomersBetter(StudyShop shop, LocalDate end, int days, int origins, int step) {
    TABLE.nextSplit();
    Dataset<Row> histories = shop.histories(end).cache();
    Hybrid.Options options =
        new Hybrid.Options(CHAMPION, MODELS, shop.policy(), 3, 200_000, 1, BoostedSpend::new, true);
    BacktestResult found =
        Backtest.of(
            histories,
            Origins.of(new Origins.Schedule(origins, step, days, 90), shop.firstPurchase(), end),
            shop.policy(),
            List.of(Target.SPEND),
            .9,
            known -> {
              Dataset<Row> forecasts = forecasts(known);
              Hybrid hybrid =
                  Hybrid.train(
                          histories, known.with(forecasts), HybridStudyTest::forecasts, options)
                      .orElseThrow();
              List<String> names = new ArrayList<>(MODELS);
              names.addAll(hybrid.names());
              return new Backtest.Forecasts(names, hybrid.add(forecasts));
            });
    histories.unpersist();
    List<LocalDate> dates = found.origins().dates();
    String split =
        "%s, %d days from %s"
            .formatted(
                shop,
                days,
                dates.size() == 1
                    ? dates.get(0)
                    : "%d origins until %s".formatted(dates.size(), dates.get(dates.size() - 1)));
    found
        .models()
        .forEach(
            model ->
                TABLE.add(
                    "| %s | %s | %s | %s | %s | %s | %s |"
                        .formatted(
                            split,
                            model,
                            StudyTable.cell("%+.3f", mean(found, model, "bias", bias -> bias)),
                            StudyTable.cell("%.3f", mean(found, model, "bias", Math::abs)),
                            StudyTable.cell("%.4f", mean(found, model, "gini", x -> x)),
                            StudyTable.cell("%.4f", mean(found, model, "top_decile", x -> x)),
                            StudyTable.cell("%.3f", mean(found, model, "correlation", x -> x)))));
    for (String hybrid : HYBRIDS) {
      assertThat(mean(found, hybrid, "gini", x -> x))
          .as("%s of %s", hybrid, split)
          .isGreaterThan(mean(found, CHAMPION, "gini", x -> x) - .01);
    }
  }

  private static Dataset<Row> forecasts(OriginData known) {
    return StudyModels.fit(known, new BgNbd(), new MbgNbd(), new ParetoNbd(), new Nbd())
        .forecasts();
  }

  /** Over the origins; null where a metric has no value at one of them. */
  private static Double mean(
      BacktestResult found, String model, String metric, DoubleUnaryOperator of) {
    List<Double> values =
        found.origins().dates().stream()
            .map(origin -> found.value(origin, model, Target.SPEND, metric))
            .toList();
    return values.contains(null)
        ? null
        : values.stream().mapToDouble(of::applyAsDouble).average().orElseThrow();
  }
}

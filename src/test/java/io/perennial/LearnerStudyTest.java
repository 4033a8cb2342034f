package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.evaluation.Backtest;
import io.perennial.evaluation.BacktestResult;
import io.perennial.evaluation.Hybrid;
import io.perennial.evaluation.OriginColumns;
import io.perennial.evaluation.OriginData;
import io.perennial.evaluation.Origins;
import io.perennial.evaluation.Target;
import io.perennial.model.btyd.BgNbd;
import io.perennial.model.btyd.Nbd;
import io.perennial.model.btyd.ParetoNbd;
import io.perennial.model.ml.BoostedSpend;
import io.perennial.model.ml.HurdleSpend;
import io.perennial.model.ml.SpendLearner;
import io.perennial.model.ml.TweedieSpend;
import io.perennial.model.ml.ZilnSpend;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What learners add to a purchase model on real shops: spend after a date, forecast from what was
 * known on it, held against what happened. Writes the table of the site's page on studies to
 * target/studies/learners.md.
 */
@Tag("study")
class LearnerStudyTest {
  private static final String CHAMPION = "pareto-nbd";
  private static final List<String> MODELS = List.of("bg-nbd", CHAMPION, "nbd");
  private static final List<String> FORECASTS = List.of("past-total", "bg-nbd", "nbd", CHAMPION);

  /** The learners of ratios that a hybrid can take. */
  private static final Map<String, Supplier<SpendLearner<?, ?>>> LEARNERS = new LinkedHashMap<>();

  static {
    LEARNERS.put("trees", BoostedSpend::new);
    LEARNERS.put("hurdle", HurdleSpend::new);
    LEARNERS.put("tweedie", TweedieSpend::new);
    LEARNERS.put("ziln", ZilnSpend::new);
  }

  private static final StudyTable TABLE =
      new StudyTable(
          "learners.md",
          """
          | shop | forecast | bias | Gini | top decile | correlation |
          |---|---|---:|---:|---:|---:|
          """);

  @ParameterizedTest(name = "{0} at {1}")
  @CsvSource({
    "CDNOW_MASTER, 1997-09-30, 273",
    "ONLINE_RETAIL_II, 2011-06-09, 183",
  })
  void learnersRankCustomersBetter(StudyShop shop, LocalDate runDate, int days) {
    TABLE.nextSplit();
    Dataset<Row> histories = shop.histories(runDate.plusDays(days)).cache();
    Map<LocalDate, Dataset<Row>> made = new HashMap<>();
    Function<OriginData, Dataset<Row>> forecaster =
        known -> made.computeIfAbsent(known.origin(), origin -> forecasts(known));
    List<String> hybrids = new ArrayList<>();
    BacktestResult result =
        Backtest.of(
            histories,
            new Origins(runDate, List.of(runDate), days),
            shop.policy(),
            List.of(Target.SPEND),
            .9,
            known -> {
              Dataset<Row> forecasts = forecasts(known);
              Dataset<Row> all = forecasts;
              for (Map.Entry<String, Supplier<SpendLearner<?, ?>>> each : LEARNERS.entrySet()) {
                Hybrid.Options options =
                    new Hybrid.Options(
                        CHAMPION, MODELS, shop.policy(), 3, 200_000, 1, each.getValue(), true);
                Hybrid hybrid =
                    Hybrid.train(histories, known.with(forecasts), forecaster, options)
                        .orElseThrow();
                all = hybrid.add(all);
                for (String name : hybrid.names()) {
                  String ofLearner = name + "-" + each.getKey();
                  all =
                      all.withColumnRenamed(
                          OriginColumns.expectedSpend(name),
                          OriginColumns.expectedSpend(ofLearner));
                  hybrids.add(ofLearner);
                }
              }
              List<String> models = new ArrayList<>(MODELS);
              models.addAll(hybrids);
              return new Backtest.Forecasts(models, all);
            });
    List<String> rows = new ArrayList<>(FORECASTS);
    rows.addAll(hybrids);
    for (String model : rows) {
      TABLE.add(
          "| %s at %s, %d days | %s | %s | %s | %s | %s |"
              .formatted(
                  shop,
                  runDate,
                  days,
                  model,
                  StudyTable.cell("%+.3f", value(result, model, "bias")),
                  StudyTable.cell("%.4f", value(result, model, "gini")),
                  StudyTable.cell("%.4f", value(result, model, "top_decile")),
                  StudyTable.cell("%.3f", value(result, model, "correlation"))));
    }
    for (String hybrid : hybrids) {
      assertThat(value(result, hybrid, "gini"))
          .as(hybrid)
          .isGreaterThan(value(result, CHAMPION, "gini"));
    }
  }

  private static Dataset<Row> forecasts(OriginData known) {
    return StudyModels.fit(known, new BgNbd(), new ParetoNbd(), new Nbd()).forecasts();
  }

  private static Double value(BacktestResult result, String model, String metric) {
    return result.value(result.origins().dates().get(0), model, Target.SPEND, metric);
  }
}

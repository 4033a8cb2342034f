package io.perennial.pipeline;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import io.perennial.config.Settings;
import io.perennial.evaluation.Backtest;
import io.perennial.evaluation.BacktestResult;
import io.perennial.evaluation.Champion;
import io.perennial.evaluation.Hybrid;
import io.perennial.evaluation.Levels;
import io.perennial.evaluation.Metrics;
import io.perennial.evaluation.OriginData;
import io.perennial.evaluation.OriginForecasts;
import io.perennial.evaluation.Origins;
import io.perennial.evaluation.Target;
import io.perennial.evaluation.TotalError;
import io.perennial.failure.JobFailure;
import io.perennial.history.PurchasePolicy;
import io.perennial.model.btyd.PurchaseModel;
import io.perennial.model.spend.GammaGammaForecast;
import io.perennial.run.Manifest;
import io.perennial.schema.ScoreColumns;
import io.perennial.table.Tables;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How good the forecasts of the models would have been, and which model that makes the champion.
 */
final class EvaluationStages {
  /** Origins of the command where none are configured. */
  private static final int ORIGINS = 3;

  private EvaluationStages() {}

  /** Forecasts the past, unless that was done a short while ago, and elects the champion. */
  static long judge(Run run) {
    if (run.isBacktest()) {
      run.record.identify("");
    }
    Optional<Manifest> before = run.before();
    Optional<Manifest.Evaluation> last =
        before.flatMap(manifest -> Optional.ofNullable(manifest.evaluation()));
    if (!run.isBacktest() && last.isPresent() && isRecent(run, last.get())) {
      use(run, last.get());
      return Stage.NO_ROWS;
    }
    Origins origins = origins(run);
    if (origins.dates().isEmpty()) {
      run.record.warn(
          "There is no back-test: no forecast of %d days both ends by %s and begins %d days after the first purchase. A smaller evaluation.horizon-days or evaluation.min-history-days leaves room for one."
              .formatted(
                  origins.horizonDays(),
                  run.record.runDate(),
                  run.settings.evaluation().minHistoryDays()));
      return 0;
    }
    new Judgement(run, origins).judge(incumbent(run, before));
    return run.backtest.orElseThrow().figures().size();
  }

  /** Publishes a back-test beside what was published for its date, if something was. */
  static void publish(Run run) {
    LocalDate date = run.record.runDate();
    Manifest own = run.record.ended(Manifest.Status.PUBLISHED);
    byte[] manifest =
        run.published()
            .manifest(date)
            .map(published -> beside(Manifest.read(published), own))
            .orElse(own)
            .toJson();
    run.sink().commit(date, Tables.OF_EVALUATION, manifest).forEach(run.record::warn);
  }

  private static Manifest beside(Manifest published, Manifest own) {
    Map<String, Manifest.Table> tables = new LinkedHashMap<>();
    published.tables().forEach(table -> tables.put(table.name(), table));
    own.tables().forEach(table -> tables.put(table.name(), table));
    return published.with(own.evaluation(), List.copyOf(tables.values()));
  }

  private static boolean isRecent(Run run, Manifest.Evaluation last) {
    return ChronoUnit.DAYS.between(last.runDate(), run.record.runDate())
        < run.settings.evaluation().everyDays();
  }

  private static Origins origins(Run run) {
    Settings.Evaluation settings = run.settings.evaluation();
    int horizon = run.settings.evaluatedDays();
    return Origins.of(
            new Origins.Schedule(
                settings.origins() > 0 ? settings.origins() : ORIGINS,
                settings.stepDays().map(Math::toIntExact).orElse(horizon),
                horizon,
                settings.minHistoryDays()),
            firstPurchase(run),
            run.record.runDate())
        .withSeasonOf(run.record.runDate(), settings.minHistoryDays());
  }

  private static LocalDate firstPurchase(Run run) {
    return run.account.plausibleDays().first().orElse(run.record.runDate());
  }

  /** The champion of the run before. */
  private static Optional<String> incumbent(Run run, Optional<Manifest> before) {
    return before.flatMap(
        manifest ->
            manifest.models().stream()
                .filter(Manifest.Model::champion)
                .map(Manifest.Model::name)
                .filter(run.settings.models().purchases()::contains)
                .findFirst());
  }

  private static void use(Run run, Manifest.Evaluation evaluation) {
    run.record.evaluation(evaluation);
    boolean decides = run.settings.championRule().equals(Settings.Models.BACKTEST);
    run.elected =
        Optional.ofNullable(evaluation.champion())
            .filter(name -> decides && run.settings.models().purchases().contains(name));
  }

  /** One back-test. */
  private static final class Judgement {
    private final Run run;
    private final Origins origins;

    /** The part of the customers that is judged. */
    private final double share;

    private final Dataset<Row> customers;
    private final OriginFits fits;
    private final Set<String> problems = new LinkedHashSet<>();

    /** The fits at the latest origin. */
    private List<PurchaseModel<?>> latest = List.of();

    Judgement(Run run, Origins origins) {
      this.run = run;
      this.origins = origins;
      this.share =
          Math.min(1.0, run.settings.evaluation().maxCustomers() / (double) run.account.buyers());
      // They are read several times for each origin, and all others would be, too.
      this.customers =
          share < 1.0
              ? run.sink().scratch("judged_histories", run.buyers.where(isAmong(share)))
              : run.buyers;
      this.fits = new OriginFits(run, customers);
    }

    /** Whether a customer is among this part of all, by a hash that nothing else goes by. */
    private static Column isAmong(double share) {
      return xxhash64(lit("back-test"), col(ScoreColumns.CUSTOMER_ID))
          .lt((long) (share * 0x1p64 - 0x1p63));
    }

    void judge(Optional<String> incumbent) {
      List<Target> targets =
          run.forecastsMoney()
              ? List.of(Target.PURCHASES, Target.SPEND)
              : List.of(Target.PURCHASES);
      BacktestResult found =
          InputStages.reading(
              run.transactions,
              () ->
                  Backtest.of(
                      customers,
                      origins,
                      PurchasePolicy.of(run.settings.purchases()),
                      targets,
                      run.settings.intervals().level(),
                      this::forecasts));
      run.backtest = Optional.of(found);
      problems.forEach(run.record::warn);
      // Scores carry the forecasts of a purchase model.
      List<Champion.Candidate> candidates =
          found.candidates().stream()
              .filter(each -> run.settings.models().purchases().contains(each.model()))
              .toList();
      Optional<Champion> champion =
          candidates.isEmpty() ? Optional.empty() : Optional.of(Champion.of(candidates, incumbent));
      use(run, evaluation(found, champion));
      champion.ifPresent(
          elected -> ForecastWarnings.of(elected.model(), found, latest).forEach(run.record::warn));
    }

    private Backtest.Forecasts forecasts(OriginData known) {
      List<String> failed = new ArrayList<>();
      try {
        OriginFits.Fitted fitted = fits.fit(known, run.settings.models().purchases(), failed);
        latest = fitted.purchases();
        return learned(known, fitted, failed);
      } catch (JobFailure failure) {
        OriginFits.requireNoModel(failure);
        failed.addAll(failure.problems());
        return new Backtest.Forecasts(List.of(), known.rows());
      } finally {
        note(known, failed);
      }
    }

    /** The forecasts of the models and, where it is configured and can be trained, the hybrid's. */
    private Backtest.Forecasts learned(
        OriginData known, OriginFits.Fitted fitted, List<String> failed) {
      Backtest.Forecasts ofModels = new Backtest.Forecasts(fitted.names(), withIntervals(fitted));
      if (!run.hasLearner() || !run.forecastsMoney() || fitted.purchases().isEmpty()) {
        return ofModels;
      }
      try {
        return fits.hybrid(known, corrected(fitted), fitted.names())
            .map(hybrid -> with(hybrid, ofModels))
            .orElseGet(
                () -> {
                  failed.add("hybrid was not trained: the history is too short.");
                  return ofModels;
                });
      } catch (JobFailure failure) {
        OriginFits.requireNoModel(failure);
        failed.add("hybrid was not trained: " + String.join(" ", failure.problems()));
        return ofModels;
      }
    }

    private static Backtest.Forecasts with(Hybrid hybrid, Backtest.Forecasts ofModels) {
      List<String> names = new ArrayList<>(ofModels.models());
      names.addAll(hybrid.names());
      return new Backtest.Forecasts(names, hybrid.add(ofModels.customers()));
    }

    /** It corrects the configured champion, or else the first model that the data identifies. */
    private String corrected(OriginFits.Fitted fitted) {
      List<String> names = fitted.names();
      return run.settings
          .models()
          .champion()
          .filter(names::contains)
          .or(
              () ->
                  fitted.purchases().stream()
                      .filter(PurchaseModel::isIdentified)
                      .map(model -> model.summary().name())
                      .findFirst())
          .orElse(names.get(0));
    }

    /** Where runs have intervals, so has the back-test. */
    private Dataset<Row> withIntervals(OriginFits.Fitted fitted) {
      Settings.Intervals intervals = run.settings.intervals();
      Dataset<Row> rows = fitted.customers();
      if (intervals.replicates() > 0 && fitted.spend() instanceof GammaGammaForecast gammaGamma) {
        OriginForecasts.Sample sample =
            new OriginForecasts.Sample(
                Math.round(share * run.account.buyers()), intervals.level(), intervals.seed());
        for (PurchaseModel<?> model : fitted.purchases()) {
          rows =
              OriginForecasts.addIntervals(
                  rows, model, gammaGamma.model(), sample, origins.horizonDays());
        }
      }
      return rows;
    }

    private void note(OriginData known, List<String> failed) {
      failed.forEach(
          problem -> problems.add("Back-test as of %s: %s".formatted(known.origin(), problem)));
    }

    private Manifest.Evaluation evaluation(BacktestResult found, Optional<Champion> champion) {
      Target target = found.judgedBy();
      List<LocalDate> ofLevel = origins.mostLike(run.record.runDate());
      LocalDate ofLimits = origins.latestLike(run.record.runDate()).orElseThrow();
      Set<String> models = Set.copyOf(run.settings.models().purchases());
      List<Manifest.Evaluation.Forecast> forecasts =
          found.models().stream()
              .map(
                  model ->
                      new Manifest.Evaluation.Forecast(
                          model,
                          found.value(null, model, target, Metrics.BIAS),
                          found.value(null, model, target, Metrics.GINI),
                          found.value(null, model, target, Metrics.TOP_DECILE),
                          Optional.of(model)
                              .filter(models::contains)
                              .flatMap(name -> found.levels(ofLevel, name))
                              .map(Levels::factors)
                              .orElse(null),
                          misses(found, ofLimits, model, Target.PURCHASES),
                          misses(found, ofLimits, model, Target.SPEND)))
              .toList();
      return new Manifest.Evaluation(
          run.record.runDate(),
          origins.dates(),
          origins.horizonDays(),
          target.word(),
          champion.map(Champion::model).orElse(null),
          champion
              .map(Champion::sentence)
              .orElse("No model could be fitted at every origin, so none was compared."),
          forecasts,
          champion.flatMap(elected -> found.levelFactor(ofLevel, elected.model())).orElse(null),
          ofLevel,
          share);
    }

    /** Null where the model has no intervals. */
    private static Manifest.Evaluation.Misses misses(
        BacktestResult found, LocalDate origin, String model, Target target) {
      Optional<TotalError> totals = found.totalError(model, target);
      return found
          .limits(origin, model, target)
          .map(
              limits ->
                  new Manifest.Evaluation.Misses(
                      limits.level(),
                      limits.beginningAtZero(),
                      limits.willBuy(),
                      totals.map(TotalError::origins).orElse(0),
                      totals.map(TotalError::deviation).orElse(null)))
          .orElse(null);
    }
  }
}

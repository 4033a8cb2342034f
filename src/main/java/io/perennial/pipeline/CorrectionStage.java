package io.perennial.pipeline;

import io.perennial.evaluation.CalibratedIntervals;
import io.perennial.evaluation.Correction;
import io.perennial.evaluation.Hybrid;
import io.perennial.evaluation.IntervalLimits;
import io.perennial.evaluation.Levels;
import io.perennial.evaluation.Misses;
import io.perennial.evaluation.OriginData;
import io.perennial.evaluation.Target;
import io.perennial.evaluation.TotalError;
import io.perennial.failure.JobFailure;
import io.perennial.history.PurchasePolicy;
import io.perennial.model.btyd.PurchaseModel;
import io.perennial.run.Manifest;
import java.util.List;
import java.util.Optional;

/**
 * What earlier dates taught about the forecasts of the run. Predicted values are corrected by
 * learners, trained for the run date, where they are configured and can be; else by the level, as
 * the last back-test saw it. Intervals are as wide as it shows they have to be.
 */
final class CorrectionStage {
  private CorrectionStage() {}

  static void learn(Run run) {
    if (!run.models.forecastsMoney()) {
      return;
    }
    String champion = run.models.champion().orElseThrow().summary().name();
    run.calibrated = run.record.evaluation().flatMap(found -> calibrated(run, found, champion));
    Optional<Correction> level =
        run.record
            .evaluation()
            .flatMap(found -> levels(found, champion))
            .map(by -> Correction.of(by, champion));
    run.correction =
        run.hasLearner()
            ? InputStages.reading(run.transactions, () -> hybrid(run, champion)).or(() -> level)
            : level;
  }

  /** The factors of a model; none in a manifest of an earlier version. */
  private static Optional<Levels> levels(Manifest.Evaluation found, String model) {
    return of(found, model)
        .filter(forecast -> forecast.levels() != null)
        .filter(forecast -> found.target().equals(Target.SPEND.word()))
        .map(forecast -> new Levels(forecast.levels()));
  }

  private static Optional<Manifest.Evaluation.Forecast> of(
      Manifest.Evaluation found, String model) {
    return found.forecasts().stream()
        .filter(forecast -> forecast.model().equals(model))
        .findFirst();
  }

  /** By how much a model missed; empty in a manifest of an earlier version. */
  private static Optional<CalibratedIntervals> calibrated(
      Run run, Manifest.Evaluation found, String model) {
    double level = run.settings.intervals().level();
    boolean sameHorizon = found.horizonDays() == run.settings.clv().horizonDays();
    return of(found, model)
        .filter(forecast -> forecast.purchases() != null && forecast.spend() != null)
        .map(
            forecast ->
                new CalibratedIntervals(
                    misses(Target.PURCHASES, forecast.purchases(), sameHorizon, level),
                    misses(Target.SPEND, forecast.spend(), sameHorizon, level),
                    level));
  }

  private static Misses misses(
      Target target, Manifest.Evaluation.Misses found, boolean sameHorizon, double level) {
    return new Misses(
        target,
        Optional.of(new IntervalLimits(found.level(), found.beginningAtZero(), found.willBuy()))
            .filter(limits -> sameHorizon && limits.level() == level),
        Optional.ofNullable(found.totalDeviation())
            .map(deviation -> new TotalError(found.totals(), deviation)));
  }

  private static Optional<Correction> hybrid(Run run, String champion) {
    try {
      OriginFits fits = new OriginFits(run, run.buyers);
      int horizonDays = run.settings.evaluatedDays();
      OriginData known =
          OriginData.of(
              run.buyers,
              run.record.runDate(),
              horizonDays,
              PurchasePolicy.of(run.settings.purchases()));
      List<PurchaseModel<?>> models = fits.completed(run.models);
      Optional<Hybrid> hybrid = fits.hybrid(known, champion, OriginFits.names(models));
      if (hybrid.isEmpty()) {
        warn(run, "the history is too short.");
      }
      return hybrid.map(trained -> Correction.of(trained, models, horizonDays));
    } catch (JobFailure failure) {
      OriginFits.requireNoModel(failure);
      warn(run, String.join(" ", failure.problems()));
      return Optional.empty();
    }
  }

  private static void warn(Run run, String reason) {
    run.record.warn(
        "hybrid was not trained: %s corrected_clv has the level of the back-test, or is null without one."
            .formatted(reason));
  }
}

package io.perennial.pipeline;

import io.perennial.evaluation.Correction;
import io.perennial.evaluation.Hybrid;
import io.perennial.evaluation.Levels;
import io.perennial.evaluation.OriginData;
import io.perennial.evaluation.Target;
import io.perennial.failure.JobFailure;
import io.perennial.history.PurchasePolicy;
import io.perennial.model.btyd.PurchaseModel;
import io.perennial.run.Manifest;
import java.util.List;
import java.util.Optional;

/**
 * What the predicted values of the run are corrected by: learners, trained for the run date, where
 * they are configured and can be; else the level, as the last back-test saw it.
 */
final class CorrectionStage {
  private CorrectionStage() {}

  static void learn(Run run) {
    if (!run.models.forecastsMoney()) {
      return;
    }
    String champion = run.models.champion().orElseThrow().summary().name();
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
    return found.forecasts().stream()
        .filter(forecast -> forecast.model().equals(model) && forecast.levels() != null)
        .filter(forecast -> found.target().equals(Target.SPEND.word()))
        .findFirst()
        .map(forecast -> new Levels(forecast.levels()));
  }

  private static Optional<Correction> hybrid(Run run, String champion) {
    try {
      OriginFits fits = new OriginFits(run);
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

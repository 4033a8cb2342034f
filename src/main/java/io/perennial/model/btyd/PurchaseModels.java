package io.perennial.model.btyd;

import io.perennial.failure.JobFailure;
import io.perennial.model.stage.Models;
import io.perennial.model.stage.SavedStage;
import java.util.List;
import java.util.Optional;

/**
 * The registry of purchase models for transaction logs, by name: the models listed in {@code
 * META-INF/services} whose customers may buy at any time.
 */
public final class PurchaseModels {
  private PurchaseModels() {}

  /** Their names, such as {@code bg-nbd}, in the order in which they are listed. */
  public static List<String> names() {
    return estimators().stream().map(estimator -> estimator.modelName()).toList();
  }

  /** A new estimator of the model of this name, if there is one. */
  public static Optional<PurchaseEstimator<?, ?>> estimator(String name) {
    return estimators().stream()
        .filter(estimator -> estimator.modelName().equals(name))
        .findFirst();
  }

  /**
   * Loads a model of the class it was saved as.
   *
   * @throws JobFailure with {@link io.perennial.failure.ExitCode#NO_MODEL} when it is damaged, is
   *     not there, or is no purchase model that is listed
   */
  public static PurchaseModel<?> load(String path) {
    return SavedStage.load(PurchaseModel.class, path);
  }

  private static List<PurchaseEstimator<?, ?>> estimators() {
    return Models.estimators(PurchaseEstimator.class).stream()
        .<PurchaseEstimator<?, ?>>map(estimator -> estimator)
        .filter(PurchaseEstimator::isInContinuousTime)
        .toList();
  }
}

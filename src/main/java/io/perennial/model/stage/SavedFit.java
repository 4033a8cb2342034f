package io.perennial.model.stage;

import io.perennial.model.fit.FitSummary;
import org.apache.spark.ml.util.MLWriter;

/**
 * What is saved of a fitted model beside its Params.
 *
 * @param formatVersion raised when an older reader could not understand the data
 * @param timeUnitDays length in days of the time unit of the parameters; null for models without
 *     time
 */
public record SavedFit(int formatVersion, FitSummary fit, Double timeUnitDays) {
  /**
   * No fit comes near it; computations of larger numbers, or of the inverse of them, may never end.
   */
  private static final double MAX_PARAMETER = 1e150;

  /** What to save of a model with parameters measured in a time unit. */
  public static SavedFit of(FitSummary fit, double timeUnitDays) {
    return new SavedFit(SavedStage.FORMAT_VERSION, fit, timeUnitDays);
  }

  /** What to save of a model without time. */
  public static SavedFit of(FitSummary fit) {
    return new SavedFit(SavedStage.FORMAT_VERSION, fit, null);
  }

  /** A writer of the model's Params and this. */
  MLWriter writer(FittedModel<?> model) {
    return SavedStage.writer(model, this);
  }

  /**
   * @throws IllegalArgumentException when a figure is none that a fit could have found
   */
  void requireSound() {
    if (fit == null || fit.parameters().isEmpty()) {
      throw new IllegalArgumentException("it has no parameters");
    }
    fit.parameters()
        .forEach(
            (name, value) -> {
              if (value == null || !(Math.abs(value) < MAX_PARAMETER)) {
                throw new IllegalArgumentException(
                    "%s = %s: expected a number between -%3$s and %3$s"
                        .formatted(name, value, MAX_PARAMETER));
              }
            });
    if (timeUnitDays != null && !(timeUnitDays > 0 && timeUnitDays < MAX_PARAMETER)) {
      throw new IllegalArgumentException(
          "timeUnitDays = %s: expected a number above 0".formatted(timeUnitDays));
    }
  }
}

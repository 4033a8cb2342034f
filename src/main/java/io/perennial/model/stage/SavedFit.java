package io.perennial.model.stage;

import io.perennial.model.fit.FitSummary;
import org.apache.spark.ml.util.MLWriter;

/**
 * The data of a fitted model that is saved beside its Params.
 *
 * @param formatVersion raised when older versions could not read the data
 * @param timeUnitDays length in days of the time unit of the parameters; null for models without
 *     time
 */
public record SavedFit(int formatVersion, FitSummary fit, Double timeUnitDays) {
  /**
   * Far beyond any fit. Computations with larger numbers, or with their inverses, may not
   * terminate.
   */
  private static final double MAX_PARAMETER = 1e150;

  /** The data of a model with parameters in a time unit. */
  public static SavedFit of(FitSummary fit, double timeUnitDays) {
    return new SavedFit(SavedStage.FORMAT_VERSION, fit, timeUnitDays);
  }

  /** The data of a model without time. */
  public static SavedFit of(FitSummary fit) {
    return new SavedFit(SavedStage.FORMAT_VERSION, fit, null);
  }

  /** A writer of the model's Params and this. */
  MLWriter writer(FittedModel<?> model) {
    return SavedStage.writer(model, this);
  }

  /**
   * @throws IllegalArgumentException when a figure cannot be the result of a fit
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

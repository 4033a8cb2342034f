package io.perennial.model.ml;

import java.io.Serializable;
import java.util.List;

/**
 * The data of a linear learner's model.
 *
 * @param formatVersion raised when older versions could not read it
 */
record LinearFit(
    int formatVersion, LearnerSummary summary, FeatureScale scale, List<LinearPredictor> predictors)
    implements Serializable {
  static LinearFit of(
      LearnerSummary summary, FeatureScale scale, List<LinearPredictor> predictors) {
    return new LinearFit(summary.formatVersion(), summary, scale, predictors);
  }
}

package io.perennial.model.ml;

import io.perennial.model.stage.SavedStage;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.util.MLWriter;

/**
 * A trained learner of linear predictors.
 *
 * @param <M> the model itself
 */
public abstract class LinearModel<M extends LinearModel<M>> extends SpendLearnerModel<M> {
  private static final long serialVersionUID = 1L;

  private final LinearFit fit;

  LinearModel(String uid, LinearFit fit, String prediction) {
    super(uid, fit == null ? null : fit.summary(), prediction);
    this.fit = fit;
  }

  /** The mean ratio of spend to the forecast, from the values of the predictors. */
  abstract double mean(double[] values);

  final LinearFit fit() {
    return fit;
  }

  @Override
  final double output(Vector features) {
    double[] scaled = fit.scale().scaled(features);
    return mean(fit.predictors().stream().mapToDouble(each -> each.at(scaled)).toArray());
  }

  @Override
  public final MLWriter write() {
    return SavedStage.writer(this, fit);
  }
}

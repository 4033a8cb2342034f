package io.perennial.model.ml;

import io.perennial.model.stage.SavedStage;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;

/**
 * A trained learner that is a number of trees.
 *
 * @param <M> the model itself
 */
public abstract class TreeModel<M extends TreeModel<M>> extends SpendLearnerModel<M> {
  private static final long serialVersionUID = 1L;

  TreeModel(String uid, LearnerSummary summary, String prediction) {
    super(uid, summary, prediction);
  }

  /** The trees. */
  abstract PredictionModel<Vector, ?> trees();

  @Override
  final double output(Vector features) {
    return trees().predict(features);
  }

  @Override
  public final MLWriter write() {
    return SavedStage.writer(this, summary(), (MLWritable) trees());
  }
}

package io.perennial.model.ml;

import static org.apache.spark.sql.functions.when;

import io.perennial.model.stage.SavedStage;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.GBTRegressionModel;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;

/** Boosted trees on the ratio of spend to a purchase model's forecast, see {@link BoostedSpend}. */
public final class BoostedSpendModel extends SpendLearnerModel<BoostedSpendModel> {
  private static final long serialVersionUID = 1L;

  private final GBTRegressionModel trees;

  /** For {@link java.util.ServiceLoader}: a model without trees. */
  public BoostedSpendModel() {
    this("", null, null);
  }

  BoostedSpendModel(String uid, LearnerSummary summary, GBTRegressionModel trees) {
    super(uid, summary, BoostedSpend.PREDICTION);
    this.trees = trees;
  }

  @Override
  PredictionModel<Vector, ?> trees() {
    return trees;
  }

  @Override
  Column spend(Column expectedSpend, Column ratio) {
    // Not greatest, which passes over the null of a row without a history.
    Column atLeastZero = when(ratio.lt(0), 0.0).otherwise(ratio);
    return expectedSpend.multiply(atLeastZero.plus(1)).divide(2);
  }

  @Override
  public BoostedSpendModel copy(ParamMap extra) {
    return copyValues(new BoostedSpendModel(uid(), summary(), trees), extra).setParent(parent());
  }

  public static MLReader<BoostedSpendModel> read() {
    return SavedStage.reader(
        BoostedSpendModel.class,
        LearnerSummary.class,
        GBTRegressionModel::load,
        BoostedSpendModel::new);
  }

  public static BoostedSpendModel load(String path) {
    return read().load(path);
  }
}

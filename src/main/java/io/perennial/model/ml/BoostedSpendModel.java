package io.perennial.model.ml;

import io.perennial.model.stage.SavedStage;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.GBTRegressionModel;
import org.apache.spark.ml.util.MLReader;

/** Boosted trees on the ratio of spend to a purchase model's forecast, see {@link BoostedSpend}. */
public final class BoostedSpendModel extends TreeModel<BoostedSpendModel> {
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

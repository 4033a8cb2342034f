package io.perennial.model.ml;

import io.perennial.model.stage.SavedStage;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.RandomForestRegressionModel;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** A random forest on spend, see {@link ForestSpend}. */
public final class ForestSpendModel extends TreeModel<ForestSpendModel> {
  private static final long serialVersionUID = 1L;

  private final RandomForestRegressionModel trees;

  /** For {@link java.util.ServiceLoader}: a model without trees. */
  public ForestSpendModel() {
    this("", null, null);
  }

  ForestSpendModel(String uid, LearnerSummary summary, RandomForestRegressionModel trees) {
    super(uid, summary, ForestSpend.PREDICTION);
    this.trees = trees;
  }

  @Override
  PredictionModel<Vector, ?> trees() {
    return trees;
  }

  @Override
  Column spend(Column expectedSpend, Column output) {
    return functions.when(expectedSpend.isNotNull(), output.multiply(spendUnit()));
  }

  @Override
  public ForestSpendModel copy(ParamMap extra) {
    return copyValues(new ForestSpendModel(uid(), summary(), trees), extra).setParent(parent());
  }

  public static MLReader<ForestSpendModel> read() {
    return SavedStage.reader(
        ForestSpendModel.class,
        LearnerSummary.class,
        RandomForestRegressionModel::load,
        ForestSpendModel::new);
  }

  public static ForestSpendModel load(String path) {
    return read().load(path);
  }
}

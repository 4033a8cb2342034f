package io.perennial.model.ml;

import io.perennial.model.stage.SavedStage;
import org.apache.spark.ml.regression.RandomForestRegressionModel;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.apache.spark.ml.util.Identifiable$;

/**
 * A random forest on spend, capped at the 99.9% quantile of an origin: MLlib's {@link
 * RandomForestRegressor}. Averaged with {@link BoostedSpend} it orders customers better; alone it
 * is no forecast of totals.
 */
public final class ForestSpend extends TreeLearner<ForestSpend, ForestSpendModel> {
  private static final long serialVersionUID = 1L;

  /** The column added. */
  static final String PREDICTION = "expected_spend_forest";

  private static final int TREES = 50;
  private static final int DEPTH = 6;
  private static final int BINS = 32;
  private static final int MIN_CUSTOMERS = 20; // of a leaf
  private static final String FEATURES_OF_A_NODE = "onethird";
  private static final String LABEL = "label";

  public ForestSpend() {
    this(Identifiable$.MODULE$.randomUID("forestSpend"));
  }

  public ForestSpend(String uid) {
    super(uid, PREDICTION, TREES, DEPTH);
  }

  @Override
  ForestSpendModel train(TrainingRows rows) {
    RandomForestRegressionModel forest =
        new RandomForestRegressor()
            .setFeaturesCol(TrainingRows.FEATURES)
            .setLabelCol(LABEL)
            .setNumTrees((int) getOrDefault(trees()))
            .setMaxDepth((int) getOrDefault(maxDepth()))
            .setMaxBins(BINS)
            .setFeatureSubsetStrategy(FEATURES_OF_A_NODE)
            .setMinInstancesPerNode(MIN_CUSTOMERS)
            .setSeed((long) getOrDefault(seed()))
            .fit(rows.rows().withColumn(LABEL, rows.actualAtForecastLevel()));
    return new ForestSpendModel(uid(), summary(rows, forest.featureImportances()), forest);
  }

  public static ForestSpend load(String path) {
    return SavedStage.load(ForestSpend.class, path);
  }
}

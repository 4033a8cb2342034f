package io.perennial.model.ml;

import io.perennial.model.stage.SavedStage;
import org.apache.spark.ml.regression.GBTRegressionModel;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.ml.util.Identifiable$;

/**
 * Boosts the ratio of actual spend to a purchase model's forecast, with the forecast as weight:
 * small regression trees, squared loss, MLlib's {@link GBTRegressor}. The model's column is the
 * mean of that and the forecast, so that a ratio of 0 halves it.
 *
 * <p>The forecast's total at each origin is first set to the actual one: what is learned is who
 * spends more than was forecast, not how much all of them do.
 */
public final class BoostedSpend extends TreeLearner<BoostedSpend, BoostedSpendModel> {
  private static final long serialVersionUID = 1L;

  /** The column added. */
  static final String PREDICTION = "expected_spend_boosted";

  private static final int TREES = 40;
  private static final int DEPTH = 3;
  private static final double STEP = 0.1;
  private static final int BINS = 32;
  private static final int MIN_CUSTOMERS = 50; // of a leaf

  private static final String RATIO = "ratio";
  private static final String WEIGHT = "weight";

  public BoostedSpend() {
    this(Identifiable$.MODULE$.randomUID("boostedSpend"));
  }

  public BoostedSpend(String uid) {
    super(uid, PREDICTION, TREES, DEPTH);
  }

  @Override
  BoostedSpendModel train(TrainingRows rows) {
    GBTRegressionModel boosted =
        new GBTRegressor()
            .setFeaturesCol(TrainingRows.FEATURES)
            .setLabelCol(RATIO)
            .setWeightCol(WEIGHT)
            .setMaxIter((int) getOrDefault(trees()))
            .setMaxDepth((int) getOrDefault(maxDepth()))
            .setStepSize(STEP)
            .setMaxBins(BINS)
            .setMinInstancesPerNode(MIN_CUSTOMERS)
            .setSeed((long) getOrDefault(seed()))
            .fit(
                rows.rows()
                    .withColumn(WEIGHT, rows.relativeForecast())
                    .withColumn(RATIO, rows.ratio()));
    return new BoostedSpendModel(uid(), summary(rows, boosted.featureImportances()), boosted);
  }

  public static BoostedSpend load(String path) {
    return SavedStage.load(BoostedSpend.class, path);
  }
}

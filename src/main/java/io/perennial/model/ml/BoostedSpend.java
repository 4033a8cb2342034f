package io.perennial.model.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;

import io.perennial.model.stage.SavedStage;
import org.apache.spark.ml.regression.GBTRegressionModel;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.Column;

/**
 * Boosts the ratio of actual spend to a purchase model's forecast, with the forecast as weight:
 * small regression trees, squared loss, MLlib's {@link GBTRegressor}. The model's column is the
 * mean of that and the forecast, so that a ratio of 0 halves it.
 *
 * <p>The forecast's total at each origin is first set to the actual one: what is learned is who
 * spends more than was forecast, not how much all of them do.
 */
public final class BoostedSpend extends SpendLearner<BoostedSpend, BoostedSpendModel> {
  private static final long serialVersionUID = 1L;

  /** The column added. */
  static final String PREDICTION = "expected_spend_boosted";

  private static final int TREES = 40;
  private static final int DEPTH = 3;
  private static final double STEP = 0.1;
  private static final int BINS = 32;
  private static final int MIN_CUSTOMERS = 50; // of a leaf

  /** Of the mean spend: ratios to less say nothing, and would outweigh all others. */
  private static final double MIN_FORECAST = 0.01;

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
    Column weight = greatest(rows.forecast().divide(rows.mean()), lit(MIN_FORECAST));
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
                    .withColumn(WEIGHT, weight)
                    .withColumn(RATIO, rows.actual().divide(rows.mean()).divide(col(WEIGHT))));
    return new BoostedSpendModel(uid(), summary(rows, boosted.featureImportances()), boosted);
  }

  public static BoostedSpend load(String path) {
    return SavedStage.load(BoostedSpend.class, path);
  }
}

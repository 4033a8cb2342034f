package io.perennial.model.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Learns the ratio of actual spend to a purchase model's forecast by linear predictors on the
 * features that trees take, see {@link FeatureScale}. As for {@link BoostedSpend}, the forecast's
 * total at each origin is first set to the actual one, and the model's column is the mean of the
 * forecast and of what was learned. A small ridge penalty holds coefficients that the data does not
 * determine.
 *
 * @param <E> the estimator itself
 * @param <M> the model it fits
 */
public abstract class LinearLearner<E extends LinearLearner<E, M>, M extends LinearModel<M>>
    extends SpendLearner<E, M> {
  private static final long serialVersionUID = 1L;

  /** The features, scaled. */
  static final String SCALED = "scaled";

  /** The ratio, 0 or more. */
  static final String RATIO = "ratio";

  /** The forecast, in spends of the mean customer. */
  static final String FORECAST = "forecast";

  /** Half of it times the squared coefficients is added to the mean loss of a row. */
  static final double RIDGE = 0.01;

  LinearLearner(String uid, String prediction) {
    super(uid, prediction);
  }

  @Override
  final M train(TrainingRows rows) {
    FeatureScale scale = FeatureScale.of(rows.rows(), TrainingRows.FEATURES);
    if (scale.varying().length == 0) {
      throw new JobFailure(
          ExitCode.NO_MODEL,
          "A learner cannot be trained: nothing tells the customers of earlier origins apart.");
    }
    Dataset<Row> scaled =
        rows.rows()
            .select(
                scale.scaled(col(TrainingRows.FEATURES)).as(SCALED),
                rows.relativeForecast().as(FORECAST),
                greatest(rows.ratio(), lit(0.0)).as(RATIO))
            .persist();
    try {
      List<LinearPredictor> predictors = predictors(scaled);
      return model(LinearFit.of(summary(rows, importances(predictors, scale)), scale, predictors));
    } finally {
      scaled.unpersist();
    }
  }

  /** A regression of the ratio on the scaled features. */
  static GeneralizedLinearRegression regression(String family) {
    return new GeneralizedLinearRegression()
        .setFeaturesCol(SCALED)
        .setLabelCol(RATIO)
        .setFamily(family)
        .setRegParam(RIDGE);
  }

  /** Fits the predictors to {@link #SCALED}, {@link #RATIO} and {@link #FORECAST}. */
  abstract List<LinearPredictor> predictors(Dataset<Row> rows);

  /** The trained model, its Params not copied yet. */
  abstract M model(LinearFit fit);

  /** The shares of the coefficients in the sum of all, without signs; 0 where all are. */
  private static Vector importances(List<LinearPredictor> predictors, FeatureScale scale) {
    int[] varying = scale.varying();
    double[] sizes = new double[scale.means().length];
    for (LinearPredictor predictor : predictors) {
      for (int i = 0; i < varying.length; i++) {
        sizes[varying[i]] += Math.abs(predictor.coefficients()[i]);
      }
    }
    double total = Arrays.stream(sizes).sum();
    return Vectors.dense(Arrays.stream(sizes).map(size -> total > 0 ? size / total : 0).toArray());
  }
}

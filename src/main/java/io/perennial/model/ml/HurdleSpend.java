package io.perennial.model.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.model.stage.SavedStage;
import java.util.List;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.regression.GeneralizedLinearRegressionModel;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Two parts: whether a customer spends anything, a logistic regression, times the ratio of those
 * who do, a gamma regression with a log link. MLlib's {@link LogisticRegression} and {@link
 * GeneralizedLinearRegression}.
 *
 * <p>Duan, Manning, Morris and Newhouse (1983), "A comparison of alternative models for the demand
 * for medical care", with the gamma distribution in place of the log-normal one.
 */
public final class HurdleSpend extends LinearLearner<HurdleSpend, HurdleSpendModel> {
  private static final long serialVersionUID = 1L;

  /** The column added. */
  static final String PREDICTION = "expected_spend_hurdle";

  private static final String SPENDS = "spends";

  public HurdleSpend() {
    this(Identifiable$.MODULE$.randomUID("hurdleSpend"));
  }

  public HurdleSpend(String uid) {
    super(uid, PREDICTION);
  }

  @Override
  List<LinearPredictor> predictors(Dataset<Row> rows) {
    LogisticRegressionModel spends =
        new LogisticRegression()
            .setFeaturesCol(SCALED)
            .setLabelCol(SPENDS)
            .setRegParam(RIDGE)
            .setStandardization(false)
            .fit(rows.withColumn(SPENDS, when(col(RATIO).gt(0), lit(1.0)).otherwise(lit(0.0))));
    Dataset<Row> buyers = rows.where(col(RATIO).gt(0));
    GeneralizedLinearRegressionModel amount = regression("gamma").setLink("log").fit(buyers);
    return List.of(
        LinearPredictor.of(spends.intercept(), spends.coefficients().toArray(), rows, col(SCALED)),
        LinearPredictor.of(
            amount.intercept(), amount.coefficients().toArray(), buyers, col(SCALED)));
  }

  @Override
  HurdleSpendModel model(LinearFit fit) {
    return new HurdleSpendModel(uid(), fit);
  }

  public static HurdleSpend load(String path) {
    return SavedStage.load(HurdleSpend.class, path);
  }
}

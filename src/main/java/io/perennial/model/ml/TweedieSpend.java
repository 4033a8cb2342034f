package io.perennial.model.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.perennial.model.stage.SavedStage;
import java.util.List;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.ml.regression.GeneralizedLinearRegressionModel;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * A log-linear model of spend, none included: Tweedie's distribution, a sum of gamma amounts as
 * many as a Poisson count says, with variance φμ^1.5. MLlib's {@link GeneralizedLinearRegression}.
 * With the forecast to the power 0.5 as weight, that of the ratio to the forecast is that of spend.
 *
 * <p>Jørgensen (1987), "Exponential dispersion models".
 */
public final class TweedieSpend extends LinearLearner<TweedieSpend, TweedieSpendModel> {
  private static final long serialVersionUID = 1L;

  /** The column added. */
  static final String PREDICTION = "expected_spend_tweedie";

  private static final double VARIANCE_POWER = 1.5;
  private static final double LOG_LINK = 0; // as a power
  private static final String WEIGHT = "weight";

  public TweedieSpend() {
    this(Identifiable$.MODULE$.randomUID("tweedieSpend"));
  }

  public TweedieSpend(String uid) {
    super(uid, PREDICTION);
  }

  @Override
  List<LinearPredictor> predictors(Dataset<Row> rows) {
    GeneralizedLinearRegressionModel spend =
        regression("tweedie")
            .setWeightCol(WEIGHT)
            .setVariancePower(VARIANCE_POWER)
            .setLinkPower(LOG_LINK)
            .fit(rows.withColumn(WEIGHT, functions.pow(col(FORECAST), lit(2 - VARIANCE_POWER))));
    return List.of(
        LinearPredictor.of(spend.intercept(), spend.coefficients().toArray(), rows, col(SCALED)));
  }

  @Override
  TweedieSpendModel model(LinearFit fit) {
    return new TweedieSpendModel(uid(), fit);
  }

  public static TweedieSpend load(String path) {
    return SavedStage.load(TweedieSpend.class, path);
  }
}

package io.perennial.model.spend;

import io.perennial.schema.ScoreColumns;
import java.io.Serializable;
import org.apache.spark.ml.param.Param;

/** The Params that the estimator and the model of spend have in common. */
public final class SpendParams implements Serializable {
  private static final long serialVersionUID = 1L;

  final Param<String> frequencyCol;
  final Param<String> monetaryValueCol;
  final Param<String> expectedPurchaseValueCol;

  /**
   * Makes the Params of a stage and sets their defaults.
   *
   * @param stage with its uid assigned
   */
  SpendParams(SpendStage<?> stage) {
    frequencyCol = new Param<>(stage, "frequencyCol", "x: purchase days after the first");
    monetaryValueCol =
        new Param<>(
            stage,
            "monetaryValueCol",
            "mean value of the repeat purchase days, the first left out; null when x is 0");
    expectedPurchaseValueCol =
        new Param<>(
            stage, "expectedPurchaseValueCol", "output: expected value of a future purchase day");
    stage.setDefault(frequencyCol, ScoreColumns.FREQUENCY);
    stage.setDefault(monetaryValueCol, ScoreColumns.MONETARY_VALUE);
    stage.setDefault(expectedPurchaseValueCol, ScoreColumns.EXPECTED_PURCHASE_VALUE);
  }
}

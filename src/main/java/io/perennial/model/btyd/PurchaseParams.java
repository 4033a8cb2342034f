package io.perennial.model.btyd;

import io.perennial.schema.ScoreColumns;
import java.io.Serializable;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;

/** The Params that the estimator and the model of purchases have in common. */
public final class PurchaseParams implements Serializable {
  private static final long serialVersionUID = 1L;

  final Param<String> frequencyCol;
  final Param<String> recencyCol;
  final Param<String> ageCol;
  final Param<String> pAliveCol;
  final Param<String> expectedPurchasesCol;
  final Param<String> discountedExpectedPurchasesCol;
  final IntParam horizonDays;
  final DoubleParam annualDiscountRate;

  /**
   * Makes the Params of a stage and sets their defaults.
   *
   * @param stage with its uid assigned
   */
  PurchaseParams(PurchaseStage<?> stage) {
    frequencyCol = new Param<>(stage, "frequencyCol", "x: purchase days after the first");
    recencyCol = new Param<>(stage, "recencyCol", "t_x: days from first to last purchase");
    ageCol = new Param<>(stage, "ageCol", "T: days from first purchase to the run date");
    pAliveCol = new Param<>(stage, "pAliveCol", "output: probability of being alive at age T");
    expectedPurchasesCol =
        new Param<>(stage, "expectedPurchasesCol", "output: purchases expected in the horizon");
    discountedExpectedPurchasesCol =
        new Param<>(
            stage,
            "discountedExpectedPurchasesCol",
            "output: purchases expected in the horizon, each discounted to age T");
    horizonDays =
        new IntParam(stage, "horizonDays", "length of the forecast", ParamValidators.gtEq(1));
    annualDiscountRate =
        new DoubleParam(
            stage,
            "annualDiscountRate",
            "discount rate of 365 days, compounded yearly: 0.1 is 10%",
            ParamValidators.gtEq(0));
    stage.setDefault(frequencyCol, ScoreColumns.FREQUENCY);
    stage.setDefault(recencyCol, ScoreColumns.RECENCY_DAYS);
    stage.setDefault(ageCol, ScoreColumns.AGE_DAYS);
    stage.setDefault(pAliveCol, ScoreColumns.P_ALIVE);
    stage.setDefault(expectedPurchasesCol, ScoreColumns.EXPECTED_PURCHASES);
    stage.setDefault(discountedExpectedPurchasesCol, ScoreColumns.DISCOUNTED_EXPECTED_PURCHASES);
    stage.setDefault(horizonDays, 365);
    stage.setDefault(annualDiscountRate, 0.10);
  }
}

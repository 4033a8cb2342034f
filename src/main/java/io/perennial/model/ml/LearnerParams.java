package io.perennial.model.ml;

import io.perennial.history.HistoryColumns;
import io.perennial.schema.ScoreColumns;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;

/** The Params that a learner and its model have in common. */
public final class LearnerParams implements Serializable {
  private static final long serialVersionUID = 1L;

  static final String IGNORE = "ignore";
  static final String PURCHASE = "purchase";

  final Param<String> historyCol;
  final Param<String> originDayCol;
  final Param<String> historyDaysCol;
  final Param<String> horizonDaysCol;
  final Param<String> meanOrderCol;
  final Param<String> expectedSpendCol;
  final Param<String> expectedPurchaseValueCol;
  final StringArrayParam pAliveCols;
  final StringArrayParam expectedPurchasesCols;
  final Param<String> predictionCol;
  final Param<String> zeroDay;

  /**
   * Makes the Params of a stage and sets their defaults.
   *
   * @param stage with its uid assigned
   * @param prediction name of the column added
   */
  LearnerParams(LearnerStage<?> stage, String prediction) {
    historyCol =
        new Param<>(
            stage,
            "historyCol",
            "the customer's history as the job encodes it; days after the origin are not looked at");
    originDayCol =
        new Param<>(
            stage, "originDayCol", "the last day that forecasts know, in days since 1970-01-01");
    historyDaysCol =
        new Param<>(
            stage,
            "historyDaysCol",
            "days from the first purchase of any customer to the origin: what times are measured"
                + " by");
    horizonDaysCol = new Param<>(stage, "horizonDaysCol", "days of the forecast");
    meanOrderCol =
        new Param<>(
            stage,
            "meanOrderCol",
            "net amount of the mean purchase day up to the origin: what amounts are measured by");
    expectedSpendCol =
        new Param<>(
            stage, "expectedSpendCol", "spend that a purchase model expects in the horizon");
    expectedPurchaseValueCol =
        new Param<>(
            stage, "expectedPurchaseValueCol", "value that is expected of a future purchase day");
    pAliveCols =
        new StringArrayParam(
            stage, "pAliveCols", "probabilities of being alive, by purchase models");
    expectedPurchasesCols =
        new StringArrayParam(
            stage, "expectedPurchasesCols", "purchases that purchase models expect in the horizon");
    predictionCol =
        new Param<>(stage, "predictionCol", "output: spend that is expected in the horizon");
    zeroDay =
        new Param<>(
            stage,
            "zeroDay",
            "a day whose net amount is 0: ignore, or purchase",
            ParamValidators.inArray(List.of(IGNORE, PURCHASE)));
    stage.setDefault(historyCol, HistoryColumns.DAYS);
    stage.setDefault(originDayCol, OriginScale.ORIGIN_DAY);
    stage.setDefault(historyDaysCol, OriginScale.HISTORY_DAYS);
    stage.setDefault(horizonDaysCol, OriginScale.HORIZON_DAYS);
    stage.setDefault(meanOrderCol, OriginScale.MEAN_ORDER);
    stage.setDefault(expectedSpendCol, "expected_spend");
    stage.setDefault(expectedPurchaseValueCol, ScoreColumns.EXPECTED_PURCHASE_VALUE);
    stage.setDefault(pAliveCols, new String[] {ScoreColumns.P_ALIVE});
    stage.setDefault(expectedPurchasesCols, new String[] {ScoreColumns.EXPECTED_PURCHASES});
    stage.setDefault(predictionCol, prediction);
    stage.setDefault(zeroDay, IGNORE);
  }
}

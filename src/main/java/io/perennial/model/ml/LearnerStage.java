package io.perennial.model.ml;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.perennial.history.CustomerHistory;
import io.perennial.history.PurchasePolicy;
import io.perennial.model.stage.StageSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF5;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;

/**
 * Params of the stages that fit and apply learners, and the features that both take: those of
 * {@link CustomerFeatures}, then the forecasts of the purchase models in the same units.
 *
 * @param <S> the stage itself
 */
public interface LearnerStage<S extends LearnerStage<S>> extends Params {
  /** The shared Params of the stage. */
  LearnerParams learnerParams();

  default Param<String> historyCol() {
    return learnerParams().historyCol;
  }

  default Param<String> originDayCol() {
    return learnerParams().originDayCol;
  }

  default Param<String> historyDaysCol() {
    return learnerParams().historyDaysCol;
  }

  default Param<String> horizonDaysCol() {
    return learnerParams().horizonDaysCol;
  }

  default Param<String> meanOrderCol() {
    return learnerParams().meanOrderCol;
  }

  default Param<String> expectedSpendCol() {
    return learnerParams().expectedSpendCol;
  }

  default Param<String> expectedPurchaseValueCol() {
    return learnerParams().expectedPurchaseValueCol;
  }

  default StringArrayParam pAliveCols() {
    return learnerParams().pAliveCols;
  }

  default StringArrayParam expectedPurchasesCols() {
    return learnerParams().expectedPurchasesCols;
  }

  default Param<String> predictionCol() {
    return learnerParams().predictionCol;
  }

  default Param<String> zeroDay() {
    return learnerParams().zeroDay;
  }

  default S setHistoryCol(String column) {
    return self(set(historyCol(), column));
  }

  default S setOriginDayCol(String column) {
    return self(set(originDayCol(), column));
  }

  default S setHistoryDaysCol(String column) {
    return self(set(historyDaysCol(), column));
  }

  default S setHorizonDaysCol(String column) {
    return self(set(horizonDaysCol(), column));
  }

  default S setMeanOrderCol(String column) {
    return self(set(meanOrderCol(), column));
  }

  default S setExpectedSpendCol(String column) {
    return self(set(expectedSpendCol(), column));
  }

  default S setExpectedPurchaseValueCol(String column) {
    return self(set(expectedPurchaseValueCol(), column));
  }

  default S setPAliveCols(String... columns) {
    return self(set(pAliveCols(), columns));
  }

  default S setExpectedPurchasesCols(String... columns) {
    return self(set(expectedPurchasesCols(), columns));
  }

  default S setPredictionCol(String column) {
    return self(set(predictionCol(), column));
  }

  default S setZeroDay(String policy) {
    return self(set(zeroDay(), policy));
  }

  /** Reads the scale, the forecasts and the given further columns, adds the prediction. */
  default StructType learnerSchema(StructType input, String... others) {
    return StageSchema.of(getClass().getSimpleName(), input)
        .reads(
            getOrDefault(expectedSpendCol()),
            getOrDefault(originDayCol()),
            getOrDefault(historyDaysCol()),
            getOrDefault(horizonDaysCol()),
            getOrDefault(meanOrderCol()),
            getOrDefault(expectedPurchaseValueCol()))
        .reads(getOrDefault(pAliveCols()))
        .reads(getOrDefault(expectedPurchasesCols()))
        .reads(others)
        .readsBytes(getOrDefault(historyCol()))
        .adds(getOrDefault(predictionCol()))
        .result();
  }

  /** The names of the features, in their order. */
  default List<String> featureNames() {
    return Stream.of(
            CustomerFeatures.NAMES.stream(),
            Stream.of("expected_spend", "expected_purchase_value"),
            Stream.of(getOrDefault(pAliveCols())),
            Stream.of(getOrDefault(expectedPurchasesCols())))
        .flatMap(names -> names)
        .toList();
  }

  /** What spend over the horizon is measured by: a mean order in the time of the history. */
  default Column spendUnit() {
    return number(meanOrderCol()).divide(perHorizon());
  }

  /** The features as a vector; null for a customer without a history. */
  default Column features() {
    List<Column> forecasts = new ArrayList<>();
    forecasts.add(number(expectedSpendCol()).divide(spendUnit()));
    forecasts.add(number(expectedPurchaseValueCol()).divide(number(meanOrderCol())));
    for (String pAlive : getOrDefault(pAliveCols())) {
      forecasts.add(number(pAlive));
    }
    for (String purchases : getOrDefault(expectedPurchasesCols())) {
      forecasts.add(number(purchases).multiply(perHorizon()));
    }
    PurchasePolicy policy =
        new PurchasePolicy(getOrDefault(zeroDay()).equals(LearnerParams.PURCHASE));
    UDF5<byte[], Integer, Double, Double, Seq<Double>, Vector> vector =
        (history, originDay, historyDays, meanOrder, expected) -> {
          if (history == null || originDay == null || historyDays == null || meanOrder == null) {
            return null;
          }
          double[] features =
              CustomerFeatures.of(
                  CustomerHistory.decode(history), originDay, policy, historyDays, meanOrder);
          double[] all = new double[features.length + expected.size()];
          System.arraycopy(features, 0, all, 0, features.length);
          for (int i = 0; i < expected.size(); i++) {
            all[features.length + i] = expected.apply(i);
          }
          return Vectors.dense(all);
        };
    return udf(vector, SQLDataTypes.VectorType())
        .apply(
            col(getOrDefault(historyCol())),
            col(getOrDefault(originDayCol())).cast("int"),
            number(historyDaysCol()),
            number(meanOrderCol()),
            array(
                forecasts.stream()
                    .map(forecast -> coalesce(forecast, lit(0.0)))
                    .toArray(Column[]::new)));
  }

  /** How many horizons a history is long. */
  private Column perHorizon() {
    return greatest(number(historyDaysCol()), lit(1.0)).divide(number(horizonDaysCol()));
  }

  private Column number(Param<String> column) {
    return number(getOrDefault(column));
  }

  private static Column number(String column) {
    return col(column).cast("double");
  }

  @SuppressWarnings("unchecked")
  private S self(Params stage) {
    return (S) stage;
  }
}

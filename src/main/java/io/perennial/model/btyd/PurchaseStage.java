package io.perennial.model.btyd;

import io.perennial.model.stage.StageSchema;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.types.StructType;

/**
 * Params of the stages that fit and apply models of purchases: columns, horizon and discount rate.
 *
 * @param <S> the stage itself
 */
public interface PurchaseStage<S extends PurchaseStage<S>> extends Params {
  /** The shared Params of the stage. */
  PurchaseParams purchaseParams();

  default Param<String> frequencyCol() {
    return purchaseParams().frequencyCol;
  }

  default Param<String> recencyCol() {
    return purchaseParams().recencyCol;
  }

  default Param<String> ageCol() {
    return purchaseParams().ageCol;
  }

  default Param<String> pAliveCol() {
    return purchaseParams().pAliveCol;
  }

  default Param<String> expectedPurchasesCol() {
    return purchaseParams().expectedPurchasesCol;
  }

  default Param<String> discountedExpectedPurchasesCol() {
    return purchaseParams().discountedExpectedPurchasesCol;
  }

  default IntParam horizonDays() {
    return purchaseParams().horizonDays;
  }

  default DoubleParam annualDiscountRate() {
    return purchaseParams().annualDiscountRate;
  }

  default S setFrequencyCol(String column) {
    return self(set(frequencyCol(), column));
  }

  default S setRecencyCol(String column) {
    return self(set(recencyCol(), column));
  }

  default S setAgeCol(String column) {
    return self(set(ageCol(), column));
  }

  default S setPAliveCol(String column) {
    return self(set(pAliveCol(), column));
  }

  default S setExpectedPurchasesCol(String column) {
    return self(set(expectedPurchasesCol(), column));
  }

  default S setDiscountedExpectedPurchasesCol(String column) {
    return self(set(discountedExpectedPurchasesCol(), column));
  }

  default S setHorizonDays(int days) {
    return self(set(horizonDays(), days));
  }

  default S setAnnualDiscountRate(double rate) {
    return self(set(annualDiscountRate(), rate));
  }

  /** Reads frequency, recency, age and the given further columns, adds the three forecasts. */
  default StructType purchaseSchema(StructType input, String... others) {
    return StageSchema.of(getClass().getSimpleName(), input)
        .reads(getOrDefault(frequencyCol()), getOrDefault(recencyCol()), getOrDefault(ageCol()))
        .reads(others)
        .adds(
            getOrDefault(pAliveCol()),
            getOrDefault(expectedPurchasesCol()),
            getOrDefault(discountedExpectedPurchasesCol()))
        .result();
  }

  @SuppressWarnings("unchecked")
  private S self(Params stage) {
    return (S) stage;
  }
}

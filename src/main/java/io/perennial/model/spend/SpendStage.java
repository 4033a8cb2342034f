package io.perennial.model.spend;

import io.perennial.model.stage.StageSchema;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.types.StructType;

/**
 * Params of the stages that fit and apply models of spend.
 *
 * @param <S> the stage itself
 */
public interface SpendStage<S extends SpendStage<S>> extends Params {
  /** The shared Params of the stage. */
  SpendParams spendParams();

  default Param<String> frequencyCol() {
    return spendParams().frequencyCol;
  }

  default Param<String> monetaryValueCol() {
    return spendParams().monetaryValueCol;
  }

  default Param<String> expectedPurchaseValueCol() {
    return spendParams().expectedPurchaseValueCol;
  }

  default S setFrequencyCol(String column) {
    return self(set(frequencyCol(), column));
  }

  default S setMonetaryValueCol(String column) {
    return self(set(monetaryValueCol(), column));
  }

  default S setExpectedPurchaseValueCol(String column) {
    return self(set(expectedPurchaseValueCol(), column));
  }

  /** Reads frequency and monetary value, adds the expected value. */
  default StructType spendSchema(StructType input) {
    return StageSchema.of(getClass().getSimpleName(), input)
        .reads(getOrDefault(frequencyCol()), getOrDefault(monetaryValueCol()))
        .adds(getOrDefault(expectedPurchaseValueCol()))
        .result();
  }

  @SuppressWarnings("unchecked")
  private S self(Params stage) {
    return (S) stage;
  }
}

package io.perennial.model.contractual;

import io.perennial.model.stage.StageSchema;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.types.StructType;

/**
 * Params of the stages that fit and apply models of retention.
 *
 * @param <S> the stage itself
 */
public interface ContractualStage<S extends ContractualStage<S>> extends Params {
  /** The shared Params of the stage. */
  ContractualParams contractualParams();

  default Param<String> renewalsCol() {
    return contractualParams().renewalsCol;
  }

  default Param<String> leftCol() {
    return contractualParams().leftCol;
  }

  default Param<String> retentionCol() {
    return contractualParams().retentionCol;
  }

  default Param<String> discountedResidualLifetimeCol() {
    return contractualParams().discountedResidualLifetimeCol;
  }

  default DoubleParam periodDays() {
    return contractualParams().periodDays;
  }

  default DoubleParam annualDiscountRate() {
    return contractualParams().annualDiscountRate;
  }

  default S setRenewalsCol(String column) {
    return self(set(renewalsCol(), column));
  }

  default S setLeftCol(String column) {
    return self(set(leftCol(), column));
  }

  default S setRetentionCol(String column) {
    return self(set(retentionCol(), column));
  }

  default S setDiscountedResidualLifetimeCol(String column) {
    return self(set(discountedResidualLifetimeCol(), column));
  }

  default S setPeriodDays(double days) {
    return self(set(periodDays(), days));
  }

  default S setAnnualDiscountRate(double rate) {
    return self(set(annualDiscountRate(), rate));
  }

  /** Reads renewals and whether the subscriber left, adds the two forecasts. */
  default StructType contractualSchema(StructType input) {
    return StageSchema.of(getClass().getSimpleName(), input)
        .reads(getOrDefault(renewalsCol()), getOrDefault(leftCol()))
        .adds(getOrDefault(retentionCol()), getOrDefault(discountedResidualLifetimeCol()))
        .result();
  }

  @SuppressWarnings("unchecked")
  private S self(Params stage) {
    return (S) stage;
  }
}

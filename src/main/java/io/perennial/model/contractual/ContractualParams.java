package io.perennial.model.contractual;

import io.perennial.model.stage.DiscountRate;
import java.io.Serializable;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;

/** The Params that the estimator and the model of retention have in common. */
public final class ContractualParams implements Serializable {
  private static final long serialVersionUID = 1L;

  final Param<String> renewalsCol;
  final Param<String> leftCol;
  final Param<String> retentionCol;
  final Param<String> discountedResidualLifetimeCol;
  final DoubleParam periodDays;
  final DoubleParam annualDiscountRate;

  /**
   * Makes the Params of a stage and sets their defaults.
   *
   * @param stage with its uid assigned
   */
  ContractualParams(ContractualStage<?> stage) {
    renewalsCol = new Param<>(stage, "renewalsCol", "how many times the subscriber has renewed");
    leftCol =
        new Param<>(
            stage, "leftCol", "1: the subscriber did not renew once more; 0: is still there");
    retentionCol =
        new Param<>(
            stage, "retentionCol", "output: probability of the next renewal; 0 after leaving");
    discountedResidualLifetimeCol =
        new Param<>(
            stage,
            "discountedResidualLifetimeCol",
            "output: renewals still expected, each discounted to the next one; 0 after leaving");
    periodDays =
        new DoubleParam(
            stage, "periodDays", "days from one renewal to the next", ParamValidators.gt(0));
    annualDiscountRate =
        new DoubleParam(
            stage,
            "annualDiscountRate",
            "discount rate of 365 days, compounded yearly: 0.1 is 10%; above 0, because without"
                + " discount the expected lifetime may be infinite",
            ParamValidators.gt(0));
    stage.setDefault(renewalsCol, "renewals");
    stage.setDefault(leftCol, "has_left");
    stage.setDefault(retentionCol, "next_retention");
    stage.setDefault(discountedResidualLifetimeCol, "discounted_residual_lifetime");
    stage.setDefault(periodDays, DiscountRate.YEAR_DAYS / 12);
    stage.setDefault(annualDiscountRate, 0.10);
  }
}

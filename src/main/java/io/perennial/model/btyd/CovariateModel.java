package io.perennial.model.btyd;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import java.util.List;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.StructType;

/**
 * A fitted model of purchases whose rates may depend on covariates. A row with a missing covariate
 * gets missing forecasts.
 *
 * @param <M> the model itself
 */
public abstract class CovariateModel<M extends CovariateModel<M>> extends PurchaseModel<M>
    implements CovariateStage<M> {
  private static final long serialVersionUID = 1L;

  private final StringArrayParam covariateCols;

  protected CovariateModel(String uid, FitSummary summary, double timeUnitDays) {
    super(uid, summary, timeUnitDays);
    this.covariateCols = CovariateStage.param(this);
  }

  /** The family whose rates depend on covariates of these names. */
  abstract CovariateFamily<?> family(List<String> covariates);

  @Override
  public StringArrayParam covariateCols() {
    return covariateCols;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    CovariateFamily<?> family = family(covariateNames());
    if (family.dimension() != summary().parameters().size()) {
      throw new JobFailure(
          ExitCode.INPUT,
          "%s has the parameters %s, which do not fit the covariate columns %s: name as many as it was fitted with, in the same order."
              .formatted(
                  getClass().getSimpleName(), summary().parameters().keySet(), covariateNames()));
    }
    return purchaseSchema(schema, getOrDefault(covariateCols));
  }

  /** The pure-Java model of customers whose covariates are all 0. */
  @Override
  public PurchaseLikelihood likelihood() {
    return super.likelihood();
  }

  @Override
  LikelihoodFamily<? extends PurchaseLikelihood> forecasting() {
    return covariateNames().isEmpty() ? family() : family(covariateNames());
  }

  @Override
  List<Column> covariates() {
    return covariateColumns();
  }
}

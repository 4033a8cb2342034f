package io.perennial.model.btyd;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.cells.CellRequest;
import io.perennial.model.cells.CellSource;
import io.perennial.model.cells.CovariateMoments;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.MaximumLikelihood;
import java.util.List;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Fits a model of purchases whose rates may depend on covariates, see {@link CovariateFamily}. With
 * covariates the diagnostics of the fit hold the likelihood-ratio test against the model without.
 *
 * @param <E> the estimator itself
 * @param <M> the model it fits
 */
public abstract class CovariateEstimator<
        E extends CovariateEstimator<E, M>, M extends CovariateModel<M>>
    extends PurchaseEstimator<E, M> implements CovariateStage<E> {
  private static final long serialVersionUID = 1L;

  private final StringArrayParam covariateCols;

  protected CovariateEstimator(String uid) {
    super(uid);
    this.covariateCols = CovariateStage.param(this);
  }

  /** The family whose rates depend on covariates of these names. */
  abstract CovariateFamily<?> family(List<String> covariates);

  @Override
  public StringArrayParam covariateCols() {
    return covariateCols;
  }

  @Override
  protected CellRequest request(Dataset<?> customers) {
    return super.request(customers).withCovariates(covariateColumns());
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return purchaseSchema(schema, getOrDefault(covariateCols));
  }

  @Override
  protected FitSummary maximise(CellSource cells) {
    List<String> names = covariateNames();
    if (names.isEmpty()) {
      return super.maximise(cells);
    }
    CovariateMoments moments = cells.totals().covariates();
    requireInformative(moments, names);
    double scale = scale(cells.totals());
    CovariateFamily<?> family = family(names).standardised(moments);
    FitSummary with = family.atOrigin(new MaximumLikelihood<>(family, scale, options()).fit(cells));
    FitSummary without =
        new MaximumLikelihood<>(family(), scale, options().withoutBootstrap()).fit(cells);
    double ratio = Math.max(0.0, 2 * (with.logLikelihood() - without.logLikelihood()));
    int degrees = with.parameters().size() - without.parameters().size();
    return with.withDiagnostic("likelihoodRatio", ratio)
        .withDiagnostic("likelihoodRatioDegrees", degrees)
        .withDiagnostic(
            "likelihoodRatioP", ChiSquaredDistribution.of(degrees).survivalProbability(ratio));
  }

  private void requireInformative(CovariateMoments moments, List<String> names) {
    List<String> redundant = moments.redundant().stream().map(names::get).toList();
    if (!redundant.isEmpty()) {
      throw new JobFailure(
          ExitCode.NO_MODEL,
          "%s cannot be fitted with the covariates %s: %s the same for all customers, or determined by the others. Leave out one of what determines each other, such as one indicator of every set."
              .formatted(
                  modelName(),
                  String.join(", ", names),
                  String.join(", ", redundant) + (redundant.size() == 1 ? " is" : " are")));
    }
  }
}

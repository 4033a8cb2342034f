package io.perennial.model.contractual;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.cells.CellRequest;
import io.perennial.model.cells.CellSource;
import io.perennial.model.cells.CellTotals;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.fit.MaximumLikelihood;
import io.perennial.model.stage.CellEstimator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Fits a model of retention to subscribers given by their renewals and whether they left. Rows may
 * as well be counts of a cohort, with {@code weightCol} the column of counts.
 *
 * @param <E> the estimator itself
 * @param <M> the model it fits
 */
public abstract class ContractualEstimator<
        E extends ContractualEstimator<E, M>, M extends ContractualModel<M>>
    extends CellEstimator<E, M> implements ContractualStage<E> {
  private static final long serialVersionUID = 1L;

  private final ContractualParams contractualParams;

  protected ContractualEstimator(String uid) {
    super(uid);
    this.contractualParams = new ContractualParams(this);
  }

  /** The models to choose from. */
  protected abstract LikelihoodFamily<? extends ContractualLikelihood> family();

  @Override
  public ContractualParams contractualParams() {
    return contractualParams;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return contractualSchema(schema);
  }

  @Override
  protected CellRequest request(Dataset<?> customers) {
    return new CellRequest(
        customers,
        col(getOrDefault(renewalsCol())),
        col(getOrDefault(leftCol())).cast("double"),
        lit(0.0),
        weight(),
        (renewals, left, unused) -> left == 0 || left == 1,
        "There is a subscriber with impossible (renewals, left, 0): %s. Renewals is a whole number,"
            + " left is 0 or 1, and weights are not negative.");
  }

  @Override
  protected FitSummary fit(CellSource cells) {
    CellTotals totals = cells.totals();
    String name = family().name();
    if (totals.customers() == 0) {
      throw new JobFailure(
          ExitCode.NO_MODEL, "%s cannot be fitted: there are no subscribers.".formatted(name));
    }
    if (totals.sumFirst() == 0) {
      throw new JobFailure(
          ExitCode.NO_MODEL,
          "%s cannot be fitted: none of the %.0f subscribers has left."
              .formatted(name, totals.customers()));
    }
    if (totals.sumFrequency() == 0) {
      throw new JobFailure(
          ExitCode.NO_MODEL,
          "%s cannot be fitted: none of the %.0f subscribers has renewed."
              .formatted(name, totals.customers()));
    }
    return new MaximumLikelihood<>(family(), 1.0, options()).fit(cells);
  }
}

package io.perennial.model.contractual;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.perennial.model.cells.CellRequest;
import io.perennial.model.cells.CellTotals;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.CellEstimator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Fits a model of retention to subscribers given by their renewals and whether they left. Rows may
 * also be counts of a cohort, with {@code weightCol} naming the column of counts.
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

  @Override
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
        new CellRequest.Values(
            col(getOrDefault(renewalsCol())),
            col(getOrDefault(leftCol())).cast("double"),
            lit(0.0)),
        weight(),
        (renewals, left, unused) -> left == 0 || left == 1,
        "There is a subscriber with impossible (renewals, left, 0): %s. Renewals is a whole number,"
            + " left is 0 or 1, and weights are not negative.");
  }

  @Override
  protected void requireEnough(CellTotals totals) {
    if (totals.customers() == 0) {
      throw cannotBeFitted("there are no subscribers.");
    }
    if (totals.sumFirst() == 0) {
      throw cannotBeFitted("none of the %.0f subscribers has left.", totals.customers());
    }
    if (totals.sumFrequency() == 0) {
      throw cannotBeFitted("none of the %.0f subscribers has renewed.", totals.customers());
    }
  }

  @Override
  protected double scale(CellTotals totals) {
    return 1.0;
  }
}

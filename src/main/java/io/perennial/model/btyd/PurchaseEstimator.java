package io.perennial.model.btyd;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.perennial.model.cells.CellRequest;
import io.perennial.model.cells.CellTotals;
import io.perennial.model.stage.CellEstimator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Fits a model of purchases to customers given by frequency, recency and age.
 *
 * @param <E> the estimator itself
 * @param <M> the model it fits
 */
public abstract class PurchaseEstimator<
        E extends PurchaseEstimator<E, M>, M extends PurchaseModel<M>>
    extends CellEstimator<E, M> implements PurchaseStage<E> {
  private static final long serialVersionUID = 1L;

  /** One for all, so that the requests of two models are equal, see {@code MadeCells}. */
  private static final CellRequest.Check POSSIBLE =
      (x, recency, age) ->
          recency >= 0
              && recency <= age
              && age < PurchaseLikelihood.MAX_AGE
              && (x == 0) == (recency == 0);

  private final PurchaseParams purchaseParams;
  private final DoubleParam timeUnitDays;

  protected PurchaseEstimator(String uid) {
    super(uid);
    this.purchaseParams = new PurchaseParams(this);
    this.timeUnitDays =
        new DoubleParam(
            this,
            "timeUnitDays",
            "days in the time unit of the parameters; forecasts do not depend on it",
            ParamValidators.gt(0));
    setDefault(timeUnitDays, 7.0);
  }

  /**
   * Whether customers may buy at any time, so that the model can be fitted to a transaction log.
   */
  protected boolean isInContinuousTime() {
    return true;
  }

  @Override
  public PurchaseParams purchaseParams() {
    return purchaseParams;
  }

  public DoubleParam timeUnitDays() {
    return timeUnitDays;
  }

  /** Sets the time unit of the parameters, in days; forecasts do not depend on it. */
  @SuppressWarnings("unchecked")
  public E setTimeUnitDays(double days) {
    set(timeUnitDays, days);
    return (E) this;
  }

  /** The time unit in days. */
  protected final double unit() {
    return (double) getOrDefault(timeUnitDays);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return purchaseSchema(schema);
  }

  @Override
  protected CellRequest request(Dataset<?> customers) {
    Column unit = lit(unit());
    return new CellRequest(
        customers,
        new CellRequest.Values(
            col(getOrDefault(frequencyCol())),
            col(getOrDefault(recencyCol())).divide(unit),
            col(getOrDefault(ageCol())).divide(unit)),
        weight(),
        POSSIBLE,
        "There is a customer with impossible (frequency, recency, age in time units): %s. Frequency"
            + " is a whole number, 0 <= recency <= age, recency is 0 when frequency is 0 and only"
            + " then, and weights are not negative. Recency is the time from the first purchase to"
            + " the last, not the time since the last.");
  }

  @Override
  protected void requireEnough(CellTotals totals) {
    if (totals.customers() == 0) {
      throw cannotBeFitted("there are no customers.");
    }
    if (totals.repeaters() == 0) {
      throw cannotBeFitted(
          "none of the %.0f customers has bought on a second day.", totals.customers());
    }
  }

  /** A tenth of the largest age. */
  @Override
  protected double scale(CellTotals totals) {
    return totals.largestSecond() / 10;
  }
}

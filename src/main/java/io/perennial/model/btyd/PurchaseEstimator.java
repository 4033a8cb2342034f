package io.perennial.model.btyd;

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

  /** The models to choose from. */
  protected abstract LikelihoodFamily<?> family();

  @Override
  public PurchaseParams purchaseParams() {
    return purchaseParams;
  }

  public DoubleParam timeUnitDays() {
    return timeUnitDays;
  }

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
        col(getOrDefault(frequencyCol())),
        col(getOrDefault(recencyCol())).divide(unit),
        col(getOrDefault(ageCol())).divide(unit),
        weight(),
        (x, recency, age) ->
            recency >= 0 && recency <= age && age < 1e300 && (x > 0 || recency == 0),
        "There is a customer with impossible (frequency, recency, age in time units): %s. Frequency"
            + " is a whole number, 0 <= recency <= age, recency is 0 when frequency is 0, and"
            + " weights are not negative.");
  }

  @Override
  protected FitSummary fit(CellSource cells) {
    CellTotals totals = cells.totals();
    if (totals.customers() == 0) {
      throw new JobFailure(
          ExitCode.NO_MODEL, "%s cannot be fitted: there are no customers.".formatted(name()));
    }
    if (totals.repeaters() == 0) {
      throw new JobFailure(
          ExitCode.NO_MODEL,
          "%s cannot be fitted: none of the %.0f customers has bought on a second day."
              .formatted(name(), totals.customers()));
    }
    if (totals.largestSecond() == 0) {
      throw new JobFailure(
          ExitCode.NO_MODEL,
          "%s cannot be fitted: every customer's age is 0 days, so no time has passed to buy in."
              .formatted(name()));
    }
    return maximise(cells, totals.largestSecond() / 10);
  }

  /**
   * Estimates from cells that can be told from.
   *
   * @param scale see {@link LikelihoodFamily#starts}
   */
  protected FitSummary maximise(CellSource cells, double scale) {
    return new MaximumLikelihood<>(family(), scale, options()).fit(cells);
  }

  private String name() {
    return family().name();
  }
}

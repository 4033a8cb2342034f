package io.perennial.model.btyd;

import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.util.ArrayData;

/**
 * Forecasts of customers, row by row; null where a value is impossible. Times are days. Public for
 * the code that Spark generates.
 */
public final class CustomerForecasts implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final double[] NO_COVARIATES = {};

  private final PurchaseLikelihood likelihood;
  private final double unit;
  private final Broadcast<ForecastTable> figures;

  /** The value of the broadcast, which is behind a lock. */
  private transient ForecastTable table;

  /**
   * @param likelihood before it is given the covariates of a customer
   * @param unit days in its time unit
   * @param figures of customers who are alive
   */
  CustomerForecasts(PurchaseLikelihood likelihood, double unit, Broadcast<ForecastTable> figures) {
    this.likelihood = likelihood;
    this.unit = unit;
    this.figures = figures;
  }

  /** The probability of being alive. */
  public Double pAlive(int frequency, double recency, double age, ArrayData covariates) {
    double[] known = known(frequency, recency, age, covariates);
    return known == null
        ? null
        : Double.valueOf(likelihood.given(known).pAlive(frequency, recency / unit, age / unit));
  }

  /** One of the figures of a customer who is alive. */
  public Double ifAlive(
      int frequency, double recency, double age, ArrayData covariates, int which) {
    double[] known = known(frequency, recency, age, covariates);
    if (table == null) {
      table = figures.value();
    }
    return known == null
        ? null
        : Double.valueOf(table.ifAlive(frequency, recency, age, known)[which]);
  }

  /** The covariates of a customer; null when one of them or another value is invalid. */
  private double[] known(int frequency, double recency, double age, ArrayData covariates) {
    if (!likelihood.isPossible(frequency, recency / unit, age / unit)) {
      return null;
    }
    int count = covariates.numElements();
    if (count == 0) {
      return NO_COVARIATES;
    }
    double[] known = new double[count];
    for (int j = 0; j < count; j++) {
      known[j] = covariates.isNullAt(j) ? Double.NaN : covariates.getDouble(j);
      if (!Double.isFinite(known[j])) {
        return null;
      }
    }
    return known;
  }
}

package io.perennial.model.cells;

import java.io.Serializable;

/**
 * Sums over cells that tell what can be fitted, mergeable.
 *
 * @param cells distinct cells
 * @param customers sum of the weights
 * @param repeaters sum of the weights with a frequency above 0
 * @param largestSecond the largest {@code second}: for purchase models, the largest age
 * @param sumFrequency weighted sum of the frequency; the other sums likewise
 * @param sumAddend weighted sum of what the {@link CellRequest} asks to be summed; 0 when it does
 *     not
 * @param covariates means and co-moments of the covariates, where there are any
 */
public record CellTotals(
    long cells,
    double customers,
    double repeaters,
    double largestSecond,
    double sumFrequency,
    double sumFrequencySquared,
    double sumFirst,
    double sumFirstSquared,
    double sumFrequencyFirst,
    double sumAddend,
    CovariateMoments covariates)
    implements Serializable {

  static final CellTotals NONE =
      new CellTotals(0, 0, 0, Double.NEGATIVE_INFINITY, 0, 0, 0, 0, 0, 0, CovariateMoments.NONE);

  CellTotals plus(CellTotals other) {
    return new CellTotals(
        cells + other.cells,
        customers + other.customers,
        repeaters + other.repeaters,
        Math.max(largestSecond, other.largestSecond),
        sumFrequency + other.sumFrequency,
        sumFrequencySquared + other.sumFrequencySquared,
        sumFirst + other.sumFirst,
        sumFirstSquared + other.sumFirstSquared,
        sumFrequencyFirst + other.sumFrequencyFirst,
        sumAddend + other.sumAddend,
        covariates.plus(other.covariates));
  }

  CellTotals withAddend(double sum) {
    return new CellTotals(
        cells,
        customers,
        repeaters,
        largestSecond,
        sumFrequency,
        sumFrequencySquared,
        sumFirst,
        sumFirstSquared,
        sumFrequencyFirst,
        sum,
        covariates);
  }

  static CellTotals of(Cells cells) {
    CellTotals totals = NONE;
    for (int i = 0; i < cells.size(); i++) {
      Cells.Cell cell = cells.cell(i);
      double x = cell.frequency();
      double z = cell.first();
      double w = cell.weight();
      totals =
          totals.plus(
              new CellTotals(
                  1,
                  w,
                  x > 0 ? w : 0,
                  cell.second(),
                  w * x,
                  w * x * x,
                  w * z,
                  w * z * z,
                  w * x * z,
                  0,
                  CovariateMoments.NONE));
    }
    return totals.withCovariates(moments(cells));
  }

  private CellTotals withCovariates(CovariateMoments moments) {
    return new CellTotals(
        cells,
        customers,
        repeaters,
        largestSecond,
        sumFrequency,
        sumFrequencySquared,
        sumFirst,
        sumFirstSquared,
        sumFrequencyFirst,
        sumAddend,
        moments);
  }

  private static CovariateMoments moments(Cells cells) {
    if (cells.width() == 0) {
      return CovariateMoments.NONE;
    }
    CovariateMoments moments = new CovariateMoments(cells.width());
    for (int i = 0; i < cells.size(); i++) {
      Cells.Cell cell = cells.cell(i);
      moments.add(cell.weight(), cell.covariates());
    }
    return moments;
  }

  /** The mean of {@code first} over customers. */
  public double meanFirst() {
    return sumFirst / customers;
  }

  /**
   * Pearson's correlation of frequency and {@code first} over customers; 0 when one of them does
   * not vary.
   */
  public double correlationOfFrequencyAndFirst() {
    double covariance = sumFrequencyFirst / customers - meanFirst() * sumFrequency / customers;
    double frequencyVariance =
        sumFrequencySquared / customers - Math.pow(sumFrequency / customers, 2);
    double firstVariance = sumFirstSquared / customers - meanFirst() * meanFirst();
    double scale = Math.sqrt(frequencyVariance) * Math.sqrt(firstVariance);
    return scale > 0 ? Math.max(-1.0, Math.min(1.0, covariance / scale)) : 0.0;
  }
}

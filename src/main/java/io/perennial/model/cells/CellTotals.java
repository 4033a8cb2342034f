package io.perennial.model.cells;

import java.io.Serializable;

/**
 * Mergeable sums over cells, from which estimators decide whether a model can be fitted.
 *
 * @param cells distinct cells
 * @param largestSecond the largest {@code second}: for purchase models, the largest age
 * @param sums weighted sums over the cells
 * @param extraSum weighted sum of the figure of the {@link CellRequest}; 0 when it has none
 * @param leftOut weight of the customers whom the {@link CellRequest} leaves out
 * @param covariates means and co-moments of the covariates, where there are any
 */
public record CellTotals(
    long cells,
    double largestSecond,
    Sums sums,
    double extraSum,
    double leftOut,
    CovariateMoments covariates)
    implements Serializable {

  static final CellTotals NONE =
      new CellTotals(0, Double.NEGATIVE_INFINITY, Sums.ZERO, 0, 0, CovariateMoments.NONE);

  /**
   * Sums over customers.
   *
   * @param weight of all of them
   * @param repeaters weight of those with a frequency above 0
   */
  record Sums(
      double weight,
      double repeaters,
      double frequency,
      double frequencySquared,
      double first,
      double firstSquared,
      double frequencyFirst)
      implements Serializable {
    static final Sums ZERO = new Sums(0, 0, 0, 0, 0, 0, 0);

    static Sums of(Cells.Cell cell) {
      double x = cell.frequency();
      double z = cell.first();
      double w = cell.weight();
      return new Sums(w, x > 0 ? w : 0, w * x, w * x * x, w * z, w * z * z, w * x * z);
    }

    Sums plus(Sums other) {
      return new Sums(
          weight + other.weight,
          repeaters + other.repeaters,
          frequency + other.frequency,
          frequencySquared + other.frequencySquared,
          first + other.first,
          firstSquared + other.firstSquared,
          frequencyFirst + other.frequencyFirst);
    }
  }

  CellTotals plus(CellTotals other) {
    return new CellTotals(
        cells + other.cells,
        Math.max(largestSecond, other.largestSecond),
        sums.plus(other.sums),
        extraSum + other.extraSum,
        leftOut + other.leftOut,
        covariates.plus(other.covariates));
  }

  /** The same with the sums that cannot be computed from the cells. */
  CellTotals with(double newExtraSum, double newLeftOut) {
    return new CellTotals(cells, largestSecond, sums, newExtraSum, newLeftOut, covariates);
  }

  static CellTotals of(Cells cells) {
    double largest = Double.NEGATIVE_INFINITY;
    Sums sums = Sums.ZERO;
    CovariateMoments moments =
        cells.width() == 0 ? CovariateMoments.NONE : new CovariateMoments(cells.width());
    for (int i = 0; i < cells.size(); i++) {
      Cells.Cell cell = cells.cell(i);
      largest = Math.max(largest, cell.second());
      sums = sums.plus(Sums.of(cell));
      if (cells.width() > 0) {
        moments.add(cell.weight(), cell.covariates());
      }
    }
    return new CellTotals(cells.size(), largest, sums, 0, 0, moments);
  }

  /** How many customers there are. */
  public double customers() {
    return sums.weight;
  }

  /** How many of them have a frequency above 0. */
  public double repeaters() {
    return sums.repeaters;
  }

  /** The weighted sum of the frequency. */
  public double sumFrequency() {
    return sums.frequency;
  }

  /** The weighted sum of {@code first}. */
  public double sumFirst() {
    return sums.first;
  }

  /** The mean of {@code first} over customers. */
  public double meanFirst() {
    return sums.first / sums.weight;
  }

  /**
   * Pearson's correlation of frequency and {@code first} over customers; 0 when one of them does
   * not vary.
   */
  public double correlationOfFrequencyAndFirst() {
    double customers = sums.weight;
    double covariance = sums.frequencyFirst / customers - meanFirst() * sums.frequency / customers;
    double frequencyVariance =
        sums.frequencySquared / customers - Math.pow(sums.frequency / customers, 2);
    double firstVariance = sums.firstSquared / customers - meanFirst() * meanFirst();
    double scale = Math.sqrt(frequencyVariance) * Math.sqrt(firstVariance);
    return scale > 0 ? Math.max(-1.0, Math.min(1.0, covariance / scale)) : 0.0;
  }
}

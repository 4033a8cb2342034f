package io.perennial.model.cells;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Means and co-moments of covariates over customers: add, then merge (Chan, Golub and LeVeque 1979,
 * Updating Formulae and a Pairwise Algorithm for Computing Sample Variances).
 */
public final class CovariateMoments implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The moments of no covariates. */
  static final CovariateMoments NONE = new CovariateMoments(0);

  /** A standard deviation below this fraction of the mean is rounding error. */
  private static final double CONSTANT = 1e-9;

  /**
   * An unexplained fraction of a variance below this is rounding error: other covariates determine
   * the covariate.
   */
  private static final double EXPLAINED = 1e-9;

  private double weight;
  private final double[] mean;

  /** Weighted sums of products of distances from the means, the lower triangle. */
  private final double[][] products;

  /**
   * Moments of no customers yet.
   *
   * @param width how many covariates there are
   */
  public CovariateMoments(int width) {
    this.mean = new double[width];
    this.products = new double[width][];
    for (int j = 0; j < width; j++) {
      products[j] = new double[j + 1];
    }
  }

  /** Adds {@code customers} who have these covariates. */
  public void add(double customers, double[] covariates) {
    double before = weight;
    weight += customers;
    for (int j = 0; j < mean.length; j++) {
      double apart = covariates[j] - mean[j];
      for (int k = 0; k <= j; k++) {
        products[j][k] += apart * (covariates[k] - mean[k]) * customers * (before / weight);
      }
    }
    for (int j = 0; j < mean.length; j++) {
      mean[j] += (covariates[j] - mean[j]) * customers / weight;
    }
  }

  /** The moments of both sets of customers together. */
  public CovariateMoments plus(CovariateMoments other) {
    if (other.weight == 0) {
      return this;
    }
    if (weight == 0) {
      return other;
    }
    int n = mean.length;
    double total = weight + other.weight;
    CovariateMoments sum = new CovariateMoments(n);
    sum.weight = total;
    double[] apart = new double[n];
    for (int j = 0; j < n; j++) {
      apart[j] = other.mean[j] - mean[j];
      sum.mean[j] = mean[j] + apart[j] * other.weight / total;
      for (int k = 0; k <= j; k++) {
        sum.products[j][k] =
            products[j][k]
                + other.products[j][k]
                + apart[j] * apart[k] * weight * (other.weight / total);
      }
    }
    return sum;
  }

  /** The mean of each covariate. */
  public double[] means() {
    return mean.clone();
  }

  /** The standard deviation of each covariate. */
  public double[] deviations() {
    double[] deviations = new double[mean.length];
    for (int j = 0; j < deviations.length; j++) {
      deviations[j] = Math.sqrt(products[j][j] / weight);
    }
    return deviations;
  }

  /**
   * Covariates that are constant or linearly dependent on earlier ones. Their coefficients are not
   * identified.
   */
  public List<Integer> redundant() {
    List<Integer> redundant = new ArrayList<>();
    List<double[]> kept = new ArrayList<>();
    List<Integer> indices = new ArrayList<>();
    double[] deviations = deviations();
    for (int j = 0; j < mean.length; j++) {
      // A row of the Cholesky factor of the correlations: the part of this one that the kept ones
      // explain.
      double[] row = new double[kept.size() + 1];
      double left = 1.0;
      boolean constant = !(deviations[j] > CONSTANT * Math.abs(mean[j]));
      for (int k = 0; k < kept.size() && !constant; k++) {
        int other = indices.get(k);
        double sum = products[j][other] / weight / deviations[j] / deviations[other];
        for (int m = 0; m < k; m++) {
          sum -= row[m] * kept.get(k)[m];
        }
        row[k] = sum / kept.get(k)[k];
        left -= row[k] * row[k];
      }
      if (constant || left < EXPLAINED) {
        redundant.add(j);
      } else {
        row[kept.size()] = Math.sqrt(left);
        kept.add(row);
        indices.add(j);
      }
    }
    return redundant;
  }
}

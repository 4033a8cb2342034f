package io.perennial.numerics;

import java.util.Optional;

/** The Cholesky factor of a small symmetric positive definite matrix. */
public final class Cholesky {
  /** A pivot below this fraction of its diagonal element is rounding error. */
  private static final double MIN_PIVOT = 1e-12;

  private final double[][] factor;

  private Cholesky(double[][] factor) {
    this.factor = factor;
  }

  /** The factor, or nothing when the matrix is not positive definite to working precision. */
  public static Optional<Cholesky> of(double[][] matrix) {
    int n = matrix.length;
    double[][] factor = new double[n][n];
    for (int j = 0; j < n; j++) {
      double pivot = matrix[j][j];
      for (int k = 0; k < j; k++) {
        pivot -= factor[j][k] * factor[j][k];
      }
      if (!(pivot > MIN_PIVOT * matrix[j][j]) || !(pivot > 0)) {
        return Optional.empty();
      }
      factor[j][j] = Math.sqrt(pivot);
      for (int i = j + 1; i < n; i++) {
        double sum = matrix[i][j];
        for (int k = 0; k < j; k++) {
          sum -= factor[i][k] * factor[j][k];
        }
        factor[i][j] = sum / factor[j][j];
      }
    }
    return Optional.of(new Cholesky(factor));
  }

  /** The x with {@code matrix · x = right}. */
  public double[] solve(double[] right) {
    int n = right.length;
    double[] x = right.clone();
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < i; k++) {
        x[i] -= factor[i][k] * x[k];
      }
      x[i] /= factor[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int k = i + 1; k < n; k++) {
        x[i] -= factor[k][i] * x[k];
      }
      x[i] /= factor[i][i];
    }
    return x;
  }

  /** The inverse of the matrix. */
  public double[][] inverse() {
    int n = factor.length;
    double[][] inverse = new double[n][];
    for (int i = 0; i < n; i++) {
      double[] unit = new double[n];
      unit[i] = 1.0;
      inverse[i] = solve(unit);
    }
    return inverse;
  }
}

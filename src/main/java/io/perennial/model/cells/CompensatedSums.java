package io.perennial.model.cells;

/**
 * Several sums, each with Neumaier's compensation, so that the rounding error does not grow with
 * the number of terms.
 */
final class CompensatedSums {
  private final double[] sum;
  private final double[] lost;

  CompensatedSums(int count) {
    sum = new double[count];
    lost = new double[count];
  }

  void add(int i, double term) {
    double before = sum[i];
    double after = before + term;
    lost[i] +=
        Math.abs(before) >= Math.abs(term) ? (before - after) + term : (term - after) + before;
    sum[i] = after;
  }

  double[] values() {
    double[] values = new double[sum.length];
    for (int i = 0; i < values.length; i++) {
      // The compensation of an infinite sum would be NaN.
      values[i] = Double.isFinite(lost[i]) ? sum[i] + lost[i] : sum[i];
    }
    return values;
  }
}

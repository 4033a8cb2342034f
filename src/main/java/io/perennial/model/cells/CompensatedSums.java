package io.perennial.model.cells;

/**
 * Several sums, each with Neumaier's compensation, so that millions of terms of both signs leave
 * the rounding error of a few.
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
      // An infinite sum has no rounding error to give back, only NaN.
      values[i] = Double.isFinite(lost[i]) ? sum[i] + lost[i] : sum[i];
    }
    return values;
  }
}

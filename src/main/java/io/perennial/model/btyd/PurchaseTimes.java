package io.perennial.model.btyd;

import java.util.Arrays;
import java.util.function.DoubleSupplier;

/** Purchase times from inter-purchase times. */
final class PurchaseTimes {
  private PurchaseTimes() {}

  /** The times up to {@code end}, ascending; an infinite wait ends them. */
  static double[] until(double end, DoubleSupplier wait) {
    double[] times = new double[8];
    int n = 0;
    for (double t = wait.getAsDouble(); t <= end; t += wait.getAsDouble()) {
      if (n == times.length) {
        times = Arrays.copyOf(times, 2 * n);
      }
      times[n++] = t;
    }
    return Arrays.copyOf(times, n);
  }
}

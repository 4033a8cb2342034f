package io.perennial.evaluation;

import java.io.Serializable;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * By how many of the model's own standard deviations customers did more than was forecast of them:
 * (actual − forecast) ÷ deviation, by {@link RiskClass}. Mergeable.
 */
final class Residuals implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[][] values = new double[RiskClass.COUNT][0];
  private final int[] counts = new int[RiskClass.COUNT];

  /** Adds a customer. A forecast without a deviation says nothing of how far it may miss. */
  void add(CustomerForecast customer, double actual) {
    if (!(customer.deviation() > 0)) {
      return;
    }
    int riskClass = RiskClass.of(customer);
    int count = counts[riskClass];
    if (count == values[riskClass].length) {
      values[riskClass] = Arrays.copyOf(values[riskClass], Math.max(16, 2 * count));
    }
    values[riskClass][count] = (actual - customer.forecast()) / customer.deviation();
    counts[riskClass]++;
  }

  Residuals merge(Residuals other) {
    for (int each = 0; each < RiskClass.COUNT; each++) {
      int count = counts[each];
      values[each] = Arrays.copyOf(values[each], count + other.counts[each]);
      System.arraycopy(other.values[each], 0, values[each], count, other.counts[each]);
      counts[each] += other.counts[each];
    }
    return this;
  }

  int count(int riskClass) {
    return counts[riskClass];
  }

  /** Those of some classes, ascending. */
  double[] ascending(int from, int to) {
    double[] all = new double[0];
    for (int each = from; each < to; each++) {
      int count = all.length;
      all = Arrays.copyOf(all, count + counts[each]);
      System.arraycopy(values[each], 0, all, count, counts[each]);
    }
    Arrays.sort(all);
    return all;
  }

  /**
   * What the next residual does not exceed with a probability of at least p, whatever their
   * distribution, if it comes from the same: the ⌈(n + 1) p⌉-th smallest of n; empty where n is too
   * small for it. See Vovk, Gammerman and Shafer (2005), Algorithmic Learning in a Random World.
   */
  static OptionalDouble notExceeded(double[] ascending, double p) {
    int rank = rank(ascending.length, p);
    return rank > ascending.length
        ? OptionalDouble.empty()
        : OptionalDouble.of(ascending[rank - 1]);
  }

  /** The same from below: what the next is not less than, the ⌈(n + 1) p⌉-th largest. */
  static OptionalDouble notBelow(double[] ascending, double p) {
    int rank = rank(ascending.length, p);
    return rank > ascending.length
        ? OptionalDouble.empty()
        : OptionalDouble.of(ascending[ascending.length - rank]);
  }

  /** Rounding must not make a whole number the next one. */
  private static int rank(int n, double p) {
    return (int) Math.ceil((n + 1) * p - 1e-9);
  }
}

package io.perennial.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What customers really did, ordered: the ranks that customers have by it, and what the best of
 * them hold. Mergeable; customers of one bin of {@link BinnedSums} are tied.
 */
final class Actuals implements Serializable {
  private static final long serialVersionUID = 1L;

  private final BinnedSums bins = new BinnedSums(1);

  void add(double actual) {
    bins.add(actual, actual);
  }

  void merge(Actuals other) {
    bins.merge(other.bins);
  }

  /** The lift of a forecast that knows the future. */
  Lift perfect() {
    List<Lift.Group> groups = new ArrayList<>();
    for (double[] sums : bins.descending()) {
      groups.add(new Lift.Group(sums[0], sums[1], sums[1]));
    }
    return new Lift(groups);
  }

  /** The rank of each value, ties averaged, from 1, the lowest. */
  Ranks ranks() {
    double[] ranks = new double[BinnedSums.BINS];
    double[] below = new double[1];
    double[] squares = new double[1];
    bins.forEach(
        (bin, sums) -> {
          double rank = below[0] + (sums[0] + 1) / 2;
          ranks[bin] = rank;
          squares[0] += sums[0] * rank * rank;
          below[0] += sums[0];
        });
    return new Ranks(ranks, squares[0]);
  }

  /**
   * Ranks by bin.
   *
   * @param squares sum of the squared ranks of all customers
   */
  record Ranks(double[] byBin, double squares) implements Serializable {
    double of(double actual) {
      return byBin[BinnedSums.bin(actual)];
    }
  }
}

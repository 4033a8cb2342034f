package io.perennial.model.fit;

import io.perennial.model.cells.CellLikelihood;
import io.perennial.model.cells.CellSource;
import io.perennial.model.cells.Evaluation;
import io.perennial.model.cells.Replicate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * The weighted bootstrap of a fit: in every replicate each customer counts Poisson(1) times, so a
 * cell of w customers counts Poisson(w) times (Chamandy, Muralidharan, Najmi and Naidu 2012,
 * Estimating Uncertainty for Massive Data Streams). The weights follow from seed, replicate and
 * cell alone, not from where the cell lies.
 *
 * <p>All replicates start at the estimates of the fit with its curvature, which for n customers are
 * within order 1/√n of their own, and proceed by quasi-Newton steps. One pass over the cells
 * advances all of them by one step. The first pass evaluates one likelihood for each cell, since
 * all replicates start at the same point, and suffices when there are many customers.
 */
final class Bootstrap {
  /** After a step this short, in standard errors, the replicate is converged. */
  private static final double CONVERGED_STEP = 0.1;

  /**
   * Also converged: a first step this short in every coordinate, with logarithms 2%. With so many
   * customers the curvature of the fit is that of the replicate.
   */
  private static final double CONVERGED_FIRST_STEP = 0.02;

  /** Longest step in any coordinate: with logarithms, a factor of about 3. */
  private static final double MAX_STEP = 1.0;

  private static final int MAX_PASSES = 25;

  private final Function<double[], ? extends CellLikelihood> family;
  private final Predicate<double[]> isPossible;
  private final Function<double[], Evaluation> prior;
  private final double[][] covariance;
  private final long seed;

  /**
   * @param family the likelihood at a position in coordinates
   * @param isPossible whether there is one at a position
   * @param prior log-density and gradient at a position
   * @param covariance of the coordinates at the maximum
   */
  Bootstrap(
      Function<double[], ? extends CellLikelihood> family,
      Predicate<double[]> isPossible,
      Function<double[], Evaluation> prior,
      double[][] covariance,
      long seed) {
    this.family = family;
    this.isPossible = isPossible;
    this.prior = prior;
    this.covariance = covariance;
    this.seed = seed;
  }

  /** The positions of the replicates that reached their maximum, in order of their numbers. */
  List<double[]> positions(CellSource cells, double[] maximum, int replicates) {
    List<Walk> walks = IntStream.range(0, replicates).mapToObj(n -> new Walk(n, maximum)).toList();
    List<Walk> walking = walks;
    CellLikelihood atMaximum = family.apply(maximum);
    for (int pass = 0; pass < MAX_PASSES && !walking.isEmpty(); pass++) {
      List<Replicate> asked = new ArrayList<>();
      for (Walk walk : walking) {
        asked.add(new Replicate(walk.number, pass == 0 ? atMaximum : family.apply(walk.candidate)));
      }
      List<Evaluation> found = cells.resample(asked, seed);
      for (int i = 0; i < walking.size(); i++) {
        walking.get(i).goOn(found.get(i));
      }
      // A replicate whose position is not finite is dropped.
      walking =
          walking.stream()
              .filter(walk -> !walk.arrived && isPossible.test(walk.candidate))
              .toList();
    }
    return walks.stream().filter(walk -> walk.arrived).map(walk -> walk.candidate).toList();
  }

  /**
   * The search of one replicate for its maximum by the BFGS method: a step is the current estimate
   * of the inverse curvature times the gradient, and every step improves that estimate.
   */
  private final class Walk {
    final int number;

    /** The point that the next pass evaluates; the maximum once the search has converged. */
    double[] candidate;

    boolean arrived;
    private Evaluation best;
    private double[] position;
    private double[][] inverseCurvature = covariance;
    private double share = 1.0;

    Walk(int number, double[] start) {
      this.number = number;
      this.candidate = start;
    }

    /**
     * Accepts the candidate if it is the best so far and takes a full step from there; otherwise
     * takes a shorter step from the best. The estimate of the inverse curvature, initially the
     * covariance of the fit, is updated first in both cases.
     */
    void goOn(Evaluation likelihood) {
      Evaluation there = Evaluation.sum(List.of(likelihood, prior.apply(candidate)));
      boolean first = best == null;
      if (!first) {
        learn(there);
      }
      if (first || there.logLikelihood() >= best.logLikelihood()) {
        best = there;
        position = candidate;
        share = Math.min(1.0, 4 * share);
      } else {
        // Also when the likelihood is NaN.
        share /= 4;
      }
      double[] step = times(inverseCurvature, best.gradient());
      double longest = Arrays.stream(step).map(Math::abs).max().orElse(0.0);
      double distance = Math.sqrt(dot(step, best.gradient()));
      arrived =
          position == candidate
              && (distance < CONVERGED_STEP || first && longest < CONVERGED_FIRST_STEP);
      double taken = Math.min(share, MAX_STEP / Math.max(longest, Double.MIN_NORMAL));
      candidate = sum(position, step, taken);
    }

    /** Updates the inverse curvature by the change of the gradient between two points. */
    private void learn(Evaluation there) {
      double[] way = sum(candidate, position, -1);
      double[] change = sum(best.gradient(), there.gradient(), -1);
      double curvature = dot(way, change);
      double[] image = times(inverseCurvature, change);
      double factor = 1 + dot(change, image) / curvature;
      // False also for NaN.
      if (!(curvature > 0 && Double.isFinite(factor / curvature))) {
        return;
      }
      int n = way.length;
      double[][] learnt = new double[n][n];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          learnt[i][j] =
              inverseCurvature[i][j]
                  + (factor * way[i] * way[j] - image[i] * way[j] - way[i] * image[j]) / curvature;
        }
      }
      inverseCurvature = learnt;
    }
  }

  private static double[] times(double[][] matrix, double[] vector) {
    return Arrays.stream(matrix).mapToDouble(row -> dot(row, vector)).toArray();
  }

  private static double[] sum(double[] a, double[] b, double factor) {
    double[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * b[i];
    }
    return sum;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0.0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}

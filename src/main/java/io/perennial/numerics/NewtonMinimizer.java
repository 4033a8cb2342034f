package io.perennial.numerics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Newton's method for smooth functions of a few variables whose gradient is known, damped as by
 * Levenberg and Marquardt where the function is not convex, within a box.
 *
 * <p>Second derivatives are differences of the gradient. All points of a difference are evaluated
 * together, so that an iteration is one pass over the data. Near the minimum they are kept while
 * they make each step a fraction of the one before. With a handful of variables this takes fewer
 * passes than a quasi-Newton method, and converges to rounding error rather than to a tolerance.
 */
public final class NewtonMinimizer {
  /** Longest step in any coordinate: with logarithms, a factor of about 7. */
  private static final double MAX_STEP = 2.0;

  /** After a step this short, one with the exact second derivatives ends at rounding level. */
  private static final double LAST_STEP = 1e-7;

  /** A search whose last step was longer has not arrived anywhere: its minimum is at infinity. */
  private static final double NEARLY_LAST_STEP = 1e-4;

  /** After a step this short the second derivatives may serve again. */
  private static final double SHORT_STEP = 0.05;

  /** They do where a step is this share of the one before; computing them again costs four more. */
  private static final double SHORTER = 0.2;

  /**
   * A relative decrease of the value after which only a few more steps are taken: they reach
   * rounding level, or the minimum is at infinity and nothing is left to gain.
   */
  private static final double SMALL_DECREASE = 1e-9;

  /** Rounding of the value, relative to it. */
  private static final double ROUNDING = 1e-13;

  /** Least curvature of a coordinate for damping, relative to the most curved one. */
  private static final double MIN_CURVATURE = 1e-9;

  private static final double FORWARD_DIFFERENCE = 1e-7;
  private static final double CENTRAL_DIFFERENCE = 1e-5;
  private static final double FIRST_DAMPING = 1e-3;
  private static final int MAX_POLISHING_STEPS = 3;
  private static final int MAX_REFUSALS = 30;

  private NewtonMinimizer() {}

  /** A function with its gradient at several points. */
  @FunctionalInterface
  public interface Objective {
    /** Value and gradient at each of the points, in their order. */
    List<Point> at(List<double[]> points);
  }

  /** Value and gradient at a point. */
  public record Point(double[] position, double value, double[] gradient) {}

  /**
   * The result of the method.
   *
   * @param hessian second derivatives by central differences, symmetric
   * @param iterations steps taken
   * @param converged false when the steps ran out or no step decreased the value
   */
  public record Minimum(Point point, double[][] hessian, int iterations, boolean converged) {}

  /**
   * Minimises within {@code lower ≤ position ≤ upper}.
   *
   * @return empty when the function is not finite at the start
   */
  public static Optional<Minimum> minimize(
      Objective objective, double[] start, double[] lower, double[] upper, int mostIterations) {
    return minimize(
        objective,
        quadraticAt(objective, clamp(start, lower, upper), FORWARD_DIFFERENCE),
        lower,
        upper,
        mostIterations);
  }

  /**
   * The same from close by, with second derivatives that are about right, such as those of a sample
   * at its minimum.
   *
   * @return empty when the function is not finite at the start
   */
  public static Optional<Minimum> minimize(
      Objective objective, Minimum near, double[] lower, double[] upper, int mostIterations) {
    Point start = objective.at(List.of(near.point.position)).get(0);
    return minimize(objective, new Quadratic(start, near.hessian), lower, upper, mostIterations);
  }

  private static Optional<Minimum> minimize(
      Objective objective, Quadratic start, double[] lower, double[] upper, int mostIterations) {
    Quadratic here = start;
    if (!here.isFinite()) {
      return Optional.empty();
    }
    double damping = 0.0;
    int iterations = 0;
    int refusals = 0;
    int polishing = 0;
    boolean converged = false;
    double stepped = Double.POSITIVE_INFINITY;
    // Of the last step with the second derivatives that are kept.
    double lastLength = Double.POSITIVE_INFINITY;
    while (!converged && iterations < mostIterations && refusals < MAX_REFUSALS) {
      boolean[] free = here.free(lower, upper);
      double[] step = here.step(free, damping);
      if (step == null) {
        damping = Math.max(4 * damping, FIRST_DAMPING);
        refusals++;
        continue;
      }
      double[] position = here.point.position();
      double[] next = clamp(sum(position, step), lower, upper);
      double length = 0.0;
      double predicted = 0.0;
      for (int i = 0; i < next.length; i++) {
        length = Math.max(length, Math.abs(next[i] - position[i]));
        predicted -= 0.5 * here.point.gradient()[i] * (next[i] - position[i]);
      }
      boolean isKept = damping == 0.0 && length < SHORT_STEP && length < SHORTER * lastLength;
      Quadratic there =
          isKept
              ? new Quadratic(objective.at(List.of(next)).get(0), here.hessian)
              : quadraticAt(objective, next, FORWARD_DIFFERENCE);
      double magnitude = Math.max(1.0, Math.abs(here.point.value()));
      double decrease = here.point.value() - there.point.value();
      if (!there.isFinite() || decrease < 1e-4 * predicted - ROUNDING * magnitude) {
        damping = Math.max(4 * damping, FIRST_DAMPING);
        refusals++;
        continue;
      }
      here = there;
      lastLength = isKept ? length : Double.POSITIVE_INFINITY;
      iterations++;
      refusals = 0;
      // The damping decreases fast and then vanishes, so that the last steps are pure Newton steps.
      damping = damping < FIRST_DAMPING ? 0.0 : damping / 16;
      polishing = decrease <= SMALL_DECREASE * magnitude ? polishing + 1 : 0;
      stepped = length;
      converged = stepped <= LAST_STEP || polishing >= MAX_POLISHING_STEPS;
    }
    Quadratic exact = quadraticAt(objective, here.point.position(), CENTRAL_DIFFERENCE);
    boolean isThere = converged && stepped <= NEARLY_LAST_STEP;
    Point end = isThere ? last(objective, exact, lower, upper) : exact.point;
    return Optional.of(new Minimum(end, exact.hessian, iterations, converged));
  }

  /** Takes away what second derivatives that were kept have left, unless that is rounding. */
  private static Point last(Objective objective, Quadratic exact, double[] lower, double[] upper) {
    double[] step = exact.step(exact.free(lower, upper), 0.0);
    if (step == null) {
      return exact.point;
    }
    double[] next = clamp(sum(exact.point.position, step), lower, upper);
    Point end = objective.at(List.of(next)).get(0);
    double rounding = ROUNDING * Math.max(1.0, Math.abs(exact.point.value));
    return end.value <= exact.point.value + rounding ? end : exact.point;
  }

  /** The quadratic model of the function at a point. */
  private record Quadratic(Point point, double[][] hessian) {
    boolean isFinite() {
      boolean finite = Double.isFinite(point.value);
      for (int i = 0; i < hessian.length; i++) {
        finite &= Double.isFinite(point.gradient[i]);
        for (double second : hessian[i]) {
          finite &= Double.isFinite(second);
        }
      }
      return finite;
    }

    /** The coordinates that are not held at a bound by a gradient that points beyond it. */
    boolean[] free(double[] lower, double[] upper) {
      boolean[] free = new boolean[lower.length];
      for (int i = 0; i < free.length; i++) {
        boolean held =
            (point.position[i] <= lower[i] && point.gradient[i] > 0)
                || (point.position[i] >= upper[i] && point.gradient[i] < 0);
        free[i] = !held;
      }
      return free;
    }

    double largestCurvature() {
      double largest = 1e-8;
      for (int i = 0; i < hessian.length; i++) {
        largest = Math.max(largest, Math.abs(hessian[i][i]));
      }
      return largest;
    }

    /**
     * The damped Newton step in the free coordinates, or null where damping does not suffice. Each
     * coordinate is damped by its own curvature (Marquardt 1963): so that towards a limit at
     * infinity, a nearly flat coordinate moves as fast as the others.
     */
    double[] step(boolean[] free, double damping) {
      int n = free.length;
      double least = MIN_CURVATURE * largestCurvature();
      double[][] damped = new double[n][n];
      double[] downhill = new double[n];
      for (int i = 0; i < n; i++) {
        if (!free[i]) {
          damped[i][i] = 1.0;
          continue;
        }
        downhill[i] = -point.gradient[i];
        for (int j = 0; j < n; j++) {
          damped[i][j] = free[j] ? hessian[i][j] : 0.0;
        }
        damped[i][i] += damping * Math.max(Math.abs(hessian[i][i]), least);
      }
      return Cholesky.of(damped)
          .map(
              cholesky -> {
                double[] step = cholesky.solve(downhill);
                double longest = 0.0;
                for (double component : step) {
                  longest = Math.max(longest, Math.abs(component));
                }
                double shrink = Math.min(1.0, MAX_STEP / longest);
                for (int i = 0; i < n; i++) {
                  step[i] *= shrink;
                }
                return step;
              })
          .orElse(null);
    }
  }

  private static Quadratic quadraticAt(Objective objective, double[] position, double difference) {
    int n = position.length;
    boolean central = difference == CENTRAL_DIFFERENCE;
    List<double[]> points = new ArrayList<>();
    points.add(position);
    for (int i = 0; i < n; i++) {
      points.add(shifted(position, i, difference));
      if (central) {
        points.add(shifted(position, i, -difference));
      }
    }
    List<Point> found = objective.at(points);
    double[] gradient = found.get(0).gradient;
    double[][] derivative = new double[n][n];
    for (int i = 0; i < n; i++) {
      double[] above = found.get(central ? 2 * i + 1 : i + 1).gradient;
      double[] below = central ? found.get(2 * i + 2).gradient : gradient;
      for (int j = 0; j < n; j++) {
        derivative[i][j] = (above[j] - below[j]) / (central ? 2 * difference : difference);
      }
    }
    double[][] hessian = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        hessian[i][j] = 0.5 * (derivative[i][j] + derivative[j][i]);
      }
    }
    return new Quadratic(found.get(0), hessian);
  }

  private static double[] shifted(double[] position, int i, double by) {
    double[] shifted = position.clone();
    shifted[i] += by;
    return shifted;
  }

  private static double[] sum(double[] position, double[] step) {
    double[] sum = position.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += step[i];
    }
    return sum;
  }

  private static double[] clamp(double[] position, double[] lower, double[] upper) {
    double[] clamped = position.clone();
    for (int i = 0; i < clamped.length; i++) {
      clamped[i] = Math.min(Math.max(clamped[i], lower[i]), upper[i]);
    }
    return clamped;
  }
}

package io.perennial.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.numerics.NewtonMinimizer.Minimum;
import io.perennial.numerics.NewtonMinimizer.Objective;
import io.perennial.numerics.NewtonMinimizer.Point;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class NewtonMinimizerTest {
  private static final double[] LOW = {-50, -50};
  private static final double[] HIGH = {50, 50};

  private static Objective of(Function<double[], Point> function) {
    return points -> points.stream().map(function).toList();
  }

  /** A curved valley with its minimum at (1, 1); not convex. */
  private static Point rosenbrock(double[] x) {
    double u = 1 - x[0];
    double v = x[1] - x[0] * x[0];
    return new Point(x, u * u + 100 * v * v, new double[] {-2 * u - 400 * x[0] * v, 200 * v});
  }

  @Test
  void findsTheEndOfACurvedValleyToRounding() {
    Minimum minimum = minimum(NewtonMinimizerTest::rosenbrock, new double[] {-1.2, 1}, HIGH, 100);
    assertThat(minimum.converged()).isTrue();
    assertThat(minimum.point().position()[0]).isCloseTo(1, within(1e-13));
    assertThat(minimum.point().position()[1]).isCloseTo(1, within(1e-13));
    assertThat(minimum.hessian()[0][0]).isCloseTo(802, within(1e-5));
    assertThat(minimum.hessian()[0][1]).isCloseTo(-400, within(1e-6));
    assertThat(minimum.hessian()[1][1]).isCloseTo(200, within(1e-6));
  }

  @Test
  void keepsCurvatureThatIsAboutRight() {
    double[] near = {1.01, 1.015};
    double[][] roughly = {{760, -410}, {-410, 230}};
    int[] evaluations = new int[1];
    Minimum minimum =
        NewtonMinimizer.minimize(
                points -> {
                  evaluations[0] += points.size();
                  return of(NewtonMinimizerTest::rosenbrock).at(points);
                },
                new Minimum(rosenbrock(near), roughly, 0, true),
                LOW,
                HIGH,
                100)
            .orElseThrow();
    assertThat(minimum.converged()).isTrue();
    assertThat(minimum.point().position()[0]).isCloseTo(1, within(1e-9));
    assertThat(minimum.point().position()[1]).isCloseTo(1, within(1e-9));
    assertThat(minimum.hessian()[0][0]).isCloseTo(802, within(1e-4));
    // The start and a step at a time; the exact curvature at the end takes five.
    assertThat(evaluations[0]).isLessThan(minimum.iterations() + 20);
  }

  @Test
  void computesCurvatureAgainThatIsWrong() {
    double[][] wrong = {{1e5, 0}, {0, 1e5}};
    Minimum minimum =
        NewtonMinimizer.minimize(
                of(NewtonMinimizerTest::rosenbrock),
                new Minimum(rosenbrock(new double[] {1.2, 1.1}), wrong, 0, true),
                LOW,
                HIGH,
                100)
            .orElseThrow();
    assertThat(minimum.point().position()[0]).isCloseTo(1, within(1e-9));
    assertThat(minimum.iterations()).isLessThan(20);
  }

  @Test
  void stopsAtABoundAndFindsTheBestPointOnIt() {
    Minimum minimum =
        minimum(
            NewtonMinimizerTest::rosenbrock, new double[] {-1.2, 1}, new double[] {0.5, 50}, 100);
    assertThat(minimum.converged()).isTrue();
    assertThat(minimum.point().position()[0]).isEqualTo(0.5);
    assertThat(minimum.point().position()[1]).isCloseTo(0.25, within(1e-12));
  }

  @Test
  void doesNotClaimToHaveConvergedWhenItRanOutOfSteps() {
    Minimum minimum = minimum(NewtonMinimizerTest::rosenbrock, new double[] {-1.2, 1}, HIGH, 3);
    assertThat(minimum.converged()).isFalse();
    assertThat(minimum.iterations()).isEqualTo(3);
  }

  @Test
  void walksDownASlopeWithoutEndToTheBound() {
    // exp(-x) has no minimum; the other variable does.
    Function<double[], Point> slope =
        x -> new Point(x, Math.exp(-x[0]) + x[1] * x[1], new double[] {-Math.exp(-x[0]), 2 * x[1]});
    Minimum minimum = minimum(slope, new double[] {0, 3}, new double[] {10, 50}, 100);
    assertThat(minimum.point().position()[0]).isEqualTo(10);
    assertThat(minimum.point().position()[1]).isCloseTo(0, within(1e-12));
  }

  /** More steps would only lead it to the bound, where it would count as not determined. */
  @Test
  void endsSoonWhereNothingIsLeftToGain() {
    Function<double[], Point> slope =
        x -> new Point(x, Math.exp(-x[0]) + x[1] * x[1], new double[] {-Math.exp(-x[0]), 2 * x[1]});
    Minimum minimum = minimum(slope, new double[] {0, 3}, HIGH, 100);
    assertThat(minimum.converged()).isTrue();
    // After a decrease of less than 1e-9 there are three steps, of 1 each.
    assertThat(minimum.point().position()[0]).isBetween(20.0, 25.0);
  }

  @Test
  void hasNoAnswerFromAStartWithoutAValue() {
    Function<double[], Point> nothing = x -> new Point(x, Double.NaN, new double[] {0, 0});
    assertThat(NewtonMinimizer.minimize(of(nothing), new double[] {0, 0}, LOW, HIGH, 10)).isEmpty();
  }

  private static Minimum minimum(
      Function<double[], Point> function, double[] start, double[] high, int iterations) {
    return NewtonMinimizer.minimize(of(function), start, LOW, high, iterations).orElseThrow();
  }
}

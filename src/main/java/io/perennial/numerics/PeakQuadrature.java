package io.perennial.numerics;

import java.util.function.DoubleConsumer;
import java.util.function.DoubleUnaryOperator;

/**
 * Integrals over the whole line of positive functions with one peak, given by their logarithm.
 *
 * <p>The trapezoidal rule in v, where u = peak + scale·sinh(v): its error falls exponentially with
 * the number of points when the integrand is analytic around the line, and the sinh shortens tails
 * that fall as slowly as exp(−ε|u|). All terms are positive, so nothing cancels. (Takahasi and Mori
 * 1974, "Double exponential formulas for numerical integration".)
 */
final class PeakQuadrature {
  private static final double FIRST_STEP = 0.5;
  private static final int HALVINGS = 12;

  /** The error of the finer rule is about the square of the difference between two rules. */
  private static final double AGREEMENT = 1e-11;

  private static final double NEGLIGIBLE = 1e-18;

  private static final DoubleConsumer NOBODY = term -> {};

  private final DoubleUnaryOperator logDensity;
  private final DoubleConsumer listener;
  private final double peak;
  private final double top;
  private final double scale;
  private double step;
  private double sum;

  private PeakQuadrature(DoubleUnaryOperator logDensity, DoubleConsumer listener, double peak) {
    this.logDensity = logDensity;
    this.listener = listener;
    this.peak = peak;
    this.top = logDensity.applyAsDouble(peak);
    this.scale = Math.min(width(1), width(-1));
  }

  /**
   * The logarithm of the integral of {@code exp(logDensity(u))} over all u.
   *
   * @param logDensity unimodal, falling at least exponentially on both sides
   * @param slope its derivative; only its sign and order of magnitude matter
   */
  static double logIntegral(DoubleUnaryOperator logDensity, DoubleUnaryOperator slope) {
    return logIntegral(logDensity, slope, NOBODY);
  }

  /**
   * {@link #logIntegral} for callers that also need means over the density: the sums of a listener
   * over the terms, each called right after {@code logDensity} for its u, divided by the sum of the
   * terms.
   */
  static double logIntegral(
      DoubleUnaryOperator logDensity, DoubleUnaryOperator slope, DoubleConsumer listener) {
    PeakQuadrature quadrature = new PeakQuadrature(logDensity, listener, peak(slope));
    quadrature.integrate();
    return quadrature.top + Math.log(quadrature.sum * quadrature.step * quadrature.scale);
  }

  private void integrate() {
    step = FIRST_STEP;
    sum = term(0.0);
    listener.accept(sum);
    sum += side(step, step);
    sum += side(-step, -step);
    for (int i = 0; i < HALVINGS; i++) {
      double between = side(0.5 * step, step) + side(-0.5 * step, -step);
      boolean agrees = Math.abs(between - sum) <= AGREEMENT * sum;
      sum += between;
      step *= 0.5;
      if (agrees) {
        break;
      }
    }
  }

  /** The sum over v = first, first + by, … until the terms are negligible. */
  private double side(double first, double by) {
    double total = 0.0;
    for (double v = first; ; v += by) {
      double term = term(v);
      // NaN ends the sum as well: where u overflows the density is zero.
      if (!(term > NEGLIGIBLE * (sum + total))) {
        return total;
      }
      total += term;
      listener.accept(term);
    }
  }

  private double term(double v) {
    double grown = Math.exp(v);
    double u = peak + scale * 0.5 * (grown - 1 / grown);
    return 0.5 * (grown + 1 / grown) * Math.exp(logDensity.applyAsDouble(u) - top);
  }

  /** A point whose logarithm is at most a tenth below the maximum. */
  private static double peak(DoubleUnaryOperator slope) {
    double low = -1.0;
    double rise = slope.applyAsDouble(low);
    double high = 1.0;
    double fall = slope.applyAsDouble(high);
    while (rise <= 0) {
      high = low;
      fall = rise;
      low *= 2;
      rise = slope.applyAsDouble(low);
    }
    while (fall > 0) {
      low = high;
      rise = fall;
      high *= 2;
      fall = slope.applyAsDouble(high);
    }
    // Near the sign change itself: where one side is nearly flat, the edge must be in the middle.
    while (high - low > 1 || (high - low) * Math.max(rise, -fall) > 0.1) {
      double middle = 0.5 * (low + high);
      if (middle <= low || middle >= high) {
        break;
      }
      double here = slope.applyAsDouble(middle);
      if (here > 0) {
        low = middle;
        rise = here;
      } else {
        high = middle;
        fall = here;
      }
    }
    return 0.5 * (low + high);
  }

  /** How far from the peak the density has fallen by about a half, at most 1. */
  private double width(int direction) {
    double distance = 1.0;
    while (distance > 1e-12 && logDensity.applyAsDouble(peak + direction * distance) < top - 1.0) {
      distance *= 0.5;
    }
    return distance;
  }
}

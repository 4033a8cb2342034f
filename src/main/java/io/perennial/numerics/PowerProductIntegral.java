package io.perennial.numerics;

/** The integral ∫₀^t y^n (a+y)^(−p) (b+y)^(−q) dy for n ≥ 0 and positive a, b, p, q, t. */
public final class PowerProductIntegral {
  private PowerProductIntegral() {}

  /** The logarithm of the integral, by quadrature over the log-odds of y/t. */
  public static double log(double n, double a, double p, double b, double q, double t) {
    double logT = Math.log(t);
    return PeakQuadrature.logIntegral(
        u -> {
          double share = LogSpace.logistic(u);
          double logShare = -LogSpace.log1pExp(-u);
          return (n + 1) * (logT + logShare)
              - LogSpace.log1pExp(u)
              - p * Math.log(a + t * share)
              - q * Math.log(b + t * share);
        },
        u -> {
          double share = LogSpace.logistic(u);
          double y = t * share;
          return (n + 1 - p * y / (a + y) - q * y / (b + y)) * LogSpace.logistic(-u) - share;
        });
  }
}

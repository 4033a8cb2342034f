package io.perennial.subscription;

/** Lifetimes and values where every month has the same chance to leave. */
public final class RetainedValue {
  private RetainedValue() {}

  /** ARPA × margin ÷ churn. */
  public static double undiscounted(double arpa, double margin, double churn) {
    return arpa * margin / churn;
  }

  /**
   * Payments from now on, each discounted to now: 1 + r/(1+d) + (r/(1+d))² + … = (1+d)/(1+d−r).
   *
   * @param retention r, from one payment to the next
   * @param discount d, a period
   */
  public static double discountedLifetime(double retention, double discount) {
    return (1 + discount) / (1 + discount - retention);
  }

  /**
   * The same where retention changes: the payment of now, and the residual lifetime just before the
   * first renewal.
   *
   * @param rate continuous discount rate a period
   */
  public static double ofResidual(double residual, double rate) {
    return 1 + residual * Math.exp(-rate);
  }
}

package io.perennial.model.btyd;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * The future purchases of a customer who is alive now, averaged over the distribution of the
 * customer's unknown rates. Time starts now, in the model's time unit.
 */
public interface PurchaseProcess {
  /**
   * Expected purchases per time unit at time t from now, including the probability of having left
   * by then: the derivative of {@link #expectedPurchases}.
   */
  double purchaseRate(double t);

  /** Expected number of purchases in (0, t]. */
  double expectedPurchases(double t);

  /**
   * Expected number of purchases in (0, horizon], each discounted to now.
   *
   * @param horizon may be infinite when {@code rate} is positive (discounted expected residual
   *     transactions)
   * @param rate continuous discount rate per time unit
   */
  double discountedExpectedPurchases(double horizon, double rate);

  /** Probability of exactly n purchases in (0, t]. */
  double probabilityOf(int n, double t);

  /** Probability of still being alive at time t. */
  double pAlive(double t);

  /**
   * Expected time until the customer leaves or the horizon ends: the integral of {@link #pAlive}
   * over (0, horizon]. Without an end it would be infinite in most fits, such as BG/NBD with a
   * below 1 and Pareto/NBD with s below 1.
   */
  double expectedTimeAlive(double horizon);

  /** The times of one customer's purchases in (0, horizon], ascending. */
  double[] simulate(UniformRandomProvider random, double horizon);
}

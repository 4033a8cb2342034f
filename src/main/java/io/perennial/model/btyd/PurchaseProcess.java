package io.perennial.model.btyd;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * The purchases to come of a customer who is alive now, whose own rates are not known: a
 * distribution over them stands in their place. Time starts now, in the model's time unit.
 */
public interface PurchaseProcess {
  /**
   * Expected purchases per time unit at time t from now, with the chance of having left by then
   * counted in: the derivative of {@link #expectedPurchases}.
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

  /** Probability of being alive still at time t. */
  double pAlive(double t);

  /** The times of one customer's purchases in (0, horizon], ascending. */
  double[] simulate(UniformRandomProvider random, double horizon);
}

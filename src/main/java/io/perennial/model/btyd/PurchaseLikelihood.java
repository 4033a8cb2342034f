package io.perennial.model.btyd;

import io.perennial.model.cells.CellLikelihood;
import io.perennial.numerics.LogSpace;

/**
 * A model of repeat purchases at fixed parameters. As a {@link PurchaseProcess} it is that of a
 * customer who has just made the first purchase.
 *
 * <p>x is the frequency, t_x the recency, T the age, times in the model's time unit. In all these
 * models what is known about a customer's future splits in two: the probability of being alive
 * given (x, t_x, T), and the process of purchases given alive, which in most of them depends on (x,
 * T) alone. Forecasts are the product: with a = pAlive(x, t_x, T) and Y = ifAlive(x, t_x, T),
 *
 * <ul>
 *   <li>P(alive at T + t) = a · Y.pAlive(t);
 *   <li>E[purchases in (T, T + t]] = a · Y.expectedPurchases(t), discounted likewise, and with an
 *       infinite horizon that is DERT;
 *   <li>P(n purchases in (T, T + t]) = a · Y.probabilityOf(n, t) for n &gt; 0, and 1 − a + a ·
 *       Y.probabilityOf(0, t) for none.
 * </ul>
 */
public interface PurchaseLikelihood extends CellLikelihood, PurchaseProcess {
  @Override
  default PurchaseLikelihood given(double[] covariates) {
    return this;
  }

  /** Logarithm of the odds of being alive at T; infinite when that is certain. */
  double logOddsAlive(int frequency, double recency, double age);

  /** The purchases after T of a customer who is alive then. */
  PurchaseProcess ifAlive(int frequency, double recency, double age);

  /**
   * Whether {@link #ifAlive} is the same for every recency: waiting times without a memory carry
   * nothing of it into the future of a customer who is alive.
   */
  default boolean isMemoryless() {
    return true;
  }

  /** Probability of being alive at T. */
  default double pAlive(int frequency, double recency, double age) {
    return LogSpace.logistic(logOddsAlive(frequency, recency, age));
  }

  /** Log-likelihood of one customer, without the factor x!. */
  default double logLikelihood(int frequency, double recency, double age) {
    return atFrequency(frequency).logLikelihood(recency, age, new double[dimension()]);
  }
}

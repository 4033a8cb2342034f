package io.perennial.model.btyd;

import io.perennial.model.cells.CellLikelihood;
import io.perennial.numerics.LogSpace;
import java.util.List;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A model of repeat purchases at fixed parameters. As a {@link PurchaseProcess} it is that of a
 * customer who has just made the first purchase.
 *
 * <p>x is the frequency, t_x the recency, T the age, times in the model's time unit. In all these
 * models the future of a customer has two parts: the probability of being alive given (x, t_x, T),
 * and the process of purchases given alive, which in most of them depends on (x, T) alone.
 * Forecasts are the product: with a = pAlive(x, t_x, T) and Y = ifAlive(x, t_x, T),
 *
 * <ul>
 *   <li>P(alive at T + t) = a · Y.pAlive(t);
 *   <li>E[purchases in (T, T + t]] = a · Y.expectedPurchases(t), and in the same way discounted,
 *       which with an infinite horizon is DERT;
 *   <li>P(n purchases in (T, T + t]) = a · Y.probabilityOf(n, t) for n &gt; 0, and 1 − a + a ·
 *       Y.probabilityOf(0, t) for none.
 * </ul>
 */
public interface PurchaseLikelihood extends CellLikelihood, PurchaseProcess {
  /** In time units; sums of longer times would overflow. */
  double MAX_AGE = 1e300;

  @Override
  default PurchaseLikelihood given(double[] covariates) {
    return this;
  }

  /**
   * What the covariates of customers change, for models that need them; empty for others.
   *
   * @param replicates of this model
   */
  default Optional<CovariateEffects> effects(List<PurchaseLikelihood> replicates) {
    return Optional.empty();
  }

  /**
   * The future purchases of a customer who has just made the first one, for models that do not
   * implement the process themselves.
   */
  default PurchaseProcess newCustomer() {
    return ifAlive(0, 0.0, 0.0);
  }

  @Override
  default double purchaseRate(double t) {
    return newCustomer().purchaseRate(t);
  }

  @Override
  default double expectedPurchases(double t) {
    return newCustomer().expectedPurchases(t);
  }

  @Override
  default double discountedExpectedPurchases(double horizon, double rate) {
    return newCustomer().discountedExpectedPurchases(horizon, rate);
  }

  @Override
  default double probabilityOf(int n, double t) {
    return newCustomer().probabilityOf(n, t);
  }

  @Override
  default double pAlive(double t) {
    return newCustomer().pAlive(t);
  }

  @Override
  default double expectedTimeAlive(double horizon) {
    return newCustomer().expectedTimeAlive(horizon);
  }

  @Override
  default double[] simulate(UniformRandomProvider random, double horizon) {
    return newCustomer().simulate(random, horizon);
  }

  /** Whether there can be a customer with this frequency, recency and age. */
  default boolean isPossible(int frequency, double recency, double age) {
    return frequency >= 0
        && recency >= 0
        && recency <= age
        && age < MAX_AGE
        && (frequency == 0) == (recency == 0);
  }

  /** Logarithm of the odds of being alive at T; infinite when that is certain. */
  double logOddsAlive(int frequency, double recency, double age);

  /** The purchases after T of a customer who is alive then. */
  PurchaseProcess ifAlive(int frequency, double recency, double age);

  /**
   * Whether {@link #ifAlive} is the same for every recency: waiting times are then memoryless, so
   * recency does not affect the future of a customer who is alive.
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

package io.perennial.model.btyd;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * The future purchases of a customer who may have left at once: with a known probability the
 * customer stayed and follows another process, otherwise there are none.
 *
 * @param stays probability of having stayed
 * @param ifStayed the purchases of those who did
 */
record MayHaveLeft(double stays, PurchaseProcess ifStayed) implements PurchaseProcess {
  @Override
  public double purchaseRate(double t) {
    return stays * ifStayed.purchaseRate(t);
  }

  @Override
  public double expectedPurchases(double t) {
    return stays * ifStayed.expectedPurchases(t);
  }

  @Override
  public double discountedExpectedPurchases(double horizon, double rate) {
    return stays * ifStayed.discountedExpectedPurchases(horizon, rate);
  }

  @Override
  public double probabilityOf(int n, double t) {
    double afterStaying = stays * ifStayed.probabilityOf(n, t);
    return n == 0 ? (1 - stays) + afterStaying : afterStaying;
  }

  @Override
  public double pAlive(double t) {
    return stays * ifStayed.pAlive(t);
  }

  @Override
  public double expectedTimeAlive(double horizon) {
    return stays * ifStayed.expectedTimeAlive(horizon);
  }

  @Override
  public double[] simulate(UniformRandomProvider random, double horizon) {
    // Only whether: given staying, the rates are drawn from the distribution they then have.
    return random.nextDouble() < stays ? ifStayed.simulate(random, horizon) : new double[0];
  }
}

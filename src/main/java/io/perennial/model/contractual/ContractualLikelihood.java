package io.perennial.model.contractual;

import io.perennial.model.cells.CellLikelihood;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A model of how long subscribers stay, at fixed parameters. Time is counted in renewals: a
 * subscriber of tenure n has renewed n times.
 *
 * <p>As cells: frequency is the number of renewals seen, {@code first} is 1 for a subscriber who
 * did not renew once more and 0 for one who is still there; {@code second} is not used. See {@link
 * RetentionCounts}.
 */
public interface ContractualLikelihood extends CellLikelihood {
  /** The logarithm of the share of a cohort that survives {@code renewals} renewals. */
  double logSurvival(double renewals);

  /** The share of a cohort that survives {@code renewals} renewals. */
  default double survival(int renewals) {
    return Math.exp(logSurvival(renewals));
  }

  /**
   * The retention rate at renewal {@code renewal} (1 is the first): the share who renew, of those
   * who reached it.
   */
  default double retention(int renewal) {
    return survivalGiven(renewal - 1, 1);
  }

  /** Probability of {@code renewals} more renewals after {@code tenure}. */
  default double survivalGiven(int tenure, int renewals) {
    return Math.exp(logSurvival((double) tenure + renewals) - logSurvival(tenure));
  }

  /**
   * Discounted expected residual lifetime in renewals, as of just before the next one: the sum over
   * k ≥ 1 of {@code survivalGiven(tenure, k) · exp(−rate·(k−1))}. Multiplied by the margin of a
   * period it is the residual value of a subscriber who is about to decide.
   *
   * @param rate continuous discount rate per period; with 0 the sum may be infinite
   */
  double discountedResidualLifetime(int tenure, double rate);

  /** Draws how often a new subscriber renews before leaving, at most {@code most} times. */
  default int simulateRenewals(UniformRandomProvider random, int most) {
    int renewals = 0;
    while (renewals < most && random.nextDouble() < retention(renewals + 1)) {
      renewals++;
    }
    return renewals;
  }

  /** Log-likelihood of one subscriber. */
  default double logLikelihood(int renewals, boolean left) {
    return atFrequency(renewals).logLikelihood(left ? 1 : 0, 0, new double[dimension()]);
  }
}

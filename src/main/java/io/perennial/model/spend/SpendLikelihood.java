package io.perennial.model.spend;

import io.perennial.model.cells.CellLikelihood;

/**
 * A model of the value of a purchase at fixed parameters. Cells hold frequency x, the mean value z̄
 * of the x repeat purchases, and its logarithm; money in the currency of the input.
 */
public interface SpendLikelihood extends CellLikelihood {
  /** Expected value of a purchase of a customer without history. */
  double populationMean();

  /** Expected value of the next purchase after x repeat purchases of mean value z̄. */
  double expectedValue(int frequency, double meanValue);

  /** Log-likelihood of one customer with x ≥ 1 repeat purchases of mean value z̄ &gt; 0. */
  default double logLikelihood(int frequency, double meanValue) {
    return atFrequency(frequency)
        .logLikelihood(meanValue, Math.log(meanValue), new double[dimension()]);
  }
}

package io.perennial.model.cells;

import java.io.Serializable;

/**
 * A model of customers at fixed parameters: an immutable value.
 *
 * <p>Gradients are by <em>coordinates</em>: the logarithm of a parameter's distance from its
 * infimum, {@code log(parameter − infimum)}, so {@code log(parameter)} for a positive parameter;
 * for a parameter that may be any number, the number in its unit. Every real coordinate is a valid
 * parameter.
 */
public interface CellLikelihood extends Serializable {
  /** The number of parameters. */
  int dimension();

  /**
   * The log-likelihood of customers of this frequency. Terms that depend on the frequency alone are
   * computed here, once for all of them.
   */
  CellTerm atFrequency(int frequency);

  /** The model of customers with these covariates; this model itself where there are none. */
  default CellLikelihood given(double[] covariates) {
    return this;
  }
}

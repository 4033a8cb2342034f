package io.perennial.model.cells;

/** The log-likelihood of one customer, for a frequency already given. */
@FunctionalInterface
public interface CellTerm {
  /**
   * The log-likelihood of a customer.
   *
   * @param first recency for purchase models, mean value for spend models
   * @param second age for purchase models, logarithm of the mean value for spend models
   * @param gradient overwritten with the derivatives by the coordinates, see {@link CellLikelihood}
   */
  double logLikelihood(double first, double second, double[] gradient);
}

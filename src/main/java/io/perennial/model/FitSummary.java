package io.perennial.model;

import java.util.List;
import java.util.Map;

/**
 * What a maximum likelihood fit found, for people and manifests. All figures are finite.
 *
 * @param name the model, such as {@code bg-nbd}
 * @param parameters estimates by name, in the paper's order, in the model's time unit
 * @param standardErrors of the parameters by name (delta method); empty when the data does not
 *     determine them, and then a warning says why
 * @param covariance of the parameters, rows and columns in the order of {@code parameters}; empty
 *     when {@code standardErrors} is
 * @param logLikelihood of all customers, without the factor x!
 * @param customers the sum of the weights, rounded
 * @param cells distinct combinations of what the likelihood looks at
 * @param iterations Newton steps over all cells
 * @param converged whether the estimates are the maximum, inside their range
 * @param warnings what to know before relying on the fit
 */
public record FitSummary(
    String name,
    Map<String, Double> parameters,
    Map<String, Double> standardErrors,
    List<List<Double>> covariance,
    double logLikelihood,
    long customers,
    long cells,
    int iterations,
    boolean converged,
    List<String> warnings) {

  /** The estimates in order, for {@link LikelihoodFamily#of}. */
  public double[] parameterValues() {
    return parameters.values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Akaike's information criterion: lower is better. */
  public double aic() {
    return 2.0 * parameters.size() - 2.0 * logLikelihood;
  }

  /** The Bayesian information criterion: lower is better. */
  public double bic() {
    return parameters.size() * Math.log(customers) - 2.0 * logLikelihood;
  }
}

package io.perennial.model.fit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * What a maximum likelihood fit found, for people and manifests. All figures are finite.
 *
 * @param name the model, such as {@code bg-nbd}
 * @param parameters estimates by name, in the paper's order, in the model's time unit; a whole
 *     number that was chosen by trying several, like k, has no standard error
 * @param standardErrors of the parameters by name (delta method); empty when the data does not
 *     determine them, and then a warning says why
 * @param covariance of the parameters that have standard errors, rows and columns in the order of
 *     {@code standardErrors}; empty when that is
 * @param logLikelihood of all customers, without the factor x!
 * @param customers the sum of the weights, rounded
 * @param cells distinct combinations of what the likelihood looks at
 * @param iterations Newton steps over all cells
 * @param converged whether the estimates are the maximum, inside the range searched
 * @param diagnostics other figures about the fit by name, such as tests of its assumptions
 * @param warnings what to know before relying on the fit
 * @param replicates bootstrap replicates of the fitted parameters, in the order of {@code
 *     covariance}; empty without a bootstrap
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
    Map<String, Double> diagnostics,
    List<String> warnings,
    List<List<Double>> replicates)
    implements Serializable {

  public FitSummary {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    standardErrors = Collections.unmodifiableMap(new LinkedHashMap<>(standardErrors));
    covariance = covariance.stream().map(List::copyOf).toList();
    diagnostics = Collections.unmodifiableMap(new LinkedHashMap<>(diagnostics));
    warnings = List.copyOf(warnings);
    // Fits saved before there were replicates have none.
    replicates = replicates == null ? List.of() : replicates.stream().map(List::copyOf).toList();
  }

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

  /**
   * The same fit as one of several that were tried with different values of a parameter of its own,
   * which comes first from now on.
   *
   * @param newLogLikelihood as it compares with the others
   */
  public FitSummary tried(String parameter, double value, double newLogLikelihood) {
    Map<String, Double> more = new LinkedHashMap<>();
    more.put(parameter, value);
    more.putAll(parameters);
    return new FitSummary(
        name,
        more,
        standardErrors,
        covariance,
        newLogLikelihood,
        customers,
        cells,
        iterations,
        converged,
        diagnostics,
        warnings,
        replicates);
  }

  /**
   * Central intervals of the parameters by the percentiles of the replicates: low and high by name;
   * empty without a bootstrap.
   *
   * @param level probability of an interval
   */
  public Map<String, List<Double>> intervals(double level) {
    Map<String, List<Double>> intervals = new LinkedHashMap<>();
    if (replicates.isEmpty()) {
      return intervals;
    }
    List<String> fitted = List.copyOf(standardErrors.keySet());
    Percentile percentile = new Percentile();
    for (int i = 0; i < fitted.size(); i++) {
      int place = i;
      double[] values = replicates.stream().mapToDouble(each -> each.get(place)).toArray();
      intervals.put(
          fitted.get(i),
          List.of(
              percentile.evaluate(values, 50 * (1 - level)),
              percentile.evaluate(values, 50 * (1 + level))));
    }
    return intervals;
  }

  /** The same fit with one more diagnostic. */
  public FitSummary withDiagnostic(String diagnostic, double value) {
    Map<String, Double> more = new LinkedHashMap<>(diagnostics);
    more.put(diagnostic, value);
    return with(more, warnings);
  }

  /** The same fit with one more warning. */
  public FitSummary withWarning(String warning) {
    List<String> more = new ArrayList<>(warnings);
    more.add(warning);
    return with(diagnostics, more);
  }

  /** The same fit, told in other parameters. */
  public FitSummary withParameters(
      Map<String, Double> others,
      Map<String, Double> errors,
      List<List<Double>> covariances,
      List<List<Double>> resampled) {
    return new FitSummary(
        name,
        others,
        errors,
        covariances,
        logLikelihood,
        customers,
        cells,
        iterations,
        converged,
        diagnostics,
        warnings,
        resampled);
  }

  private FitSummary with(Map<String, Double> newDiagnostics, List<String> newWarnings) {
    return new FitSummary(
        name,
        parameters,
        standardErrors,
        covariance,
        logLikelihood,
        customers,
        cells,
        iterations,
        converged,
        newDiagnostics,
        newWarnings,
        replicates);
  }
}

package io.perennial.model.fit;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * The result of a maximum likelihood fit, for people and manifests. All figures are finite. As
 * JSON, in saved models, it is flat.
 *
 * @param name the model, such as {@code bg-nbd}
 * @param diagnostics other figures about the fit by name, such as tests of its assumptions
 * @param warnings what a user should know before relying on the fit
 */
public record FitSummary(
    String name,
    @JsonUnwrapped Estimates estimates,
    @JsonUnwrapped Optimum optimum,
    Map<String, Double> diagnostics,
    List<String> warnings)
    implements Serializable {

  /**
   * The parameters and their uncertainty.
   *
   * @param parameters estimates by name, in the paper's order, in the model's time unit; a whole
   *     number that was chosen by trying several, like k, has no standard error
   * @param standardErrors of the parameters by name (delta method); empty when the data does not
   *     determine them, and then a warning says why
   * @param covariance of the parameters that have standard errors, rows and columns in the order of
   *     {@code standardErrors}; empty when that is
   * @param replicates bootstrap replicates of the fitted parameters, in the order of {@code
   *     covariance}; empty without a bootstrap
   */
  public record Estimates(
      Map<String, Double> parameters,
      Map<String, Double> standardErrors,
      List<List<Double>> covariance,
      List<List<Double>> replicates)
      implements Serializable {
    public Estimates {
      parameters = ordered(parameters);
      standardErrors = ordered(standardErrors);
      covariance = covariance == null ? List.of() : rows(covariance);
      // Fits saved before there were replicates have none.
      replicates = replicates == null ? List.of() : rows(replicates);
    }

    private static List<List<Double>> rows(List<List<Double>> rows) {
      return rows.stream().map(List::copyOf).toList();
    }
  }

  /**
   * The maximum of the likelihood and the outcome of the search.
   *
   * @param logLikelihood of all customers, without the factor x!
   * @param customers the sum of the weights, rounded
   * @param cells distinct cells
   * @param iterations Newton steps over all cells
   * @param converged whether the estimates are the maximum, inside the range searched
   */
  public record Optimum(
      double logLikelihood, long customers, long cells, int iterations, boolean converged)
      implements Serializable {}

  public FitSummary {
    diagnostics = ordered(diagnostics);
    warnings = warnings == null ? List.of() : List.copyOf(warnings);
  }

  /** See {@link Estimates}. */
  public Map<String, Double> parameters() {
    return estimates.parameters;
  }

  /** See {@link Estimates}. */
  public Map<String, Double> standardErrors() {
    return estimates.standardErrors;
  }

  /** See {@link Estimates}. */
  public List<List<Double>> covariance() {
    return estimates.covariance;
  }

  /** See {@link Estimates}. */
  public List<List<Double>> replicates() {
    return estimates.replicates;
  }

  /** See {@link Optimum}. */
  public double logLikelihood() {
    return optimum.logLikelihood;
  }

  /** See {@link Optimum}. */
  public long customers() {
    return optimum.customers;
  }

  /** See {@link Optimum}. */
  public long cells() {
    return optimum.cells;
  }

  /** See {@link Optimum}. */
  public int iterations() {
    return optimum.iterations;
  }

  /** See {@link Optimum}. */
  public boolean converged() {
    return optimum.converged;
  }

  /** The estimates in order, for {@link LikelihoodFamily#of}. */
  public double[] parameterValues() {
    return parameters().values().stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * The estimates of these parameters, in their order.
   *
   * @throws IllegalArgumentException when one of them is missing
   */
  public double[] parameterValues(List<Parameter> of) {
    return of.stream()
        .mapToDouble(
            parameter -> {
              Double value = parameters().get(parameter.name());
              if (value == null) {
                throw new IllegalArgumentException(
                    "the parameter %s is missing".formatted(parameter.name()));
              }
              return value;
            })
        .toArray();
  }

  /** Akaike's information criterion: lower is better. */
  public double aic() {
    return 2.0 * parameters().size() - 2.0 * logLikelihood();
  }

  /** The Bayesian information criterion: lower is better. */
  public double bic() {
    return parameters().size() * Math.log(customers()) - 2.0 * logLikelihood();
  }

  /**
   * Central intervals of the parameters by the percentiles of the replicates: low and high by name;
   * empty without a bootstrap. An interval holds its estimate: where the replicates all lie to one
   * side, as they may where the estimate is at the end of the range searched, it reaches from there
   * to the estimate.
   *
   * @param level probability of an interval
   */
  public Map<String, List<Double>> intervals(double level) {
    Map<String, List<Double>> intervals = new LinkedHashMap<>();
    if (replicates().isEmpty()) {
      return intervals;
    }
    List<String> fitted = List.copyOf(standardErrors().keySet());
    Percentile percentile = new Percentile();
    for (int i = 0; i < fitted.size(); i++) {
      int place = i;
      double estimate = parameters().get(fitted.get(i));
      double[] values = replicates().stream().mapToDouble(each -> each.get(place)).toArray();
      intervals.put(
          fitted.get(i),
          List.of(
              Math.min(estimate, percentile.evaluate(values, 50 * (1 - level))),
              Math.max(estimate, percentile.evaluate(values, 50 * (1 + level)))));
    }
    return intervals;
  }

  /**
   * The same fit as one of several with different fixed values of a parameter, which comes first
   * from now on.
   *
   * @param newLogLikelihood as it compares with the others
   */
  public FitSummary withFixedParameter(String parameter, double value, double newLogLikelihood) {
    Map<String, Double> more = new LinkedHashMap<>();
    more.put(parameter, value);
    more.putAll(parameters());
    return new FitSummary(
        name,
        new Estimates(more, standardErrors(), covariance(), replicates()),
        new Optimum(newLogLikelihood, customers(), cells(), iterations(), converged()),
        diagnostics,
        warnings);
  }

  /** The same fit re-expressed in other parameters. */
  public FitSummary withEstimates(Estimates others) {
    return new FitSummary(name, others, optimum, diagnostics, warnings);
  }

  /** The same fit with one more diagnostic. */
  public FitSummary withDiagnostic(String diagnostic, double value) {
    Map<String, Double> more = new LinkedHashMap<>(diagnostics);
    more.put(diagnostic, value);
    return new FitSummary(name, estimates, optimum, more, warnings);
  }

  /** The same fit with one more warning. */
  public FitSummary withWarning(String warning) {
    List<String> more = new ArrayList<>(warnings);
    more.add(warning);
    return new FitSummary(name, estimates, optimum, diagnostics, more);
  }

  private static Map<String, Double> ordered(Map<String, Double> figures) {
    return figures == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }
}

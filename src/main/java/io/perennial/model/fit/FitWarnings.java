package io.perennial.model.fit;

import io.perennial.numerics.NewtonMinimizer.Minimum;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Warnings about a fit, in sentences for users. */
final class FitWarnings {
  /** 95th percentile of chi-squared with two degrees of freedom. */
  private static final double CHI_SQUARED_95_2DF = 5.991;

  /**
   * A standard error of a coordinate, beyond which the parameter is uncertain by a factor of e or
   * more.
   */
  private static final double VAGUE_STANDARD_ERROR = 1.0;

  /** The share of lost bootstrap replicates above which a warning is given. */
  private static final double MAX_LOST_REPLICATES = 0.05;

  private final List<Parameter> parameters;
  private final List<String> warnings = new ArrayList<>();

  FitWarnings(List<Parameter> parameters) {
    this.parameters = parameters;
  }

  List<String> all() {
    return warnings;
  }

  void addAll(List<String> more) {
    warnings.addAll(more);
  }

  /**
   * @param atBound the parameters whose estimates are at a bound of the search
   */
  void ofTheSearch(Minimum end, List<String> atBound) {
    if (!atBound.isEmpty()) {
      warnings.add(
          "The likelihood still rises at the end of the range searched for "
              + String.join(", ", atBound)
              + ": the data does not determine the parameters. Do not rely on this fit.");
    } else if (!end.converged()) {
      warnings.add(
          "The fit did not converge in " + end.iterations() + " iterations. Do not rely on it.");
    }
  }

  /** Warns when the likelihood ratio does not reject the simpler model. */
  void againstSimpler(LikelihoodFamily.Simpler simpler, double logLikelihood, double ofTheSimpler) {
    if (2 * (logLikelihood - ofTheSimpler) <= CHI_SQUARED_95_2DF) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "The data might as well be that of %s: the log-likelihood is %.2f, and %.2f of the"
                  + " simpler model. %s",
              simpler.family().name(),
              logLikelihood,
              ofTheSimpler,
              simpler.consequence()));
    }
  }

  /**
   * @param covariance of the coordinates, where the data determines it
   */
  void ofTheCurvature(double[] position, Optional<double[][]> covariance, List<String> atBound) {
    if (!atBound.isEmpty()) {
      warnings.add(
          "Standard errors are absent: "
              + String.join(", ", atBound)
              + " ended at the end of the range searched.");
    } else if (covariance.isEmpty()) {
      warnings.add(
          "Standard errors are absent: the log-likelihood is flat around the estimates in at"
              + " least one direction.");
    } else {
      vague(position, covariance.get());
    }
  }

  private void vague(double[] position, double[][] covariance) {
    for (int i = 0; i < position.length; i++) {
      double error = Math.sqrt(covariance[i][i]);
      if (error > VAGUE_STANDARD_ERROR) {
        Parameter parameter = parameters.get(i);
        warnings.add(
            String.format(
                Locale.ROOT,
                "%s is hardly determined by the data: %.4g, with a standard error of %.3g.",
                parameter.name(),
                parameter.value(position[i]),
                parameter.slope(position[i]) * error));
      }
    }
  }

  void ofTheBootstrap(int lost, int replicates) {
    if (lost > MAX_LOST_REPLICATES * replicates) {
      warnings.add(
          "%d of %d bootstrap replicates found no maximum; intervals rest on the others and come"
                  .formatted(lost, replicates)
              + " out too narrow. Compare the forecasts with another model's.");
    }
  }
}

package io.perennial.model.fit;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.cells.CellLikelihood;
import io.perennial.model.cells.CellSource;
import io.perennial.model.cells.Evaluation;
import io.perennial.model.cells.LocalCells;
import io.perennial.numerics.Cholesky;
import io.perennial.numerics.NewtonMinimizer;
import io.perennial.numerics.NewtonMinimizer.Minimum;
import io.perennial.numerics.NewtonMinimizer.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * Fits the parameters of a family of likelihoods to cells.
 *
 * <p>The objective is the weighted mean negative log-likelihood as a function of the coordinates
 * (see {@link CellLikelihood}), so tolerances do not depend on how many customers there are. With
 * many cells a fit of a sample of them comes first, and the fit of all is a handful of passes.
 */
public final class MaximumLikelihood<L extends CellLikelihood> {
  private static final int MOST_ITERATIONS = 200;
  private static final int SAMPLED_CELLS = 10_000;

  /** Below this, a sample would cost more than it saves. */
  private static final int CELLS_WORTH_SAMPLING = 4 * SAMPLED_CELLS;

  /**
   * Estimates are looked for within this factor of the first start, either way; those that may be
   * any number, within its logarithm in their units.
   */
  private static final double RANGE = 1e5;

  /** A standard error of a coordinate: beyond it the data allows for e times more or less. */
  private static final double UNKNOWN = 1.0;

  /** A share of lost bootstrap replicates that a user should hear of. */
  private static final double LOST_REPLICATES = 0.05;

  /** 95th percentile of chi-squared with two degrees of freedom. */
  private static final double PREFERRED = 5.991;

  /** Ends whose values agree to this part are the same end. */
  private static final double SAME_END = 1e-9;

  private final LikelihoodFamily<L> family;
  private final double scale;
  private final FitOptions options;
  private final List<double[]> starts;
  private final double[] lower;
  private final double[] upper;

  /** Plain maximum likelihood. */
  public MaximumLikelihood(LikelihoodFamily<L> family, double scale) {
    this(family, scale, FitOptions.PLAIN);
  }

  /**
   * @param scale see {@link LikelihoodFamily#starts}
   */
  public MaximumLikelihood(LikelihoodFamily<L> family, double scale, FitOptions options) {
    this.family = family;
    this.scale = scale;
    this.options = options;
    this.starts = family.starts(scale).stream().map(this::coordinates).toList();
    this.lower = starts.get(0).clone();
    this.upper = starts.get(0).clone();
    for (int i = 0; i < lower.length; i++) {
      lower[i] -= Math.log(RANGE);
      upper[i] += Math.log(RANGE);
    }
  }

  /**
   * The maximum over the cells, of which there is at least one.
   *
   * @throws JobFailure when the likelihood is not finite at any start
   */
  public FitSummary fit(CellSource cells) {
    if (cells.totals().cells() <= CELLS_WORTH_SAMPLING) {
      return summary(cells, best(cells, starts));
    }
    Minimum coarse = best(new LocalCells(cells.sample(SAMPLED_CELLS)), starts);
    List<double[]> refined = new ArrayList<>();
    refined.add(coarse.point().position());
    refined.addAll(starts);
    return summary(cells, best(cells, refined));
  }

  /** The end of the first start that ends well, or one that two starts lead to, or the best. */
  private Minimum best(CellSource cells, List<double[]> from) {
    Minimum best = null;
    for (double[] start : from) {
      Optional<Minimum> end =
          NewtonMinimizer.minimize(
              points -> objective(cells, points), start, lower, upper, MOST_ITERATIONS);
      if (end.isEmpty()) {
        continue;
      }
      Minimum minimum = end.get();
      if (minimum.converged() && atBound(minimum).isEmpty()) {
        return minimum;
      }
      double before = best == null ? Double.POSITIVE_INFINITY : best.point().value();
      double value = minimum.point().value();
      if (value < before) {
        best = minimum;
      }
      if (Math.abs(value - before) <= SAME_END * Math.abs(value)) {
        break;
      }
    }
    if (best == null) {
      throw new JobFailure(
          ExitCode.NO_MODEL,
          "%s cannot be fitted: the likelihood of the data is beyond the range of numbers wherever"
                  .formatted(family.name())
              + " the search starts. Look for absurd frequencies, ages or amounts.");
    }
    return best;
  }

  private List<Point> objective(CellSource cells, List<double[]> points) {
    double customers = cells.totals().customers();
    List<L> likelihoods = points.stream().map(this::at).toList();
    List<Evaluation> sums = cells.evaluate(likelihoods);
    List<Point> means = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      Evaluation posterior = Evaluation.sum(List.of(sums.get(i), prior(points.get(i))));
      double[] gradient = posterior.gradient();
      for (int j = 0; j < gradient.length; j++) {
        gradient[j] /= -customers;
      }
      means.add(new Point(points.get(i), -posterior.logLikelihood() / customers, gradient));
    }
    return means;
  }

  /** The log-density of the prior, but for a constant, and its gradient. */
  private Evaluation prior(double[] position) {
    double squares = 0.0;
    double[] gradient = new double[position.length];
    for (int i = 0; i < position.length; i++) {
      double offset = position[i] - starts.get(0)[i];
      squares += offset * offset;
      gradient[i] = -options.penalty() * offset;
    }
    return new Evaluation(-0.5 * options.penalty() * squares, gradient);
  }

  private FitSummary summary(CellSource cells, Minimum minimum) {
    double customers = cells.totals().customers();
    List<String> warnings = new ArrayList<>();
    double[] position = minimum.point().position();
    List<String> bound = atBound(minimum);
    if (!bound.isEmpty()) {
      warnings.add(
          "The likelihood still rises at the end of the range searched for "
              + String.join(", ", bound)
              + ": the data does not determine the parameters. Do not rely on this fit.");
    } else if (!minimum.converged()) {
      warnings.add(
          "The fit did not converge in "
              + minimum.iterations()
              + " iterations. Do not rely on it.");
    }
    double logLikelihood = -minimum.point().value() * customers - prior(position).logLikelihood();
    warnings.addAll(family.identificationWarnings(at(position)));
    family.simpler().ifPresent(simpler -> warnings.addAll(against(simpler, cells, logLikelihood)));
    double[][] covariance = null;
    if (bound.isEmpty()) {
      covariance = covariance(minimum, customers);
      if (covariance == null) {
        warnings.add(
            "Standard errors are absent: the log-likelihood is flat around the estimates in at"
                + " least one direction.");
      } else {
        warnings.addAll(vague(position, covariance));
      }
    } else {
      warnings.add(
          "Standard errors are absent: "
              + String.join(", ", bound)
              + " ended at the end of the range searched.");
    }
    boolean converged = minimum.converged() && bound.isEmpty();
    List<List<Double>> replicates =
        converged && covariance != null && options.replicates() > 0
            ? replicates(cells, position, covariance, warnings)
            : List.of();
    return new FitSummary(
        family.name(),
        named(i -> parameter(position, i)),
        covariance == null ? Map.of() : named(standardErrors(position, covariance)),
        covariance == null ? List.of() : ofParameters(position, covariance),
        logLikelihood,
        Math.round(customers),
        cells.totals().cells(),
        minimum.iterations(),
        converged,
        Map.of(),
        warnings,
        replicates);
  }

  private List<List<Double>> replicates(
      CellSource cells, double[] maximum, double[][] covariance, List<String> warnings) {
    List<double[]> positions =
        new Bootstrap(this::at, this::prior, covariance, options.seed())
            .positions(cells, maximum, options.replicates());
    int lost = options.replicates() - positions.size();
    if (lost > LOST_REPLICATES * options.replicates()) {
      warnings.add(
          "%d of %d bootstrap replicates found no maximum; intervals rest on the others and come"
                  .formatted(lost, options.replicates())
              + " out too narrow. Compare the forecasts with another model's.");
    }
    return positions.stream()
        .map(position -> List.copyOf(named(i -> parameter(position, i)).values()))
        .toList();
  }

  private double parameter(double[] position, int i) {
    return family.parameters().get(i).value(position[i]);
  }

  /** Warns when the likelihood ratio does not speak against the simpler model. */
  private List<String> against(
      LikelihoodFamily.Simpler simpler, CellSource cells, double logLikelihood) {
    double other =
        new MaximumLikelihood<>(simpler.family(), scale, options.withoutBootstrap())
            .fit(cells)
            .logLikelihood();
    return 2 * (logLikelihood - other) > PREFERRED
        ? List.of()
        : List.of(
            String.format(
                Locale.ROOT,
                "The data might as well be that of %s: the log-likelihood is %.2f, and %.2f of the"
                    + " simpler model. %s",
                simpler.family().name(),
                logLikelihood,
                other,
                simpler.consequence()));
  }

  /** The covariance of the coordinates, or null when the data does not determine it. */
  private static double[][] covariance(Minimum minimum, double customers) {
    return Cholesky.of(minimum.hessian())
        .map(Cholesky::inverse)
        .map(
            inverse -> {
              for (double[] row : inverse) {
                for (int j = 0; j < row.length; j++) {
                  row[j] /= customers;
                }
              }
              return inverse;
            })
        .orElse(null);
  }

  private List<String> vague(double[] position, double[][] covariance) {
    List<String> warnings = new ArrayList<>();
    for (int i = 0; i < position.length; i++) {
      double error = Math.sqrt(covariance[i][i]);
      if (error > UNKNOWN) {
        Parameter parameter = family.parameters().get(i);
        warnings.add(
            String.format(
                Locale.ROOT,
                "%s is hardly determined by the data: %.4g, with a standard error of %.3g.",
                parameter.name(),
                parameter.value(position[i]),
                slope(position, i) * error));
      }
    }
    return warnings;
  }

  private IntToDoubleFunction standardErrors(double[] position, double[][] covariance) {
    return i -> slope(position, i) * Math.sqrt(covariance[i][i]);
  }

  private List<List<Double>> ofParameters(double[] position, double[][] covariance) {
    List<List<Double>> rows = new ArrayList<>();
    for (int i = 0; i < position.length; i++) {
      List<Double> row = new ArrayList<>();
      for (int j = 0; j < position.length; j++) {
        row.add(slope(position, i) * covariance[i][j] * slope(position, j));
      }
      rows.add(List.copyOf(row));
    }
    return List.copyOf(rows);
  }

  /** The derivative of a parameter by its coordinate: the delta method. */
  private double slope(double[] position, int i) {
    return family.parameters().get(i).slope(position[i]);
  }

  private Map<String, Double> named(IntToDoubleFunction value) {
    Map<String, Double> named = new LinkedHashMap<>();
    for (int i = 0; i < family.parameters().size(); i++) {
      named.put(family.parameters().get(i).name(), value.applyAsDouble(i));
    }
    return named;
  }

  private List<String> atBound(Minimum minimum) {
    List<String> names = new ArrayList<>();
    double[] position = minimum.point().position();
    for (int i = 0; i < position.length; i++) {
      if (position[i] <= lower[i] || position[i] >= upper[i]) {
        names.add(family.parameters().get(i).name());
      }
    }
    return names;
  }

  private L at(double[] coordinates) {
    double[] parameters = new double[coordinates.length];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = family.parameters().get(i).value(coordinates[i]);
    }
    return family.of(parameters);
  }

  private double[] coordinates(double[] parameters) {
    double[] coordinates = new double[parameters.length];
    for (int i = 0; i < coordinates.length; i++) {
      coordinates[i] = family.parameters().get(i).coordinate(parameters[i]);
    }
    return coordinates;
  }
}

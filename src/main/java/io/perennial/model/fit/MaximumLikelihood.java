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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;

/**
 * Fits the parameters of a family of likelihoods to cells.
 *
 * <p>The objective is the weighted mean negative log-likelihood as a function of the coordinates
 * (see {@link CellLikelihood}), so tolerances do not depend on how many customers there are. With
 * many cells a sample of them is fitted first, and the fit of all cells then takes a handful of
 * passes.
 */
public final class MaximumLikelihood<L extends CellLikelihood> {
  private static final int MAX_ITERATIONS = 200;
  private static final int SAMPLED_CELLS = 10_000;

  /** With fewer cells a sample would cost more than it saves. */
  private static final int CELLS_WORTH_SAMPLING = 4 * SAMPLED_CELLS;

  /**
   * The search is bounded by this factor around the first start; for parameters that may be any
   * number, by its logarithm times their unit.
   */
  private static final double RANGE = 1e5;

  /** Optima whose values agree to this relative tolerance are the same. */
  private static final double SAME_END = 1e-9;

  /**
   * A shape at its upper bound stands for infinity where the log-likelihood rises by less than this
   * per factor of e: near its limit it falls short of it by a multiple of 1 / shape, which is that
   * slope as well. The customers are then all alike as far as the data tells.
   */
  private static final double SAME_LIKELIHOOD = 1.0;

  /** Fewer do not tell how alike customers are. */
  private static final int FEWEST_ALIKE = 30;

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
    Minimum end = search(cells);
    double customers = cells.totals().customers();
    double[] position = end.point().position();
    List<String> atBound = atBound(end, customers);
    boolean converged = end.converged() && atBound.isEmpty();
    double logLikelihood = -end.point().value() * customers - prior(position).logLikelihood();

    FitWarnings warnings = new FitWarnings(family.parameters());
    warnings.ofTheSearch(end, atBound);
    warnings.addAll(family.identificationWarnings(at(position)));
    family
        .simpler()
        .ifPresent(other -> warnings.againstSimpler(other, logLikelihood, simpler(other, cells)));

    Optional<double[][]> covariance =
        atBound.isEmpty() ? covariance(end, customers) : Optional.empty();
    warnings.ofTheCurvature(position, covariance, atBound);

    List<double[]> replicates =
        converged && covariance.isPresent() && options.replicates() > 0
            ? bootstrap(cells, position, covariance.get())
            : List.of();
    if (converged && covariance.isPresent()) {
      warnings.ofTheBootstrap(options.replicates() - replicates.size(), options.replicates());
    }

    return new FitSummary(
        family.name(),
        estimates(position, covariance, replicates),
        new FitSummary.Optimum(
            logLikelihood,
            Math.round(customers),
            cells.totals().cells(),
            end.iterations(),
            converged),
        Map.of(),
        warnings.all());
  }

  /** The maximum over the cells; with many cells the search starts at the maximum over a sample. */
  private Minimum search(CellSource cells) {
    if (cells.totals().cells() <= CELLS_WORTH_SAMPLING) {
      return best(cells, fromStarts(cells));
    }
    CellSource sample = new LocalCells(cells.sample(SAMPLED_CELLS));
    Minimum coarse = best(sample, fromStarts(sample));
    List<Supplier<Optional<Minimum>>> searches = new ArrayList<>();
    searches.add(
        () ->
            NewtonMinimizer.minimize(
                points -> objective(cells, points), coarse, lower, upper, MAX_ITERATIONS));
    searches.addAll(fromStarts(cells));
    return best(cells, searches);
  }

  private List<Supplier<Optional<Minimum>>> fromStarts(CellSource cells) {
    List<Supplier<Optional<Minimum>>> searches = new ArrayList<>();
    for (double[] start : starts) {
      searches.add(
          () ->
              NewtonMinimizer.minimize(
                  points -> objective(cells, points), start, lower, upper, MAX_ITERATIONS));
    }
    return searches;
  }

  /**
   * The optimum of the first search that converges inside the bounds; else the one two searches
   * agree on; else the best found. The others are not begun.
   */
  private Minimum best(CellSource cells, List<Supplier<Optional<Minimum>>> searches) {
    Minimum best = null;
    for (Supplier<Optional<Minimum>> search : searches) {
      Optional<Minimum> end = search.get();
      if (end.isEmpty()) {
        continue;
      }
      Minimum minimum = end.get();
      if (minimum.converged() && atBound(minimum, cells.totals().customers()).isEmpty()) {
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
    if (!points.stream().allMatch(this::isPossible)) {
      // Only when data of absurd size makes a start overflow.
      return points.stream().map(MaximumLikelihood::beyondNumbers).toList();
    }
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

  private static Point beyondNumbers(double[] position) {
    double[] gradient = new double[position.length];
    Arrays.fill(gradient, Double.NaN);
    return new Point(position, Double.NaN, gradient);
  }

  /** Whether the parameters at the position, after rounding, are inside their domain. */
  private boolean isPossible(double[] position) {
    for (int i = 0; i < position.length; i++) {
      if (!family.parameters().get(i).holds(parameter(position, i))) {
        return false;
      }
    }
    return true;
  }

  /** The log-density of the prior, up to a constant, and its gradient. */
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

  /** The maximum log-likelihood of a simpler model on the same cells. */
  private double simpler(LikelihoodFamily.Simpler simpler, CellSource cells) {
    return new MaximumLikelihood<>(simpler.family(), scale, options.withoutBootstrap())
        .fit(cells)
        .logLikelihood();
  }

  /** The covariance of the coordinates, or nothing where the data does not determine it. */
  private static Optional<double[][]> covariance(Minimum minimum, double customers) {
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
            });
  }

  private List<double[]> bootstrap(CellSource cells, double[] maximum, double[][] covariance) {
    return new Bootstrap(this::at, this::isPossible, this::prior, covariance, options.seed())
        .positions(cells, maximum, options.replicates());
  }

  /** The estimates in parameters from those in coordinates, by the delta method. */
  private FitSummary.Estimates estimates(
      double[] position, Optional<double[][]> covariance, List<double[]> replicates) {
    return new FitSummary.Estimates(
        named(i -> parameter(position, i)),
        covariance.map(of -> named(i -> slope(position, i) * Math.sqrt(of[i][i]))).orElse(Map.of()),
        covariance.map(of -> ofParameters(position, of)).orElse(List.of()),
        replicates.stream()
            .map(replicate -> List.copyOf(named(i -> parameter(replicate, i)).values()))
            .toList());
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

  private double parameter(double[] position, int i) {
    return family.parameters().get(i).value(position[i]);
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

  /** The parameters that ended at a bound of the search, but for those that stand for infinity. */
  private List<String> atBound(Minimum minimum, double customers) {
    List<String> names = new ArrayList<>();
    double[] position = minimum.point().position();
    double[] gradient = minimum.point().gradient();
    for (int i = 0; i < position.length; i++) {
      Parameter parameter = family.parameters().get(i);
      boolean isInfinite =
          parameter.isInfiniteAtBound()
              && customers >= FEWEST_ALIKE
              && -gradient[i] * customers < SAME_LIKELIHOOD;
      if (position[i] <= lower[i] || (position[i] >= upper[i] && !isInfinite)) {
        names.add(parameter.name());
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

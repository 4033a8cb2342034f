package io.perennial.evaluation;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How good the forecasts of all models and baselines would have been.
 *
 * @param targets what was forecast; money last
 * @param figures metrics by origin, then over all origins together
 * @param classes expected and actual by class of customers, likewise
 * @param candidates the models that could be fitted at every origin, in the configured order
 * @param limits of the intervals of those of them that have some, by origin
 */
public record BacktestResult(
    Origins origins,
    List<Target> targets,
    List<Figure> figures,
    List<ClassTotals> classes,
    List<Champion.Candidate> candidates,
    List<Limits> limits) {
  /** How the names of classes of frequency go on after the target. */
  static final String FREQUENCY = "frequency-";

  /**
   * A metric.
   *
   * @param origin null: all origins together
   * @param metric target and name, such as {@code spend_gini}
   * @param value null where it is not defined
   */
  public record Figure(LocalDate origin, String model, String metric, Double value) {}

  /**
   * A class of customers.
   *
   * @param origin null: all origins together
   * @param name such as {@code purchases/frequency-0} or {@code spend/decile-01}, the best tenth by
   *     forecast
   */
  public record ClassTotals(
      LocalDate origin,
      String model,
      String name,
      long customers,
      double expected,
      double actual) {}

  /** The limits of the intervals that an origin asks for. */
  public record Limits(LocalDate origin, String model, Target target, IntervalLimits ofCustomers) {}

  /**
   * A metric of a forecast.
   *
   * @param origin null: all origins together
   * @return null where it is not defined, or not there
   */
  public Double value(LocalDate origin, String model, Target target, String metric) {
    return value(figures, origin, model, target, metric);
  }

  private static Double value(
      List<Figure> figures, LocalDate origin, String model, Target target, String metric) {
    return figures.stream()
        .filter(figure -> Objects.equals(figure.origin, origin) && figure.model.equals(model))
        .filter(figure -> figure.metric.equals(Metrics.name(target, metric)))
        .findFirst()
        .map(Figure::value)
        .orElse(null);
  }

  /**
   * By what the totals of each class of a model would have to be corrected, as some origins saw
   * them.
   *
   * @return empty where the model could be fitted at none of them
   */
  public Optional<Levels> levels(List<LocalDate> dates, String model) {
    List<Map<Integer, Levels.Totals>> fitted =
        dates.stream()
            .map(origin -> totals(origin, model))
            .filter(totals -> !totals.isEmpty())
            .toList();
    return fitted.isEmpty() ? Optional.empty() : Optional.of(Levels.of(fitted));
  }

  /** By what its total would have to be corrected; empty where nothing was forecast or happened. */
  public Optional<Double> levelFactor(List<LocalDate> dates, String model) {
    return Optional.of(logarithms(figures, dates, model, judgedBy()))
        .filter(logarithms -> !logarithms.isEmpty())
        .map(logarithms -> LevelFactor.of(logarithms).value());
  }

  private Map<Integer, Levels.Totals> totals(LocalDate origin, String model) {
    String prefix = judgedBy().word() + "/" + FREQUENCY;
    Map<Integer, Levels.Totals> totals = new TreeMap<>();
    classes.stream()
        .filter(each -> origin.equals(each.origin) && each.model.equals(model))
        .filter(each -> each.name.startsWith(prefix) && each.customers > 0)
        .forEach(
            each ->
                totals.merge(
                    Levels.classOf(Integer.parseInt(each.name.substring(prefix.length()))),
                    new Levels.Totals(each.customers, each.expected, each.actual),
                    Levels.Totals::plus));
    return totals;
  }

  /** What the intervals of customers should have been at an origin; empty where there are none. */
  public Optional<IntervalLimits> limits(LocalDate origin, String model, Target target) {
    return limits.stream()
        .filter(each -> each.origin.equals(origin))
        .filter(each -> each.model.equals(model) && each.target == target)
        .findFirst()
        .map(Limits::ofCustomers);
  }

  /** How far the totals of a model were off; empty where nothing was forecast or happened. */
  public Optional<TotalError> totalError(String model, Target target) {
    return totalError(figures, origins.dates(), model, target);
  }

  /** The same at some of the origins. */
  static Optional<TotalError> totalError(
      List<Figure> figures, List<LocalDate> dates, String model, Target target) {
    return TotalError.of(logarithms(figures, dates, model, target));
  }

  /** Of the origins where something was forecast and happened. */
  private static List<Double> logarithms(
      List<Figure> figures, List<LocalDate> dates, String model, Target target) {
    return dates.stream()
        .map(
            origin ->
                TotalError.logarithm(
                    value(figures, origin, model, target, Metrics.ACTUAL),
                    value(figures, origin, model, target, Metrics.FORECAST)))
        .flatMap(Optional::stream)
        .toList();
  }

  /** What forecasts are judged by: money, where it is forecast. */
  public Target judgedBy() {
    return targets.get(targets.size() - 1);
  }

  /** Models and baselines that have forecasts at every origin, in the order of the tables. */
  public List<String> models() {
    return figures.stream()
        .filter(figure -> figure.origin == null)
        .map(Figure::model)
        .distinct()
        .toList();
  }
}

package io.perennial.evaluation;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;

/**
 * How good the forecasts of all models and baselines would have been.
 *
 * @param targets what was forecast; money last
 * @param figures metrics by origin, then over all origins together
 * @param classes expected and actual by class of customers, likewise
 * @param candidates the models that could be fitted at every origin, in the configured order
 */
public record BacktestResult(
    Origins origins,
    List<Target> targets,
    List<Figure> figures,
    List<ClassTotals> classes,
    List<Champion.Candidate> candidates) {

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

  /**
   * A metric of a forecast.
   *
   * @param origin null: all origins together
   * @return null where it is not defined, or not there
   */
  public Double value(LocalDate origin, String model, Target target, String metric) {
    return figures.stream()
        .filter(figure -> Objects.equals(figure.origin, origin) && figure.model.equals(model))
        .filter(figure -> figure.metric.equals(Metrics.name(target, metric)))
        .findFirst()
        .map(Figure::value)
        .orElse(null);
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

package io.perennial.evaluation;

import java.time.LocalDate;
import java.util.List;

/**
 * How good the forecasts of all models and baselines would have been.
 *
 * @param figures metrics by origin, then over all origins together
 * @param classes expected and actual by class of customers, likewise
 * @param candidates the models that could be fitted at every origin, in the configured order
 */
public record BacktestResult(
    Origins origins,
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
}

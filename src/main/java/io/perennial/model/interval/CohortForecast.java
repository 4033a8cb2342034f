package io.perennial.model.interval;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The summed forecasts of a group of customers over the horizon.
 *
 * @param cohort first day of the period they were acquired in; empty for all customers
 * @param expectedPurchases expected purchase days; null without a model of them
 * @param predictedClv expected discounted margin; null without a model of it
 * @param correctedClv the same, corrected by what earlier dates taught; null where nothing was
 *     learned
 * @param purchases interval of the number of purchase days, where there is one
 * @param clv interval of the discounted margin, where there is one
 */
public record CohortForecast(
    Optional<LocalDate> cohort,
    long customers,
    Double expectedPurchases,
    Double predictedClv,
    Double correctedClv,
    Optional<Interval> purchases,
    Optional<Interval> clv) {

  /** All customers of these cohorts together, without intervals. */
  static CohortForecast total(List<CohortForecast> cohorts) {
    return new CohortForecast(
        Optional.empty(),
        cohorts.stream().mapToLong(CohortForecast::customers).sum(),
        sum(cohorts, CohortForecast::expectedPurchases),
        sum(cohorts, CohortForecast::predictedClv),
        sum(cohorts, CohortForecast::correctedClv),
        Optional.empty(),
        Optional.empty());
  }

  private static Double sum(
      List<CohortForecast> cohorts, Function<CohortForecast, Double> forecast) {
    return cohorts.stream().map(forecast).anyMatch(Objects::isNull)
        ? null
        : (Double) cohorts.stream().mapToDouble(forecast::apply).sum();
  }

  /** The same with these intervals. */
  public CohortForecast with(Interval newPurchases, Interval newClv) {
    return new CohortForecast(
        cohort,
        customers,
        expectedPurchases,
        predictedClv,
        correctedClv,
        Optional.of(newPurchases),
        Optional.of(newClv));
  }
}

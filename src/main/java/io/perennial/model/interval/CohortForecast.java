package io.perennial.model.interval;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The summed forecasts of a group of customers over the horizon.
 *
 * @param cohort first day of the period they were acquired in; empty for all customers
 * @param expectedPurchases expected purchase days
 * @param predictedClv expected discounted margin
 * @param purchases interval of the number of purchase days, where there is one
 * @param clv interval of the discounted margin, where there is one
 */
public record CohortForecast(
    Optional<LocalDate> cohort,
    long customers,
    double expectedPurchases,
    double predictedClv,
    Optional<Interval> purchases,
    Optional<Interval> clv) {

  /** All customers of these cohorts together, without intervals. */
  static CohortForecast total(List<CohortForecast> cohorts) {
    return new CohortForecast(
        Optional.empty(),
        cohorts.stream().mapToLong(CohortForecast::customers).sum(),
        cohorts.stream().mapToDouble(CohortForecast::expectedPurchases).sum(),
        cohorts.stream().mapToDouble(CohortForecast::predictedClv).sum(),
        Optional.empty(),
        Optional.empty());
  }

  CohortForecast with(Interval newPurchases, Interval newClv) {
    return new CohortForecast(
        cohort,
        customers,
        expectedPurchases,
        predictedClv,
        Optional.of(newPurchases),
        Optional.of(newClv));
  }
}

package io.perennial.cohort;

import io.perennial.schema.Period;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;

/**
 * The customers of a segment.
 *
 * @param cohorts by first day of the cohort; those without a customer are absent
 * @param periods by first day, of months and of quarters; periods without a row are absent
 * @param secondPurchases from the first purchase day to the second
 */
public record SegmentActivity(
    SortedMap<LocalDate, CohortActivity> cohorts,
    Map<Period, SortedMap<LocalDate, PeriodActivity>> periods,
    SecondPurchases secondPurchases) {
  /** The customers of all cohorts. */
  public CohortActivity all() {
    return cohorts.values().stream().reduce(CohortActivity.NOBODY, CohortActivity::plus);
  }

  /** Both segments in one. */
  public SegmentActivity plus(SegmentActivity other) {
    Map<Period, SortedMap<LocalDate, PeriodActivity>> merged = new EnumMap<>(Period.class);
    periods.forEach(
        (kind, numbers) ->
            merged.put(kind, Merged.of(numbers, other.periods.get(kind), PeriodActivity::plus)));
    return new SegmentActivity(
        Merged.of(cohorts, other.cohorts, CohortActivity::plus),
        merged,
        secondPurchases.plus(other.secondPurchases));
  }
}

package io.perennial.cohort;

import io.perennial.schema.Period;
import java.util.HashMap;
import java.util.Map;

/** The sums of a counter by cohort: the number of the period of the first purchase day. */
final class CohortSums {
  private final PeriodNumbers periods;
  private final int width;
  private final Map<Integer, NumberedSums> cohorts = new HashMap<>();

  /**
   * @param width sums of each number
   */
  CohortSums(Period period, int width) {
    this.periods = new PeriodNumbers(period);
    this.width = width;
  }

  /** The sums of a customer's cohort. */
  NumberedSums of(CustomerDays customer) {
    return cohorts.computeIfAbsent(
        periods.of(customer.firstPurchase()), cohort -> new NumberedSums(width));
  }

  void forEach(Counter.Sink sink) {
    cohorts.forEach(
        (cohort, numbers) -> numbers.forEach((number, sums) -> sink.accept(cohort, number, sums)));
  }
}

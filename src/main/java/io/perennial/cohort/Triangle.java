package io.perennial.cohort;

import io.perennial.schema.Period;

/**
 * The cohort triangle: by cohort and number of periods since its own, customers acquired, customers
 * with a purchase day, and amounts. Days before the first purchase day count in period 0.
 */
final class Triangle implements Counter {
  private static final int ACQUIRED = 0;
  private static final int ACTIVE = 1;
  private static final int AMOUNTS = 2;

  private final PeriodNumbers periods;
  private final CohortSums cohorts;

  Triangle(Period period) {
    this.periods = new PeriodNumbers(period);
    this.cohorts = new CohortSums(period, AMOUNTS + Amounts.SUMS);
  }

  @Override
  public void add(CustomerDays customer) {
    NumberedSums cohort = cohorts.of(customer);
    cohort.at(0)[ACQUIRED]++;
    int acquired = periods.of(customer.firstPurchase());
    int active = -1;
    for (int i = 0; i < customer.size(); i++) {
      int period = Math.max(0, periods.of(customer.day(i)) - acquired);
      long[] sums = cohort.at(period);
      if (period != active && customer.isPurchase(i)) {
        sums[ACTIVE]++;
        active = period;
      }
      Amounts.add(sums, AMOUNTS, customer, i);
    }
  }

  @Override
  public void forEach(Sink sink) {
    cohorts.forEach(sink);
  }

  static Activity.Cell cell(long[] sums) {
    Amounts amounts = Amounts.of(sums, AMOUNTS);
    return new Activity.Cell(sums[ACQUIRED], sums[ACTIVE], amounts.orders(), amounts.revenue());
  }
}

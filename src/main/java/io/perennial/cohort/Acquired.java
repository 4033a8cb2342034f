package io.perennial.cohort;

import io.perennial.schema.Period;

/**
 * Customers by cohort and first purchase day, in days since 1970-01-01: how many, and how many of
 * them have not bought again.
 */
final class Acquired implements Counter {
  private static final int CUSTOMERS = 0;
  private static final int ONCE = 1;

  private final CohortSums cohorts;

  Acquired(Period period) {
    this.cohorts = new CohortSums(period, 2);
  }

  @Override
  public void add(CustomerDays customer) {
    long[] sums = cohorts.of(customer).at(customer.firstPurchase());
    sums[CUSTOMERS]++;
    sums[ONCE] += customer.boughtAgain() ? 0 : 1;
  }

  @Override
  public void forEach(Sink sink) {
    cohorts.forEach(sink);
  }

  static long customers(long[] sums) {
    return sums[CUSTOMERS];
  }

  static long once(long[] sums) {
    return sums[ONCE];
  }
}

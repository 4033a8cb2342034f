package io.perennial.cohort;

import io.perennial.config.Settings;
import io.perennial.schema.Period;

/**
 * What customers spent by cohort and month of their own age: 0 for the month from the first
 * purchase day on, with what came before it, then 1, 2, … A month is a twelfth of a year, 30.4375
 * days, so that all customers of a cohort are seen for as long by the end of a month.
 */
public final class MonthsOfAge implements Counter {
  private final CohortSums cohorts;

  MonthsOfAge(Period period) {
    this.cohorts = new CohortSums(period, Amounts.SUMS);
  }

  /** The month of an age in days. */
  static int month(int ageDays) {
    return Math.max(0, (int) (ageDays / Settings.TimeUnit.MONTH.days()));
  }

  /** The months, from 0 on, that have ended for a customer of an age in days. */
  public static int ended(int ageDays) {
    return month(ageDays + 1);
  }

  @Override
  public void add(CustomerDays customer) {
    NumberedSums cohort = cohorts.of(customer);
    for (int i = 0; i < customer.size(); i++) {
      Amounts.add(cohort.at(month(customer.day(i) - customer.firstPurchase())), 0, customer, i);
    }
  }

  @Override
  public void forEach(Sink sink) {
    cohorts.forEach(sink);
  }

  /** Reads the sums of one cohort and month. */
  static Amounts amounts(long[] sums) {
    return Amounts.of(sums, 0);
  }
}

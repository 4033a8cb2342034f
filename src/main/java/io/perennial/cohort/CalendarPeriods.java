package io.perennial.cohort;

import io.perennial.schema.Period;

/** Who bought, and what, by period of the calendar. A day counts in the period that it lies in. */
final class CalendarPeriods implements Counter {
  private static final int ACTIVE = 0;
  private static final int ACQUIRED = 1;
  private static final int RETAINED = 2;
  private static final int PURCHASE_DAYS = 3;
  private static final int AMOUNTS = 4;

  private static final int NEVER = Integer.MIN_VALUE;

  private final PeriodNumbers periods;
  private final NumberedSums sums = new NumberedSums(AMOUNTS + Amounts.SUMS);

  CalendarPeriods(Period period) {
    this.periods = new PeriodNumbers(period);
  }

  @Override
  public void add(CustomerDays customer) {
    int active = NEVER;
    for (int i = 0; i < customer.size(); i++) {
      int period = periods.of(customer.day(i));
      long[] of = sums.at(period);
      if (customer.isPurchase(i)) {
        of[PURCHASE_DAYS]++;
        if (period != active) {
          of[ACTIVE]++;
          of[ACQUIRED] += active == NEVER ? 1 : 0;
          of[RETAINED] += active == period - 1 ? 1 : 0;
          active = period;
        }
      }
      Amounts.add(of, AMOUNTS, customer, i);
    }
  }

  @Override
  public void forEach(Sink sink) {
    sums.forEach((period, of) -> sink.accept(ONE, period, of));
  }

  /** Reads the sums of one period. */
  static PeriodActivity period(long[] sums) {
    return new PeriodActivity(
        sums[ACTIVE],
        sums[ACQUIRED],
        sums[RETAINED],
        sums[PURCHASE_DAYS],
        Amounts.of(sums, AMOUNTS));
  }
}

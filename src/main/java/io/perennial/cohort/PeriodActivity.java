package io.perennial.cohort;

/**
 * Who bought, and what, in one period of the calendar.
 *
 * @param active customers with a purchase day in it
 * @param acquired those of them whose first purchase day lies in it
 * @param retained those of them with a purchase day in the period before, too
 * @param purchaseDays purchase days of all of them
 * @param amounts of all customers, whether they bought or only gave back
 */
public record PeriodActivity(
    long active, long acquired, long retained, long purchaseDays, Amounts amounts) {
  /** A period in which nothing happened. */
  public static final PeriodActivity NONE = new PeriodActivity(0, 0, 0, 0, Amounts.NONE);

  /** Active customers who bought before, but not in the period before. */
  public long returned() {
    return active - acquired - retained;
  }

  PeriodActivity plus(PeriodActivity other) {
    return new PeriodActivity(
        active + other.active,
        acquired + other.acquired,
        retained + other.retained,
        purchaseDays + other.purchaseDays,
        amounts.plus(other.amounts));
  }
}

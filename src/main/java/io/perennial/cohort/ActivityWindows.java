package io.perennial.cohort;

import io.perennial.history.DayReader;
import io.perennial.history.PurchasePolicy;
import java.io.Serializable;
import java.time.LocalDate;

/**
 * Two windows of equal length before the run date, in days since 1970-01-01: the later one ends
 * with the run date, and the earlier one ends where the later one begins.
 *
 * @param earlierStart first day of the earlier window
 * @param laterStart first day of the later window
 */
public record ActivityWindows(int earlierStart, int laterStart) implements Serializable {
  /** Windows of the given length in months. */
  public static ActivityWindows before(LocalDate runDate, int months) {
    return new ActivityWindows(
        (int) runDate.minusMonths(2L * months).toEpochDay() + 1,
        (int) runDate.minusMonths(months).toEpochDay() + 1);
  }

  /**
   * Whether a customer who bought in the earlier window bought in the later one, too; null for a
   * customer who did not buy in the earlier.
   *
   * @param customer days, as {@link io.perennial.history.CustomerHistory} encodes them
   * @param lastDay the later window ends with it
   */
  public Boolean retained(byte[] customer, int lastDay, PurchasePolicy policy) {
    boolean earlier = false;
    boolean later = false;
    DayReader days = new DayReader(customer);
    while (days.next() && days.day() <= lastDay) {
      if (days.day() >= earlierStart && policy.isPurchase(days.amount())) {
        earlier |= days.day() < laterStart;
        later |= days.day() >= laterStart;
      }
    }
    return earlier ? (Boolean) later : null;
  }
}

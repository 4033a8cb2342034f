package io.perennial.cohort;

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
}

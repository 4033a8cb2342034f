package io.perennial.cohort;

import io.perennial.schema.Period;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Numbers of the periods that days lie in. They are remembered, so that the calendar is asked once
 * for a day and not once for every customer.
 */
final class PeriodNumbers {
  /** Eleven years; days that lie further apart take the place of each other. */
  private static final int PLACES = 4096;

  private static final int NO_DAY = Integer.MIN_VALUE;

  private final Period period;
  private final int[] days = new int[PLACES];
  private final int[] numbers = new int[PLACES];

  PeriodNumbers(Period period) {
    this.period = period;
    Arrays.fill(days, NO_DAY);
  }

  /**
   * @param day days since 1970-01-01
   */
  int of(int day) {
    int place = Math.floorMod(day, PLACES);
    if (days[place] != day) {
      numbers[place] = period.number(LocalDate.ofEpochDay(day));
      days[place] = day;
    }
    return numbers[place];
  }
}

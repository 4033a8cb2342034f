package io.perennial.cohort;

import io.perennial.schema.Period;
import java.time.LocalDate;

/**
 * Numbers of the periods that days lie in. Days of one customer ascend, so that most lie in the
 * period of the day before, and the calendar is asked for few.
 */
final class PeriodNumbers {
  private final Period period;
  private int number;
  private int from = 1;
  private int to;

  PeriodNumbers(Period period) {
    this.period = period;
  }

  /**
   * @param day days since 1970-01-01
   */
  int of(int day) {
    if (day < from || day > to) {
      number = period.number(LocalDate.ofEpochDay(day));
      from = Math.toIntExact(period.start(number).toEpochDay());
      to = Math.toIntExact(period.start(number + 1).toEpochDay()) - 1;
    }
    return number;
  }
}

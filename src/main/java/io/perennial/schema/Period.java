package io.perennial.schema;

import java.time.LocalDate;

/** Cuts the calendar into periods, numbered from the one that holds 1970-01-01. */
public enum Period {
  /** From Monday. */
  WEEK {
    @Override
    public int number(LocalDate day) {
      return Math.toIntExact(Math.floorDiv(day.toEpochDay() + THURSDAY, DAYS_OF_WEEK));
    }

    @Override
    public LocalDate start(int number) {
      return LocalDate.ofEpochDay((long) DAYS_OF_WEEK * number - THURSDAY);
    }
  },
  MONTH {
    @Override
    public int number(LocalDate day) {
      return MONTHS_OF_YEAR * (day.getYear() - FIRST_YEAR) + day.getMonthValue() - 1;
    }

    @Override
    public LocalDate start(int number) {
      return LocalDate.of(FIRST_YEAR, 1, 1).plusMonths(number);
    }
  },
  QUARTER {
    @Override
    public int number(LocalDate day) {
      return Math.floorDiv(MONTH.number(day), MONTHS_OF_QUARTER);
    }

    @Override
    public LocalDate start(int number) {
      return MONTH.start(MONTHS_OF_QUARTER * number);
    }
  };

  private static final int FIRST_YEAR = 1970;
  private static final int THURSDAY = 3; // 1970-01-01, in days since Monday
  private static final int DAYS_OF_WEEK = 7;
  private static final int MONTHS_OF_QUARTER = 3;
  private static final int MONTHS_OF_YEAR = 12;

  /** Number of the period that holds the day; negative before 1970. */
  public abstract int number(LocalDate day);

  /** First day of the period of this number. */
  public abstract LocalDate start(int number);

  /** First day of the period that holds the day. */
  public LocalDate startOf(LocalDate day) {
    return start(number(day));
  }

  /** Number of periods from the one that holds a day to the one that holds another. */
  public int between(LocalDate day, LocalDate later) {
    return number(later) - number(day);
  }

  /** Start of the period the given number of periods later. */
  public LocalDate plus(LocalDate start, int periods) {
    return start(number(start) + periods);
  }
}

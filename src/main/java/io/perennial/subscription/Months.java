package io.perennial.subscription;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/** Months as whole numbers, since January of year 0, and lengths of time in months. */
public final class Months {
  private static final int YEAR = 12;

  private Months() {}

  /** The month of a day. */
  public static int of(int day) {
    LocalDate date = LocalDate.ofEpochDay(day);
    return date.getYear() * YEAR + date.getMonthValue() - 1;
  }

  /** The first day of a month. */
  public static LocalDate firstDay(int month) {
    return LocalDate.of(Math.floorDiv(month, YEAR), Math.floorMod(month, YEAR) + 1, 1);
  }

  /** The last day of a month, since 1970-01-01. */
  public static int lastDay(int month) {
    return Math.toIntExact(firstDay(month + 1).toEpochDay()) - 1;
  }

  /** Complete months from one day to another. */
  static int complete(int from, int to) {
    return Math.toIntExact(
        ChronoUnit.MONTHS.between(LocalDate.ofEpochDay(from), LocalDate.ofEpochDay(to)));
  }

  /** Months begun from one day up to another, at least 1. */
  static int begun(int from, int to) {
    int complete = complete(from, to);
    boolean exact = LocalDate.ofEpochDay(from).plusMonths(complete).toEpochDay() >= to;
    return Math.max(1, exact ? complete : complete + 1);
  }
}

package io.perennial.schema;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/** Cuts the calendar into periods. */
public enum Period {
  /** From Monday. */
  WEEK {
    @Override
    public LocalDate startOf(LocalDate day) {
      return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
    }

    @Override
    public int between(LocalDate start, LocalDate later) {
      return Math.toIntExact(ChronoUnit.WEEKS.between(start, later));
    }

    @Override
    public LocalDate plus(LocalDate start, int periods) {
      return start.plusWeeks(periods);
    }
  },
  MONTH {
    @Override
    public LocalDate startOf(LocalDate day) {
      return day.withDayOfMonth(1);
    }

    @Override
    public int between(LocalDate start, LocalDate later) {
      return Math.toIntExact(ChronoUnit.MONTHS.between(start, later));
    }

    @Override
    public LocalDate plus(LocalDate start, int periods) {
      return start.plusMonths(periods);
    }
  },
  QUARTER {
    @Override
    public LocalDate startOf(LocalDate day) {
      return LocalDate.of(day.getYear(), (day.getMonthValue() - 1) / 3 * 3 + 1, 1);
    }

    @Override
    public int between(LocalDate start, LocalDate later) {
      return Math.toIntExact(ChronoUnit.MONTHS.between(start, later) / 3);
    }

    @Override
    public LocalDate plus(LocalDate start, int periods) {
      return start.plusMonths(3L * periods);
    }
  };

  /** First day of the period that holds the day. */
  public abstract LocalDate startOf(LocalDate day);

  /** Number of whole periods from the start of one to a later day. */
  public abstract int between(LocalDate start, LocalDate later);

  /** Start of the period the given number of periods later. */
  public abstract LocalDate plus(LocalDate start, int periods);
}

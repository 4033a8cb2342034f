package io.perennial.pipeline;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.history.PlausibleDays;
import io.perennial.history.Reconciliation;
import java.time.LocalDate;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The business date that the data has, where none is given: the newest day that neither lies in the
 * future nor stands far apart from all others.
 *
 * @param date absent without an accepted row
 * @param later accepted rows by day after it
 */
record BusinessDate(Optional<LocalDate> date, SortedMap<LocalDate, Long> later) {
  private static final int DAYS_TOLD = 5;

  /**
   * @throws JobFailure when all accepted rows lie in the future
   */
  static BusinessDate of(Reconciliation account, LocalDate today, String source) {
    SortedMap<LocalDate, Long> rows = account.rowsByDay();
    SortedMap<LocalDate, Long> known = rows.headMap(today.plusDays(1));
    if (known.isEmpty() && !rows.isEmpty()) {
      throw new JobFailure(
          ExitCode.INPUT,
          "%s: all %,d accepted rows are later than today, %s, from %s to %s; check input.columns.timestamp, or say with --run-date which day is the newest"
              .formatted(
                  source,
                  account.counts().accepted().rows(),
                  today,
                  rows.firstKey(),
                  rows.lastKey()));
    }
    Optional<LocalDate> date = PlausibleDays.of(known).last();
    return new BusinessDate(
        date, new TreeMap<>(date.map(day -> rows.tailMap(day.plusDays(1))).orElse(rows)));
  }

  /** Whether there are rows that the date leaves out. */
  boolean leavesOut() {
    return !later.isEmpty();
  }

  /** What is left out and what to do. */
  String warning(LocalDate today) {
    return "the run date is %s, although %s bear a later date: %s. They lie in the future (today is %s) or far beyond all others, and count as later than the run date. Mend them, or drop them with input.filter; until then name --run-date, or the input is read twice"
        .formatted(date.orElseThrow(), rows(later), days(later), today);
  }

  /** Days with their rows, the first few. */
  static String days(SortedMap<LocalDate, Long> days) {
    StringBuilder told = new StringBuilder();
    int n = 0;
    for (var day : days.entrySet()) {
      if (n == DAYS_TOLD) {
        return told.append(" and %,d more days".formatted(days.size() - n)).toString();
      }
      told.append(n++ == 0 ? "" : ", ").append("%s (%,d)".formatted(day.getKey(), day.getValue()));
    }
    return told.toString();
  }

  /** How many rows these are. */
  static String rows(SortedMap<LocalDate, Long> days) {
    long rows = days.values().stream().mapToLong(Long::longValue).sum();
    return rows == 1 ? "1 row" : "%,d rows".formatted(rows);
  }
}

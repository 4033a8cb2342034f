package io.perennial.history;

import java.time.LocalDate;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The days on which there was business, without those that stand far apart: typing errors and the
 * dates that programs write where none is known.
 *
 * <p>From the day of the middle row outwards, a day belongs to the others unless it is more than a
 * year away from them, and further than all that they span. What is beyond such a gap is
 * implausible where it is fewer than one row in twenty; before the others also where it is nothing
 * but {@link #DEFAULTS}.
 *
 * @param first first and last plausible day; absent where there is no row
 * @param before rows by implausible day before the first
 * @param after rows by implausible day after the last
 */
public record PlausibleDays(
    Optional<LocalDate> first,
    Optional<LocalDate> last,
    SortedMap<LocalDate, Long> before,
    SortedMap<LocalDate, Long> after) {

  /** Dates that programs write where none is known, and what time zones make of them. */
  private static final Set<LocalDate> DEFAULTS =
      Set.of(
          LocalDate.of(1900, 1, 1),
          LocalDate.of(1969, 12, 31),
          LocalDate.of(1970, 1, 1),
          LocalDate.of(1970, 1, 2));

  private static final int LEAST_GAP_DAYS = 366;

  /** Below one in so many rows. */
  private static final int FEW = 20;

  /**
   * @param rows accepted rows by day
   */
  public static PlausibleDays of(SortedMap<LocalDate, Long> rows) {
    NavigableMap<LocalDate, Long> days = new TreeMap<>(rows);
    if (days.isEmpty()) {
      return new PlausibleDays(
          Optional.empty(),
          Optional.empty(),
          Collections.emptySortedMap(),
          Collections.emptySortedMap());
    }
    long all = sum(days);
    LocalDate first = middle(days, all);
    LocalDate last = first;
    while (true) {
      long gap = Math.max(LEAST_GAP_DAYS, last.toEpochDay() - first.toEpochDay());
      LocalDate earlier = days.lowerKey(first);
      LocalDate later = days.higherKey(last);
      if (earlier != null && first.toEpochDay() - earlier.toEpochDay() <= gap) {
        first = earlier;
      } else if (later != null && later.toEpochDay() - last.toEpochDay() <= gap) {
        last = later;
      } else {
        break;
      }
    }
    SortedMap<LocalDate, Long> before = days.headMap(first);
    SortedMap<LocalDate, Long> after = days.tailMap(last, false);
    if (!isFew(before, all) && !DEFAULTS.containsAll(before.keySet())) {
      before = Collections.emptySortedMap();
      first = days.firstKey();
    }
    if (!isFew(after, all)) {
      after = Collections.emptySortedMap();
      last = days.lastKey();
    }
    return new PlausibleDays(Optional.of(first), Optional.of(last), before, after);
  }

  private static boolean isFew(SortedMap<LocalDate, Long> days, long all) {
    return FEW * sum(days) < all;
  }

  private static LocalDate middle(SortedMap<LocalDate, Long> days, long all) {
    long seen = 0;
    for (var day : days.entrySet()) {
      seen += day.getValue();
      if (2 * seen >= all) {
        return day.getKey();
      }
    }
    throw new IllegalArgumentException("no day has a row");
  }

  private static long sum(SortedMap<LocalDate, Long> days) {
    return days.values().stream().mapToLong(Long::longValue).sum();
  }
}

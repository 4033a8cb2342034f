package io.perennial.cohort;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The customers of a cohort, or of several.
 *
 * @param acquired customers by first purchase day
 * @param ages what they had done by each of {@link FixedAges#DAYS}
 * @param months what they spent by month of their own age (see {@link MonthsOfAge}); months without
 *     a row are absent
 */
public record CohortActivity(
    SortedMap<LocalDate, Long> acquired,
    List<FixedAges.AtAge> ages,
    SortedMap<Integer, Amounts> months) {
  static final CohortActivity NOBODY =
      new CohortActivity(
          new TreeMap<>(),
          FixedAges.DAYS.stream().map(age -> FixedAges.AtAge.NOBODY).toList(),
          new TreeMap<>());

  /** Number of customers. */
  public long customers() {
    return acquired.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Days from the first purchase day of the customer who came last to a date. */
  public int youngestAgeDays(LocalDate runDate) {
    return Math.toIntExact(ChronoUnit.DAYS.between(acquired.lastKey(), runDate));
  }

  CohortActivity plus(CohortActivity other) {
    return new CohortActivity(
        Merged.of(acquired, other.acquired, Long::sum),
        IntStream.range(0, ages.size()).mapToObj(i -> ages.get(i).plus(other.ages.get(i))).toList(),
        Merged.of(months, other.months, Amounts::plus));
  }
}

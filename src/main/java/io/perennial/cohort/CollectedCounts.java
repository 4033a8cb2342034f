package io.perennial.cohort;

import io.perennial.schema.Period;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.Row;

/** The sums over all partitions of all customers or one segment, read by subject. */
final class CollectedCounts {
  private final Scope scope;
  private final Map<Subject, SortedMap<Integer, SortedMap<Integer, long[]>>> subjects =
      new EnumMap<>(Subject.class);

  CollectedCounts(Scope scope) {
    this.scope = scope;
  }

  /**
   * @param row columns as in {@link PartialCounts}
   */
  void add(Row row) {
    long[] sums = new long[PartialCounts.SUMS.size()];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = row.getLong(PartialCounts.KEY.size() + i);
    }
    subjects
        .computeIfAbsent(Subject.OF_ALL.get(row.getInt(0)), subject -> new TreeMap<>())
        .computeIfAbsent(row.getInt(3), line -> new TreeMap<>())
        .put(row.getInt(4), sums);
  }

  /** The sums of churn; zeros where there is no customer. */
  long[] churn() {
    return line(Subject.CHURN, Counter.ONE).getOrDefault(0, new long[PartialCounts.SUMS.size()]);
  }

  /** The cells of the triangle by cohort and period. */
  SortedMap<LocalDate, SortedMap<Integer, Activity.Cell>> triangle() {
    SortedMap<LocalDate, SortedMap<Integer, Activity.Cell>> cohorts = new TreeMap<>();
    lines(Subject.TRIANGLE)
        .forEach(
            (cohort, periods) ->
                cohorts.put(scope.cohorts().start(cohort), read(periods, Triangle::cell)));
    return cohorts;
  }

  /** Everything that is known of the segment. */
  SegmentActivity segment() {
    SortedMap<LocalDate, CohortActivity> cohorts = new TreeMap<>();
    lines(Subject.ACQUIRED)
        .keySet()
        .forEach(cohort -> cohorts.put(scope.cohorts().start(cohort), cohort(cohort)));
    Map<Period, SortedMap<LocalDate, PeriodActivity>> periods = new EnumMap<>(Period.class);
    periods.put(Period.MONTH, periods(Period.MONTH, Subject.CALENDAR_MONTHS));
    periods.put(Period.QUARTER, periods(Period.QUARTER, Subject.CALENDAR_QUARTERS));
    return new SegmentActivity(
        cohorts,
        periods,
        new SecondPurchases(read(line(Subject.GAPS, Counter.ONE), Gaps::customers), waiting()));
  }

  private CohortActivity cohort(int cohort) {
    SortedMap<LocalDate, Long> acquired = new TreeMap<>();
    line(Subject.ACQUIRED, cohort)
        .forEach((day, sums) -> acquired.put(LocalDate.ofEpochDay(day), Acquired.customers(sums)));
    SortedMap<Integer, FixedAges.AtAge> reached =
        read(line(Subject.AGES, cohort), FixedAges::atAge);
    List<FixedAges.AtAge> ages = new ArrayList<>();
    for (int i = 0; i < FixedAges.DAYS.size(); i++) {
      ages.add(reached.getOrDefault(i, FixedAges.AtAge.NOBODY));
    }
    return new CohortActivity(
        acquired, ages, read(line(Subject.MONTHS_OF_AGE, cohort), MonthsOfAge::amounts));
  }

  private SortedMap<LocalDate, PeriodActivity> periods(Period kind, Subject subject) {
    SortedMap<LocalDate, PeriodActivity> periods = new TreeMap<>();
    line(subject, Counter.ONE)
        .forEach((number, sums) -> periods.put(kind.start(number), CalendarPeriods.period(sums)));
    return periods;
  }

  private SortedMap<Integer, Long> waiting() {
    int runDay = Math.toIntExact(scope.runDate().toEpochDay());
    SortedMap<Integer, Long> waiting = new TreeMap<>();
    lines(Subject.ACQUIRED)
        .values()
        .forEach(
            days ->
                days.forEach(
                    (day, sums) -> waiting.merge(runDay - day, Acquired.once(sums), Long::sum)));
    return waiting;
  }

  private SortedMap<Integer, SortedMap<Integer, long[]>> lines(Subject subject) {
    return subjects.getOrDefault(subject, Collections.emptySortedMap());
  }

  private SortedMap<Integer, long[]> line(Subject subject, int line) {
    return lines(subject).getOrDefault(line, Collections.emptySortedMap());
  }

  private static <T> SortedMap<Integer, T> read(
      SortedMap<Integer, long[]> numbers, Function<long[], T> read) {
    SortedMap<Integer, T> values = new TreeMap<>();
    numbers.forEach((number, sums) -> values.put(number, read.apply(sums)));
    return values;
  }
}

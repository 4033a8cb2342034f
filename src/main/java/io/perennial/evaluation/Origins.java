package io.perennial.evaluation;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The dates as of which the past is forecast: at the end of each, a forecast of the next days is
 * made from what was known, and held against what followed.
 *
 * @param dates ascending; may be empty
 * @param horizonDays length of each forecast: it is about the days after the origin, up to and
 *     including the one that is so many days later
 */
public record Origins(List<LocalDate> dates, int horizonDays) {
  public Origins {
    dates = List.copyOf(dates);
  }

  /**
   * When origins lie.
   *
   * @param count of origins at most
   * @param stepDays from one to the next; windows of at least this length do not overlap
   * @param horizonDays length of each forecast
   * @param minHistoryDays from the first purchase of all to the first origin at least
   */
  public record Schedule(int count, int stepDays, int horizonDays, int minHistoryDays) {}

  /**
   * The last origin is the run date less the horizon, so that all of its days have been seen; the
   * others lie before it, as many as there is enough history for.
   *
   * @param firstPurchase the first day of the history that counts
   */
  public static Origins of(Schedule schedule, LocalDate firstPurchase, LocalDate runDate) {
    LocalDate earliest = firstPurchase.plusDays(schedule.minHistoryDays);
    LocalDate origin = runDate.minusDays(schedule.horizonDays);
    List<LocalDate> dates = new ArrayList<>();
    while (dates.size() < schedule.count && !origin.isBefore(earliest)) {
      dates.add(origin);
      origin = origin.minusDays(schedule.stepDays);
    }
    Collections.reverse(dates);
    return new Origins(dates, schedule.horizonDays);
  }

  /**
   * The origins that a learner for a forecast at a date may be trained on: those whose labels end
   * by then.
   */
  public List<LocalDate> before(LocalDate origin) {
    return dates.stream()
        .filter(date -> ChronoUnit.DAYS.between(date, origin) >= horizonDays)
        .toList();
  }
}

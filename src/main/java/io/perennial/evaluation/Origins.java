package io.perennial.evaluation;

import io.perennial.model.ml.TrainingWindow;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The dates as of which the past is forecast: at the end of each, a forecast of the next days is
 * made from what was known, and held against what followed.
 *
 * @param firstPurchase the first day of the history that counts
 * @param dates ascending; may be empty
 * @param horizonDays length of each forecast: it is about the days after the origin, up to and
 *     including the one that is so many days later
 */
public record Origins(LocalDate firstPurchase, List<LocalDate> dates, int horizonDays) {
  /** Origins so many days apart, in different years, are of the same season. */
  private static final int SEASON_DAYS = 7;

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
    return new Origins(firstPurchase, dates, schedule.horizonDays);
  }

  /**
   * The origins whose forecasts say most about one made at a date, of those whose windows end by
   * then, ascending: the one of the same season a year before alone, where there is one within a
   * week of that and the horizon is shorter than a year, see {@link TrainingWindow#sameSeason};
   * else all. Empty without one.
   */
  public List<LocalDate> mostLike(LocalDate date) {
    List<LocalDate> known = before(date);
    return sameSeason(date).flatMap(season -> near(season, known)).map(List::of).orElse(known);
  }

  /** The latest of {@link #mostLike}. */
  public Optional<LocalDate> latestLike(LocalDate date) {
    return mostLike(date).stream().max(Comparator.naturalOrder());
  }

  /**
   * The same with the origin of the season of a date, a year before it, in place of the earliest:
   * where there are seasons, those of others mislead. As they are where one of them is near, there
   * is one alone, or there is too little history.
   *
   * @param minHistoryDays see {@link Schedule}
   */
  public Origins withSeasonOf(LocalDate date, int minHistoryDays) {
    LocalDate earliest = firstPurchase.plusDays(minHistoryDays);
    return sameSeason(date)
        .filter(season -> dates.size() > 1 && !season.isBefore(earliest))
        .filter(season -> near(season, dates).isEmpty())
        .map(season -> Stream.concat(dates.stream().skip(1), Stream.of(season)).sorted().toList())
        .map(others -> new Origins(firstPurchase, others, horizonDays))
        .orElse(this);
  }

  private Optional<LocalDate> sameSeason(LocalDate date) {
    return TrainingWindow.sameSeason(
            Math.toIntExact(firstPurchase.toEpochDay()),
            Math.toIntExact(date.toEpochDay()),
            horizonDays)
        .map(window -> LocalDate.ofEpochDay(window.originDay()));
  }

  private static Optional<LocalDate> near(LocalDate season, List<LocalDate> known) {
    return known.stream()
        .filter(date -> daysBetween(date, season) <= SEASON_DAYS)
        .min(Comparator.comparingLong(date -> daysBetween(date, season)));
  }

  private static long daysBetween(LocalDate one, LocalDate other) {
    return Math.abs(ChronoUnit.DAYS.between(one, other));
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

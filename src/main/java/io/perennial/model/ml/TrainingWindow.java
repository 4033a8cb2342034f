package io.perennial.model.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An origin that a learner is trained on, and how many days after it are its label. Days are days
 * since 1970-01-01.
 *
 * @param originDay the last day that forecasts and features know
 * @param days length of the label: the days from the one after the origin to {@link #endDay}
 */
public record TrainingWindow(int originDay, int days) {
  /** A window is at most this part of the history up to its end. */
  private static final int PARTS = 2;

  private static final int YEAR_DAYS = 365;

  /** Fewer days say nothing of a customer. */
  private static final int MIN_DAYS = 7;

  /** The last day of the label. */
  public int endDay() {
    return originDay + days;
  }

  /**
   * The windows for a forecast made at the end of a day, the latest first: each as long as the
   * horizon, or as half the history up to its end where that is shorter. The label of the latest
   * ends on that day; each next one ends half a window earlier. None of them sees a later day.
   *
   * @param firstDay the first purchase of any customer
   * @param runDay the day at whose end the forecast is made
   * @param count of windows at most; fewer where the history is too short
   */
  public static List<TrainingWindow> before(int firstDay, int runDay, int horizonDays, int count) {
    List<TrainingWindow> windows = new ArrayList<>();
    int end = runDay;
    while (windows.size() < count) {
      int days = Math.min(horizonDays, (end - firstDay) / PARTS);
      if (days < MIN_DAYS) {
        break;
      }
      windows.add(new TrainingWindow(end - days, days));
      end -= (days + 1) / 2;
    }
    return windows;
  }

  /**
   * The window a year before the forecast, for what depends on the season: as long as the horizon,
   * which has to be shorter than a year, and no longer than half the history up to its end.
   */
  public static Optional<TrainingWindow> sameSeason(int firstDay, int runDay, int horizonDays) {
    int origin = runDay - YEAR_DAYS;
    return horizonDays < YEAR_DAYS && horizonDays <= origin - firstDay
        ? Optional.of(new TrainingWindow(origin, horizonDays))
        : Optional.empty();
  }
}

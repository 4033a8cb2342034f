package io.perennial.subscription;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Counts trials in the month in which they begin, and conversions in that of the first paid day.
 */
final class Trials {
  private Trials() {}

  /**
   * @param periods of one customer, ordered by subscription and start
   */
  static void count(List<PricePeriod> periods, Policy policy, MonthCells cells) {
    Set<String> counted = new HashSet<>();
    for (PricePeriod period : periods) {
      if (!period.hasTrial()) {
        continue;
      }
      if (period.subscription() == null || counted.add(period.subscription())) {
        add(period, period.start(), Measure.TRIALS, policy, cells);
      }
      if (period.isPaid()) {
        add(period, period.trialEnd(), Measure.CONVERSIONS, policy, cells);
      }
    }
  }

  private static void add(
      PricePeriod period, int day, Measure measure, Policy policy, MonthCells cells) {
    if (day <= policy.runDay()) {
      int month = Months.of(day);
      cells.add(MonthCells.ALL, month, measure, 1);
      if (policy.hasPlans()) {
        cells.add(period.plan(), month, measure, 1);
      }
    }
  }
}

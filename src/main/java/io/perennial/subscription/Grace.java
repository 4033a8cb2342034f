package io.perennial.subscription;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Joins gaps of at most so many days: between periods of one subscription, and where a customer has
 * nothing at all. The earlier period goes on to the next. Where the run date comes before the grace
 * is over, nobody knows yet whether it is a gap, and the period goes on, too.
 */
final class Grace {
  private final int days;
  private final int runDay;

  Grace(int days, int runDay) {
    this.days = days;
    this.runDay = runDay;
  }

  /**
   * @param periods of one customer, paid ones, ordered by subscription and start
   */
  List<PricePeriod> join(List<PricePeriod> periods) {
    if (days == 0) {
      return periods;
    }
    List<PricePeriod> joined = new ArrayList<>(periods);
    joinSubscriptions(joined);
    joinCustomer(joined);
    return joined;
  }

  private void joinSubscriptions(List<PricePeriod> periods) {
    Map<String, Integer> last = new HashMap<>();
    for (int i = 0; i < periods.size(); i++) {
      PricePeriod period = periods.get(i);
      if (period.subscription() == null) {
        continue;
      }
      Integer before = last.put(period.subscription(), i);
      if (before != null) {
        extend(periods, before, period.paidFrom());
      }
    }
    last.values().forEach(i -> extend(periods, i, runDay + 1));
  }

  /** Over the union of all periods. */
  private void joinCustomer(List<PricePeriod> periods) {
    List<Integer> byStart = new ArrayList<>();
    for (int i = 0; i < periods.size(); i++) {
      byStart.add(i);
    }
    byStart.sort(Comparator.comparingInt(i -> periods.get(i).paidFrom()));
    List<Integer> latest = new ArrayList<>(); // those that end last so far
    int end = Integer.MIN_VALUE;
    for (int i : byStart) {
      int from = periods.get(i).paidFrom();
      if (from > end) {
        latest.forEach(each -> extend(periods, each, from));
      }
      int to = periods.get(i).end();
      if (to > end) {
        latest.clear();
      }
      if (to >= end) {
        latest.add(i);
        end = to;
      }
    }
    latest.forEach(each -> extend(periods, each, runDay + 1));
  }

  /** Extends the period up to a day that lies within the grace after its end. */
  private void extend(List<PricePeriod> periods, int i, int day) {
    PricePeriod period = periods.get(i);
    if (period.end() < day && day - (long) period.end() <= days) {
      periods.set(i, period.endingOn(day));
    }
  }
}

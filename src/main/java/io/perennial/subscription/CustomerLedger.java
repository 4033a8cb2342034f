package io.perennial.subscription;

import io.perennial.schema.Basis;
import io.perennial.subscription.Movements.Change;
import io.perennial.subscription.Movements.Presence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Goes through the life of one customer day by day and month by month, and books what moved and
 * what there is at the end of each month. One use each.
 */
final class CustomerLedger {
  /** Retention over a year compares with the month so many before. */
  static final int YEAR = 12;

  /** What becomes of a subscription on a day; later ones of one day win. */
  private record Entry(int day, int subscription, PricePeriod period, boolean paused) {}

  /** What the customer is at the end of a month. */
  private record Closing(boolean isThere, long paid, Map<String, long[]> plans) {
    static final Closing NOTHING = new Closing(false, 0, Map.of());
  }

  private static final int PAID = 0;
  private static final int BILLED = 1;
  private static final int COMMITTED = 2;

  private final Policy policy;
  private final Exchange exchange;
  private final MonthCells months;
  private final Lives lives;
  private final Map<Integer, Position> current = new HashMap<>();
  private final Map<Integer, Position> changed = new LinkedHashMap<>(); // as they were
  private final Map<Integer, Closing> closings = new HashMap<>();
  private final List<Entry> entries = new ArrayList<>();

  private boolean wasThere;
  private boolean ever;
  private int firstDay;
  private String firstPlan; // null while the customer is not there

  /** Receives the lives of accounts; a customer who comes back begins another. */
  interface Lives {
    /** A life that ended. */
    void ended(String plan, int firstDay, int lastDay);

    /** A life that goes on with so many micros a month. */
    void goesOn(String plan, int firstDay, long micros);
  }

  /** For those who do not ask. */
  static final Lives NO_LIVES =
      new Lives() {
        @Override
        public void ended(String plan, int firstDay, int lastDay) {}

        @Override
        public void goesOn(String plan, int firstDay, long micros) {}
      };

  CustomerLedger(Policy policy, Exchange exchange, MonthCells months, Lives lives) {
    this.policy = policy;
    this.exchange = exchange;
    this.months = months;
    this.lives = lives;
  }

  /**
   * Books one customer.
   *
   * @param periods that can hold at the same time, paid ones, ordered by subscription and start
   */
  void book(List<PricePeriod> periods) {
    enter(periods);
    if (entries.isEmpty()) {
      return;
    }
    entries.sort(Comparator.comparingInt(Entry::day)); // stable
    int last = Months.of(policy.runDay());
    int next = 0;
    int gone = 0; // months since the customer left
    for (int month = Months.of(entries.get(0).day); month <= last && gone <= YEAR; month++) {
      Closing before = closings.getOrDefault(month - 1, Closing.NOTHING);
      long then = revalue(month);
      boolean atStart = wasThere;
      int end = Math.min(Months.lastDay(month), policy.runDay());
      while (next < entries.size() && entries.get(next).day <= end) {
        int day = entries.get(next).day;
        while (next < entries.size() && entries.get(next).day == day) {
          apply(entries.get(next++), month);
        }
        follow(day);
        if (policy.basis() == Basis.EVENTS) {
          settle(month);
        }
      }
      settle(month);
      close(month, before, atStart, then, month == last);
      gone = next == entries.size() && current.isEmpty() ? gone + 1 : 0;
    }
    if (!current.isEmpty()) {
      lives.goesOn(firstPlan, firstDay, closings.get(last).paid);
    }
  }

  /** The days on which something begins or ends, up to the run date. */
  private void enter(List<PricePeriod> periods) {
    int subscription = -1;
    String name = null;
    for (PricePeriod period : periods) {
      if (subscription < 0 || name == null || !name.equals(period.subscription())) {
        subscription++;
        name = period.subscription();
      }
      int from = period.paidFrom();
      int pauseFrom = Math.max(from, period.pausedFrom());
      int pauseTo = Math.min(period.end(), period.pausedTo());
      enter(from, subscription, period, pauseFrom == from && from < pauseTo);
      if (pauseFrom < pauseTo) {
        if (pauseFrom > from) {
          enter(pauseFrom, subscription, period, true);
        }
        if (pauseTo < period.end()) {
          enter(pauseTo, subscription, period, false);
        }
      }
      enter(period.end(), subscription, null, false);
    }
  }

  private void enter(int day, int subscription, PricePeriod period, boolean paused) {
    if (day <= policy.runDay()) {
      entries.add(new Entry(day, subscription, period, paused));
    }
  }

  private void apply(Entry entry, int month) {
    Position before = current.getOrDefault(entry.subscription, Position.NONE);
    changed.putIfAbsent(entry.subscription, before);
    if (entry.period == null) {
      current.remove(entry.subscription);
    } else {
      current.put(
          entry.subscription,
          Position.of(
              entry.period, entry.paused, micros(entry.period.monthly(), entry.period, month)));
    }
  }

  private long micros(long own, PricePeriod period, int month) {
    return exchange.convert(own, period.currency(), month);
  }

  /** Follows the customer's presence, whatever the basis of movements is. */
  private void follow(int day) {
    if (firstPlan == null && !current.isEmpty()) {
      firstDay = day;
      firstPlan = largestPlan();
    } else if (firstPlan != null && current.isEmpty()) {
      lives.ended(firstPlan, firstDay, day);
      firstPlan = null;
    }
  }

  /** The plan of the most money; of equal ones the first by name. */
  private String largestPlan() {
    if (!policy.hasPlans()) {
      return MonthCells.ALL;
    }
    Map<String, Long> money = new TreeMap<>();
    current.values().forEach(p -> money.merge(p.plan(), p.paid() + p.held(), Math::addExact));
    return money.entrySet().stream()
        .max(
            Map.Entry.<String, Long>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .orElseThrow()
        .getKey();
  }

  /** Books what has changed since the last time. */
  private void settle(int month) {
    if (changed.isEmpty()) {
      return;
    }
    List<Change> changes = new ArrayList<>();
    changed.forEach(
        (subscription, before) ->
            changes.add(new Change(before, current.getOrDefault(subscription, Position.NONE))));
    changed.clear();
    boolean isThere = !current.isEmpty();
    Movements.book(
        changes, new Presence(wasThere, isThere, ever), months, month, policy.hasPlans());
    if (isThere && !wasThere) {
      months.add(
          MonthCells.ALL, month, ever ? Measure.REACTIVATED_CUSTOMERS : Measure.NEW_CUSTOMERS, 1);
    } else if (!isThere && wasThere) {
      months.add(MonthCells.ALL, month, Measure.CHURNED_CUSTOMERS, 1);
    }
    wasThere = isThere;
    ever |= isThere;
  }

  /** What is held from the month before, at the rates of this month; the difference is fx. */
  private long revalue(int month) {
    long sum = 0;
    for (var each : current.entrySet()) {
      Position before = each.getValue();
      long micros = micros(before.period().monthly(), before.period(), month);
      Position after = before.at(micros);
      each.setValue(after);
      long difference = after.paid() - before.paid();
      add(after.plan(), month, Measure.FX, difference);
      sum = Math.addExact(sum, after.paid());
    }
    return sum;
  }

  private void close(int month, Closing before, boolean atStart, long then, boolean isLast) {
    Map<String, long[]> plans = new TreeMap<>();
    long[] all = new long[3];
    for (Position position : current.values()) {
      PricePeriod period = position.period();
      long billed = position.held() > 0 ? 0 : micros(period.billed(), period, month);
      boolean scheduled =
          period.end() != PricePeriod.NEVER && period.leaving() != PricePeriod.Leaving.UNKNOWN;
      long[] plan =
          policy.hasPlans()
              ? plans.computeIfAbsent(period.plan(), any -> new long[3])
              : new long[3];
      for (long[] sums : List.of(plan, all)) {
        sums[PAID] = Math.addExact(sums[PAID], position.paid());
        sums[BILLED] = Math.addExact(sums[BILLED], billed);
        sums[COMMITTED] += scheduled ? 0 : position.paid();
      }
    }
    Closing now = new Closing(!current.isEmpty(), all[PAID], plans);
    closings.put(month, now);
    book(MonthCells.ALL, month, all, isLast);
    plans.forEach((plan, sums) -> book(plan, month, sums, isLast));

    if (atStart) {
      compare(MonthCells.ALL, month, then, now);
      before.plans.keySet().forEach(plan -> compare(plan, month, then, now));
    }
    Closing year = closings.getOrDefault(month - YEAR, Closing.NOTHING);
    if (year.isThere) {
      compareYear(MonthCells.ALL, month, year, now);
      year.plans.keySet().forEach(plan -> compareYear(plan, month, year, now));
    }
  }

  private void book(String plan, int month, long[] sums, boolean isLast) {
    if (current.isEmpty()) {
      return;
    }
    months.add(plan, month, Measure.ACTIVE, 1);
    months.add(plan, month, Measure.CLOSING, sums[PAID]);
    months.add(plan, month, Measure.BILLED, sums[BILLED]);
    if (isLast) {
      months.add(plan, month, Measure.COMMITTED, sums[COMMITTED]);
    }
  }

  /** The customers of a plan are those who had it then, with all their money. */
  private void compare(String plan, int month, long then, Closing now) {
    months.add(plan, month, Measure.AT_START, 1);
    months.add(plan, month, Measure.LOST, now.isThere ? 0 : 1);
    months.add(plan, month, Measure.THEN, then);
    months.add(plan, month, Measure.KEPT, Math.min(then, now.paid));
    months.add(plan, month, Measure.NOW, now.paid);
  }

  private void compareYear(String plan, int month, Closing then, Closing now) {
    months.add(plan, month, Measure.THEN_12, then.paid);
    months.add(plan, month, Measure.KEPT_12, Math.min(then.paid, now.paid));
    months.add(plan, month, Measure.NOW_12, now.paid);
  }

  private void add(String plan, int month, Measure measure, long micros) {
    months.add(MonthCells.ALL, month, measure, micros);
    if (policy.hasPlans()) {
      months.add(plan, month, measure, micros);
    }
  }
}

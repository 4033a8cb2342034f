package io.perennial.subscription;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The periods of one customer that can hold at the same time.
 *
 * @param periods ordered by subscription and start
 * @param overlapping those that begin before an earlier one of their subscription has ended
 */
record PeriodSequence(List<PricePeriod> periods, List<PricePeriod> overlapping) {
  private static final Comparator<String> TEXT = Comparator.nullsFirst(Comparator.naturalOrder());

  /** Total, so that no result depends on the order of rows. */
  private static final Comparator<PricePeriod> ORDER =
      Comparator.comparing(PricePeriod::subscription, TEXT)
          .thenComparingInt(PricePeriod::start)
          .thenComparingInt(PricePeriod::end)
          .thenComparingLong(PricePeriod::monthly)
          .thenComparingLong(PricePeriod::billed)
          .thenComparing(PricePeriod::plan, TEXT)
          .thenComparing(PricePeriod::currency, TEXT)
          .thenComparing(PricePeriod::leaving)
          .thenComparingInt(PricePeriod::trialEnd)
          .thenComparingInt(PricePeriod::pausedFrom)
          .thenComparingInt(PricePeriod::pausedTo);

  static PeriodSequence of(List<PricePeriod> given) {
    List<PricePeriod> sorted = new ArrayList<>(given);
    sorted.sort(ORDER);
    Map<String, Integer> ends = new HashMap<>();
    List<PricePeriod> kept = new ArrayList<>();
    List<PricePeriod> overlapping = new ArrayList<>();
    for (PricePeriod period : sorted) {
      if (period.subscription() == null || period.start() >= period.end()) {
        kept.add(period);
        continue;
      }
      Integer taken = ends.get(period.subscription());
      if (taken != null && period.start() < taken) {
        overlapping.add(period);
      } else {
        kept.add(period);
        ends.put(period.subscription(), period.end());
      }
    }
    return new PeriodSequence(kept, overlapping);
  }
}

package io.perennial.cohort;

import io.perennial.numerics.KaplanMeier;
import java.util.OptionalDouble;
import java.util.SortedMap;

/**
 * How long it takes from the first purchase day to the second.
 *
 * @param gaps customers who bought again, by days from the first purchase day to the second
 * @param waiting customers who have not, by days from the first purchase day to the run date
 */
public record SecondPurchases(SortedMap<Integer, Long> gaps, SortedMap<Integer, Long> waiting) {
  /** All customers. */
  public long customers() {
    return boughtAgain() + sum(waiting);
  }

  /** Customers who bought again. */
  public long boughtAgain() {
    return sum(gaps);
  }

  private static long sum(SortedMap<Integer, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Mean days of those who bought again; empty where nobody did. */
  public OptionalDouble meanDays() {
    long customers = boughtAgain();
    double days =
        gaps.entrySet().stream().mapToDouble(gap -> (double) gap.getKey() * gap.getValue()).sum();
    return customers == 0 ? OptionalDouble.empty() : OptionalDouble.of(days / customers);
  }

  /** Median days of those who bought again, between two where both are the middle one. */
  public OptionalDouble medianDays() {
    long customers = boughtAgain();
    return customers == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((atRank((customers + 1) / 2) + atRank(customers / 2 + 1)) / 2.0);
  }

  private int atRank(long rank) {
    long seen = 0;
    for (var gap : gaps.entrySet()) {
      seen += gap.getValue();
      if (seen >= rank) {
        return gap.getKey();
      }
    }
    throw new IllegalArgumentException("fewer than %d customers bought again".formatted(rank));
  }

  /** The estimate over all customers, those who have not bought again yet included. */
  public KaplanMeier estimate() {
    return KaplanMeier.of(gaps, waiting);
  }

  SecondPurchases plus(SecondPurchases other) {
    return new SecondPurchases(
        Merged.of(gaps, other.gaps, Long::sum), Merged.of(waiting, other.waiting, Long::sum));
  }
}

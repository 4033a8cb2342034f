package io.perennial.numerics;

import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The product-limit estimate of how long it takes until something happens, where some have been
 * observed only for a while without it (E. L. Kaplan and P. Meier, "Nonparametric estimation from
 * incomplete observations", JASA 53, 1958): S(t) is the product of 1 − dᵢ ÷ nᵢ over the times tᵢ ≤
 * t, where it happened to dᵢ of the nᵢ that were still observed. Whoever is observed until a time
 * is still observed at it.
 */
public final class KaplanMeier {
  /** A share that is a half but for the rounding of products. */
  private static final double HALF = 0.5 + 1e-12;

  private final SortedMap<Integer, Double> survival = new TreeMap<>();

  private KaplanMeier() {}

  /**
   * The estimate from whole times, in any unit.
   *
   * @param events how often it happened, by time
   * @param censored how many were observed until a time without it, by time
   */
  public static KaplanMeier of(SortedMap<Integer, Long> events, SortedMap<Integer, Long> censored) {
    KaplanMeier estimate = new KaplanMeier();
    TreeSet<Integer> times = new TreeSet<>(events.keySet());
    times.addAll(censored.keySet());
    long observed = sum(events) + sum(censored);
    double share = 1;
    for (int time : times) {
      long happened = events.getOrDefault(time, 0L);
      if (happened > 0) {
        share *= (double) (observed - happened) / observed;
        estimate.survival.put(time, share);
      }
      observed -= happened + censored.getOrDefault(time, 0L);
    }
    return estimate;
  }

  /** Share to which it has not happened up to and including a time. */
  public double survival(int time) {
    SortedMap<Integer, Double> steps = survival.headMap(time + 1);
    return steps.isEmpty() ? 1 : steps.get(steps.lastKey());
  }

  /** The first time by which it has happened to half of all; empty while it has to fewer. */
  public OptionalInt median() {
    return survival.entrySet().stream()
        .filter(step -> step.getValue() <= HALF)
        .mapToInt(step -> step.getKey())
        .findFirst();
  }

  /** The area under the curve up to a time: the mean of what lies within it. */
  public double restrictedMean(int until) {
    double area = 0;
    double share = 1;
    int from = 0;
    for (var step : survival.headMap(until).entrySet()) {
      area += share * (step.getKey() - from);
      share = step.getValue();
      from = step.getKey();
    }
    return area + share * (until - from);
  }

  private static long sum(SortedMap<Integer, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}

package io.perennial.subscription;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The months of the base and of each plan, every one of them from the first with anything in it to
 * that of the run date.
 */
public final class MonthTable {
  private final SortedMap<String, SortedMap<Integer, Map<Measure, BigInteger>>> sums =
      new TreeMap<>();

  /** Adds to a sum. */
  void add(String plan, int month, Measure measure, BigInteger value) {
    sums.computeIfAbsent(plan, any -> new TreeMap<>())
        .computeIfAbsent(month, any -> new EnumMap<>(Measure.class))
        .merge(measure, value, BigInteger::add);
  }

  void add(MonthCells cells) {
    cells.forEach(this::add);
  }

  /** The plans, by name. */
  public List<String> plans() {
    return sums.keySet().stream().filter(plan -> !plan.equals(MonthCells.ALL)).toList();
  }

  /** The months of the whole base up to one. */
  public List<MonthFigures> all(int lastMonth) {
    return months(MonthCells.ALL, lastMonth);
  }

  /** The months of a plan up to one. */
  public List<MonthFigures> months(String plan, int lastMonth) {
    SortedMap<Integer, Map<Measure, BigInteger>> months =
        sums.getOrDefault(plan, Collections.emptySortedMap());
    List<MonthFigures> figures = new ArrayList<>();
    if (months.isEmpty()) {
      return figures;
    }
    BigInteger opening = BigInteger.ZERO;
    for (int month = months.firstKey(); month <= lastMonth; month++) {
      MonthFigures of = new MonthFigures(month, opening, months.getOrDefault(month, Map.of()));
      figures.add(of);
      opening = of.sum(Measure.CLOSING);
    }
    return figures;
  }

  /** The last month of the whole base, where there is one. */
  public Optional<MonthFigures> last(int lastMonth) {
    List<MonthFigures> all = all(lastMonth);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** As lives by number of months: those that ended and those that go on. */
  SortedMap<String, Survival> survivals() {
    SortedMap<String, Survival> survivals = new TreeMap<>();
    sums.forEach(
        (plan, months) ->
            survivals.put(
                plan, new Survival(counts(months, Measure.LEFT), counts(months, Measure.STAYED))));
    return survivals;
  }

  private static SortedMap<Integer, Long> counts(
      SortedMap<Integer, Map<Measure, BigInteger>> months, Measure measure) {
    SortedMap<Integer, Long> counts = new TreeMap<>();
    months.forEach(
        (n, of) -> {
          if (of.containsKey(measure)) {
            counts.put(n, of.get(measure).longValueExact());
          }
        });
    return counts;
  }

  /** The sums over all months, by plan. */
  SortedMap<String, BigInteger> totals(Measure measure) {
    SortedMap<String, BigInteger> totals = new TreeMap<>();
    sums.forEach(
        (plan, months) ->
            totals.put(
                plan,
                months.values().stream()
                    .map(of -> of.getOrDefault(measure, BigInteger.ZERO))
                    .reduce(BigInteger.ZERO, BigInteger::add)));
    return totals;
  }
}

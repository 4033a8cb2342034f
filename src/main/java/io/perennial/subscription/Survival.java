package io.perennial.subscription;

import io.perennial.numerics.KaplanMeier;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long accounts live, in months, from lives that have ended and lives that go on. An account
 * that leaves in its n-th month has had n chances to leave and took the last; one that is still
 * there has let as many pass as it has complete months. So hazard, Kaplan and Meier's curve, and
 * the models of the library count the same.
 *
 * @param left lives that ended in their n-th month, by n from 1
 * @param stayed lives that go on after n complete months, by n from 0
 */
public record Survival(SortedMap<Integer, Long> left, SortedMap<Integer, Long> stayed) {
  public Survival {
    left = new TreeMap<>(left);
    stayed = new TreeMap<>(stayed);
  }

  /** Lives that have ended. */
  public long leavers() {
    return sum(left);
  }

  /** Lives that go on. */
  public long stayers() {
    return sum(stayed);
  }

  /** All lives. */
  public long lives() {
    return leavers() + stayers();
  }

  /** The chances to leave: months of all lives together. */
  public long accountMonths() {
    return weighted(left) + weighted(stayed);
  }

  /** The longest life in the data, in months. */
  public int longest() {
    return Math.max(left.isEmpty() ? 0 : left.lastKey(), stayed.isEmpty() ? 0 : stayed.lastKey());
  }

  /** Those who leave ÷ chances to leave, a month; empty when nobody has left. */
  public OptionalDouble hazard() {
    return leavers() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) leavers() / accountMonths());
  }

  /** 1 ÷ hazard, in months; empty when nobody has left. */
  public OptionalDouble lifetime() {
    return leavers() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) accountMonths() / leavers());
  }

  /** Kaplan and Meier's share of lives that are longer than so many months. */
  public double longerThan(int months) {
    return KaplanMeier.of(left, stayed).survival(months);
  }

  /** The area under that curve up to the longest life: the mean life within so many months. */
  public double restrictedMean() {
    return KaplanMeier.of(left, stayed).restrictedMean(longest());
  }

  private static long sum(SortedMap<Integer, Long> lives) {
    return lives.values().stream().mapToLong(Long::longValue).sum();
  }

  private static long weighted(SortedMap<Integer, Long> lives) {
    return lives.entrySet().stream().mapToLong(each -> each.getKey() * each.getValue()).sum();
  }
}

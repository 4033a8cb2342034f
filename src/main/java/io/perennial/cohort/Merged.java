package io.perennial.cohort;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/** Sums of two groups of customers, by key. */
final class Merged {
  private Merged() {}

  static <K, V> SortedMap<K, V> of(
      SortedMap<K, V> some, SortedMap<K, V> others, BinaryOperator<V> plus) {
    SortedMap<K, V> merged = new TreeMap<>(some);
    others.forEach((key, value) -> merged.merge(key, value, plus));
    return merged;
  }
}

package io.perennial.basket;

import java.util.Arrays;

/** Counts by keys that are numbers, not below 0; open addressing, as large as it needs to be. */
final class LongCounts {
  private static final long FREE = -1;

  /** Scatters neighbouring keys: 2^64 divided by the golden ratio. */
  private static final long SCATTER = 0x9E3779B97F4A7C15L;

  private long[] keys;
  private long[] counts;
  private int size;

  LongCounts() {
    clear();
  }

  void add(long key, long count) {
    int at = find(key);
    if (keys[at] == FREE) {
      if (2 * (size + 1) > keys.length) {
        grow();
        at = find(key);
      }
      keys[at] = key;
      size++;
    }
    counts[at] += count;
  }

  int size() {
    return size;
  }

  /** Number of places, some of which are free. */
  int places() {
    return keys.length;
  }

  boolean isFree(int place) {
    return keys[place] == FREE;
  }

  long key(int place) {
    return keys[place];
  }

  long count(int place) {
    return counts[place];
  }

  void clear() {
    allocate(1 << 10);
  }

  private void allocate(int places) {
    keys = new long[places];
    counts = new long[places];
    Arrays.fill(keys, FREE);
    size = 0;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldCounts = counts;
    allocate(2 * oldKeys.length);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != FREE) {
        add(oldKeys[i], oldCounts[i]);
      }
    }
  }

  private int find(long key) {
    int mask = keys.length - 1;
    int at = (int) (key * SCATTER >>> 32) & mask;
    while (keys[at] != FREE && keys[at] != key) {
      at = (at + 1) & mask;
    }
    return at;
  }
}

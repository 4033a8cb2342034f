package io.perennial.history;

import java.util.Arrays;
import java.util.Iterator;

/**
 * Pairs of longs, given back in the order of their keys. Up to a million of them are kept in
 * arrays; beyond that they are Spark's sorter's, which writes to disk what has no room.
 */
final class LongPairs {
  private static final int MAX_IN_MEMORY = 1 << 20;
  private static final int FIRST_SIZE = 16;

  /** Up to which number sorting by insertion is quicker. */
  private static final int FEW = 24;

  /** Takes what is sorted. */
  interface Consumer {
    void pair(long key, long value);
  }

  private int size;
  private long[] keys = new long[FIRST_SIZE];
  private long[] values = new long[FIRST_SIZE];
  private SpilledPairs spilled;

  void add(long key, long value) {
    if (size == keys.length) {
      if (size == MAX_IN_MEMORY) {
        spill();
      } else {
        keys = Arrays.copyOf(keys, 2 * size);
        values = Arrays.copyOf(values, 2 * size);
      }
    }
    keys[size] = key;
    values[size] = value;
    size++;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Gives all pairs by ascending key, and is empty after that. */
  void drain(Consumer consumer) {
    if (spilled != null) {
      spill();
      for (Iterator<long[]> pairs = spilled.sorted(); pairs.hasNext(); ) {
        long[] pair = pairs.next();
        consumer.pair(pair[0], pair[1]);
      }
      spilled = null;
      keys = new long[FIRST_SIZE];
      values = new long[FIRST_SIZE];
      return;
    }
    sort();
    for (int i = 0; i < size; i++) {
      consumer.pair(keys[i], values[i]);
    }
    size = 0;
  }

  private void spill() {
    if (spilled == null) {
      spilled = new SpilledPairs();
    }
    for (int i = 0; i < size; i++) {
      spilled.add(keys[i], values[i]);
    }
    size = 0;
  }

  private void sort() {
    if (size <= FEW) {
      sortByInsertion();
      return;
    }
    for (int root = size / 2 - 1; root >= 0; root--) {
      sift(root, size);
    }
    for (int end = size - 1; end > 0; end--) {
      swap(0, end);
      sift(0, end);
    }
  }

  private void sortByInsertion() {
    for (int i = 1; i < size; i++) {
      long key = keys[i];
      long value = values[i];
      int at = i;
      for (; at > 0 && keys[at - 1] > key; at--) {
        keys[at] = keys[at - 1];
        values[at] = values[at - 1];
      }
      keys[at] = key;
      values[at] = value;
    }
  }

  /** Lets an entry sink in the heap of the first entries, whose greatest key is at the top. */
  private void sift(int from, int end) {
    int root = from;
    while (2 * root + 1 < end) {
      int child = 2 * root + 1;
      if (child + 1 < end && keys[child] < keys[child + 1]) {
        child++;
      }
      if (keys[root] >= keys[child]) {
        return;
      }
      swap(root, child);
      root = child;
    }
  }

  private void swap(int i, int j) {
    long key = keys[i];
    keys[i] = keys[j];
    keys[j] = key;
    long value = values[i];
    values[i] = values[j];
    values[j] = value;
  }
}

package io.perennial.history;

import java.util.Arrays;
import java.util.Iterator;

/**
 * Sorts pairs of longs by their keys. Up to a million pairs are kept in arrays; more go to Spark's
 * external sorter, which spills to disk.
 */
final class LongPairs {
  private static final int MAX_IN_MEMORY = 1 << 20;
  private static final int FIRST_SIZE = 16;

  /** Up to this number insertion sort is faster. */
  private static final int FEW = 24;

  /** Receives the sorted pairs. */
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

  /** Passes all pairs on by ascending key, and is empty afterwards. */
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

  /** Sifts an entry down in the heap of the first entries, which has its largest key at the top. */
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

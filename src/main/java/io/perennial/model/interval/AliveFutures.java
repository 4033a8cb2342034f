package io.perennial.model.interval;

import java.io.Serializable;

/**
 * The futures of customers who are alive, remembered by frequency, recency and age: millions of
 * customers share a few ten thousand of them. A table of fixed size in which a newcomer replaces
 * what had its place; entries are immutable, so tasks may share it without locks.
 */
final class AliveFutures implements Serializable {
  private static final long serialVersionUID = 1L;

  /** 65,536 entries: mostly some 30 MiB an executor. */
  private static final int BITS = 16;

  private final ValueModel model;
  private final double highest;
  private final long seed;
  private transient volatile Entry[] table;

  private record Entry(int frequency, double recencyDays, double ageDays, AliveFuture future) {}

  /** See {@link AliveFuture#simulate}. */
  AliveFutures(ValueModel model, double highest, long seed) {
    this.model = model;
    this.highest = highest;
    this.seed = seed;
  }

  AliveFuture of(int frequency, double recencyDays, double ageDays) {
    return model.estimate().purchases().isMemoryless()
        ? remembered(frequency, 0.0, ageDays)
        : remembered(frequency, recencyDays, ageDays);
  }

  private AliveFuture remembered(int frequency, double recencyDays, double ageDays) {
    Entry[] entries = table;
    if (entries == null) {
      entries = new Entry[1 << BITS];
      table = entries;
    }
    int place = place(frequency, recencyDays, ageDays);
    Entry found = entries[place];
    if (found == null
        || found.frequency != frequency
        || found.recencyDays != recencyDays
        || found.ageDays != ageDays) {
      double unit = model.timeUnitDays();
      AliveFuture future =
          AliveFuture.simulate(model, frequency, recencyDays / unit, ageDays / unit, highest, seed);
      found = new Entry(frequency, recencyDays, ageDays, future);
      entries[place] = found;
    }
    return found.future;
  }

  private static int place(int frequency, double recencyDays, double ageDays) {
    long bits = Double.doubleToLongBits(ageDays) * 31 + Double.doubleToLongBits(recencyDays);
    return (int) (((bits * 31 + frequency) * 0x9E3779B97F4A7C15L) >>> (64 - BITS));
  }
}

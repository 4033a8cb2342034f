package io.perennial.features;

import java.io.Serializable;

/**
 * Finds the values at given ranks among any number of long values without sorting or collecting
 * them: each pass counts the values by their next bits below the prefix known so far, and {@link
 * #narrow} picks the bits into which the ranks fall (a radix select). Exact and independent of the
 * order of the values. A pass needs one histogram for each rank, however many values there are.
 */
final class RankSearch implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int BITS_A_PASS = 12;

  private final long least;
  private final long[] ranks;
  private final long[] prefixes;
  private int unknownBits;

  /**
   * @param least a lower bound of the values
   * @param greatest an upper bound of the values
   * @param ranks from 1, each at most the number of values
   */
  RankSearch(long least, long greatest, long... ranks) {
    this.least = least;
    this.ranks = ranks.clone();
    this.prefixes = new long[ranks.length];
    this.unknownBits = Long.SIZE - Long.numberOfLeadingZeros(Math.subtractExact(greatest, least));
  }

  boolean isDone() {
    return unknownBits == 0;
  }

  /** An empty count of one pass. */
  long[][] histogram() {
    return new long[ranks.length][1 << bits()];
  }

  /** Counts a value. */
  void count(long value, long[][] histogram) {
    long offset = value - least;
    int below = unknownBits - bits();
    for (int i = 0; i < prefixes.length; i++) {
      if (offset >>> unknownBits == prefixes[i]) {
        histogram[i][(int) (offset >>> below) & (histogram[i].length - 1)]++;
      }
    }
  }

  /** Takes the counts of all values and fixes the next bits of the values at the ranks. */
  void narrow(long[][] histogram) {
    int bits = bits();
    for (int i = 0; i < ranks.length; i++) {
      int bucket = 0;
      while (ranks[i] > histogram[i][bucket]) {
        ranks[i] -= histogram[i][bucket];
        bucket++;
      }
      prefixes[i] = (prefixes[i] << bits) | bucket;
    }
    unknownBits -= bits;
  }

  /** The values at the ranks, once all bits are fixed. */
  long[] values() {
    long[] values = new long[prefixes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = least + prefixes[i];
    }
    return values;
  }

  private int bits() {
    return Math.min(BITS_A_PASS, unknownBits);
  }
}

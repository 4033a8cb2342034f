package io.perennial.features;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.LongFunction;

/**
 * Finds the values at given ranks among any number of long values without sorting or collecting
 * them, and what lies above those values. Each pass counts the values into buckets and sums them up
 * in each bucket, and {@link #narrow} picks the buckets into which the ranks fall. Exact, and
 * independent of the order of the values.
 *
 * <p>The first pass has buckets whose width grows with the distance from zero, and so needs no
 * range; the next ones divide the buckets that were picked. A pass needs one histogram for each
 * rank at most, however many values there are.
 */
final class RankSearch implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A bucket of the first pass is at most this many binary digits narrower than its values. */
  private static final int FIRST_DIGITS = 7;

  /** Distances from zero below this have a bucket each. */
  private static final int EACH = 1 << (FIRST_DIGITS + 1);

  /** Buckets of the first pass on each side of zero. */
  private static final int ONE_SIDE =
      EACH + (Long.SIZE - 1 - (FIRST_DIGITS + 1)) * (1 << FIRST_DIGITS);

  private static final int BITS_A_PASS = 14;

  private final LongFunction<long[]> ranksOf;
  private long rows;
  private BigInteger total = BigInteger.ZERO;
  private Rank[] ranks;

  /** The buckets that are divided in this pass; null before the first. */
  private Bucket[] divided;

  /**
   * A search.
   *
   * @param ranksOf the ranks from the number of values, from 1 to that number
   */
  RankSearch(LongFunction<long[]> ranksOf) {
    this.ranksOf = ranksOf;
  }

  /** The values from {@code least} on, {@code 2^bits} of them. */
  private record Bucket(long least, int bits) implements Serializable {
    boolean holds(long value) {
      return (value - least) >>> bits == 0;
    }

    int bitsOfPass() {
      return Math.min(BITS_A_PASS, bits);
    }

    int index(long value) {
      return (int) ((value - least) >>> (bits - bitsOfPass()));
    }

    Bucket part(int index) {
      int rest = bits - bitsOfPass();
      return new Bucket(least + ((long) index << rest), rest);
    }
  }

  /** Where a rank lies, as far as is known, and what lies above the bucket. */
  private static final class Rank implements Serializable {
    private static final long serialVersionUID = 1L;

    private long within;
    private Bucket bucket;
    private long above;
    private BigInteger sumAbove = BigInteger.ZERO;

    Rank(long rank) {
      within = rank;
    }

    /** Finds the bucket of the rank, from the lowest. */
    int narrow(Histogram histogram) {
      int picked = 0;
      while (within > histogram.counts[picked]) {
        within -= histogram.counts[picked];
        picked++;
      }
      for (int i = picked + 1; i < histogram.counts.length; i++) {
        above += histogram.counts[i];
      }
      sumAbove = sumAbove.add(histogram.sum(picked + 1));
      return picked;
    }
  }

  /** Counts and sums of values by bucket; the sums in halves that do not overflow. */
  static final class Histogram implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int HALF = 32;

    private final long[] counts;
    private final long[] high;
    private final long[] low;

    Histogram(int buckets) {
      counts = new long[buckets];
      high = new long[buckets];
      low = new long[buckets];
    }

    void add(int bucket, long value) {
      counts[bucket]++;
      high[bucket] += value >> HALF;
      low[bucket] += value & 0xFFFF_FFFFL;
    }

    void add(Histogram other) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] += other.counts[i];
        high[i] += other.high[i];
        low[i] += other.low[i];
      }
    }

    long count() {
      return Arrays.stream(counts).sum();
    }

    /** The sum of the values from a bucket on. */
    BigInteger sum(int from) {
      BigInteger upper = BigInteger.ZERO;
      BigInteger lower = BigInteger.ZERO;
      for (int i = from; i < counts.length; i++) {
        upper = upper.add(BigInteger.valueOf(high[i]));
        lower = lower.add(BigInteger.valueOf(low[i]));
      }
      return upper.shiftLeft(HALF).add(lower);
    }
  }

  boolean isDone() {
    return divided != null && divided.length == 0;
  }

  /** Empty histograms of one pass. */
  Histogram[] histograms() {
    if (divided == null) {
      return new Histogram[] {new Histogram(2 * ONE_SIDE)};
    }
    return Arrays.stream(divided)
        .map(bucket -> new Histogram(1 << bucket.bitsOfPass()))
        .toArray(Histogram[]::new);
  }

  /** Counts a value. */
  void count(long value, Histogram[] histograms) {
    if (divided == null) {
      histograms[0].add(firstIndex(value), value);
      return;
    }
    for (int i = 0; i < divided.length; i++) {
      if (divided[i].holds(value)) {
        histograms[i].add(divided[i].index(value), value);
      }
    }
  }

  /** Takes the counts of all values and picks the buckets in which the ranks lie. */
  void narrow(Histogram[] histograms) {
    if (divided == null) {
      rows = histograms[0].count();
      total = histograms[0].sum(0);
      ranks = Arrays.stream(ranksOf.apply(rows)).mapToObj(Rank::new).toArray(Rank[]::new);
      for (Rank rank : ranks) {
        rank.bucket = firstBucket(rank.narrow(histograms[0]));
      }
    } else {
      for (Rank rank : ranks) {
        int at = Arrays.asList(divided).indexOf(rank.bucket);
        if (at >= 0) {
          rank.bucket = rank.bucket.part(rank.narrow(histograms[at]));
        }
      }
    }
    divided =
        Arrays.stream(ranks)
            .map(rank -> rank.bucket)
            .filter(bucket -> bucket.bits > 0)
            .distinct()
            .toArray(Bucket[]::new);
  }

  /** What was found, once the search is done. */
  Ranks.Found found() {
    return new Ranks.Found(
        rows,
        total,
        Arrays.stream(ranks)
            .map(rank -> new Ranks.At(rank.bucket.least, rank.above, rank.sumAbove))
            .toList());
  }

  private static int firstIndex(long value) {
    return value >= 0 ? ONE_SIDE + distanceIndex(value) : ONE_SIDE - 1 - distanceIndex(~value);
  }

  private static int distanceIndex(long distance) {
    if (distance < EACH) {
      return (int) distance;
    }
    int digits = Long.SIZE - Long.numberOfLeadingZeros(distance);
    int rest = digits - 1 - FIRST_DIGITS;
    int leading = (int) (distance >>> rest) - (1 << FIRST_DIGITS);
    return EACH + (rest - 1) * (1 << FIRST_DIGITS) + leading;
  }

  private static Bucket firstBucket(int index) {
    if (index >= ONE_SIDE) {
      return distanceBucket(index - ONE_SIDE);
    }
    Bucket mirrored = distanceBucket(ONE_SIDE - 1 - index);
    return new Bucket(~(mirrored.least + (1L << mirrored.bits) - 1), mirrored.bits);
  }

  private static Bucket distanceBucket(int index) {
    if (index < EACH) {
      return new Bucket(index, 0);
    }
    int rest = (index - EACH) / (1 << FIRST_DIGITS) + 1;
    long leading = (index - EACH) % (1 << FIRST_DIGITS) + (1L << FIRST_DIGITS);
    return new Bucket(leading << rest, rest);
  }
}

package io.perennial.numerics;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.XoRoShiRo128PlusPlus;

/**
 * Independent, numbered streams of random numbers, so that the draws for customer 17 depend on the
 * seed and on 17 only, not on the partitioning of the customers.
 */
public final class RandomStreams {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private RandomStreams() {}

  /** The stream of this number under this seed. */
  public static UniformRandomProvider of(long seed, long number) {
    long start = mix(seed + GOLDEN_GAMMA) ^ mix(number);
    // RandomSource would create it by reflection, once for every draw.
    return new XoRoShiRo128PlusPlus(mix(start), mix(~start));
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014): a bijection of 64 bits. */
  private static long mix(long z) {
    long mixed = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}

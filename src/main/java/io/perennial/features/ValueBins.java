package io.perennial.features;

import java.io.Serializable;

/**
 * Bins of values whose width is a fixed part of the value, so that quantiles of any number of
 * values are found in one pass, without sorting or collecting them. The bins are ordered as the
 * values are.
 *
 * @param bits of the mantissa that tell values apart; bins are at most 2^−bits of a value wide
 */
public record ValueBins(int bits) implements Serializable {
  private static final int MANTISSA_BITS = 52;

  /** The bin of a finite value; that of 0 holds what is closer to 0 than any amount of money. */
  public long of(double value) {
    long ordered = Double.doubleToLongBits(value + 0.0); // no negative zero
    ordered ^= (ordered >> 63) & Long.MAX_VALUE;
    return ordered >> shift();
  }

  /** The least value of a bin. */
  public double least(long bin) {
    return value(bin << shift());
  }

  /** The value in the middle of a bin; 0 for the bin of 0. */
  public double middle(long bin) {
    return bin == 0 ? 0.0 : value((bin << shift()) + (1L << (shift() - 1)));
  }

  private int shift() {
    return MANTISSA_BITS - bits;
  }

  private static double value(long ordered) {
    return Double.longBitsToDouble(ordered ^ ((ordered >> 63) & Long.MAX_VALUE));
  }
}

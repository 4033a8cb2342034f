package io.perennial.history;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;

/** A sum of longs that cannot overflow: 128 bits, in two words. */
final class ExactSum {
  private long high;
  private long low;

  void add(long value) {
    add(value >> 63, value);
  }

  void add(ExactSum other) {
    add(other.high, other.low);
  }

  private void add(long otherHigh, long otherLow) {
    long sum = low + otherLow;
    high += otherHigh + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
    low = sum;
  }

  BigInteger value() {
    BigInteger unsigned = new BigInteger(Long.toUnsignedString(low));
    return BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(unsigned);
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(high);
    out.writeLong(low);
  }

  void read(DataInput in) throws IOException {
    high = in.readLong();
    low = in.readLong();
  }
}

package io.perennial.history;

import java.util.Arrays;

/** Encodes histories, one after the other; {@link CustomerHistory} documents the bytes. */
final class DayWriter {
  static final byte VERSION = 1;

  /** Most bytes that one day takes: five each for day and orders, ten each for amount and cost. */
  private static final int MAX_DAY_BYTES = 30;

  private byte[] buffer = new byte[256];
  private int length;
  private boolean hasCosts;
  private boolean first;
  private int lastDay;

  void begin(int days, boolean withCosts) {
    length = 0;
    hasCosts = withCosts;
    first = true;
    reserve();
    buffer[length++] = VERSION;
    varint((long) days << 1 | (withCosts ? 1 : 0));
  }

  void add(int day, int orders, long amount, long cost) {
    reserve();
    if (first) {
      zigzag(day);
    } else {
      varint(Integer.toUnsignedLong(day - lastDay));
    }
    varint(orders);
    zigzag(amount);
    if (hasCosts) {
      zigzag(cost);
    }
    first = false;
    lastDay = day;
  }

  byte[] toBytes() {
    return Arrays.copyOf(buffer, length);
  }

  private void reserve() {
    if (buffer.length - length < MAX_DAY_BYTES) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
  }

  private void zigzag(long value) {
    varint(value << 1 ^ value >> 63);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[length++] = (byte) rest;
  }
}

package io.perennial.history;

/**
 * Reads an encoded history day by day, without allocating an object for each; {@link
 * CustomerHistory} documents the bytes.
 */
public final class DayReader {
  private static final int MAX_VARINT_BYTES = 10;

  private final byte[] bytes;
  private final int size;
  private final boolean hasCosts;
  private int position;
  private int read;
  private int day;
  private int orders;
  private long amount;
  private long cost;

  /**
   * @throws IllegalArgumentException when the history is of another version or damaged
   */
  public DayReader(byte[] encoded) {
    if (encoded.length == 0 || encoded[0] != DayWriter.VERSION) {
      throw new IllegalArgumentException(
          encoded.length == 0
              ? "an encoded history has at least two bytes, this one none"
              : "histories of version %d cannot be read, only those of version %d"
                  .formatted(encoded[0], DayWriter.VERSION));
    }
    this.bytes = encoded;
    this.position = 1;
    long header = varint();
    this.size = (int) (header >>> 1);
    this.hasCosts = (header & 1) == 1;
    if (header < 0 || header >>> 1 > encoded.length) { // a day takes three bytes
      throw new IllegalArgumentException("the encoded history is damaged: too short for its days");
    }
  }

  /** Advances to the next day, if there is one. */
  public boolean next() {
    if (read == size) {
      return false;
    }
    day = read == 0 ? (int) zigzag() : day + (int) varint();
    orders = (int) varint();
    amount = zigzag();
    cost = hasCosts ? zigzag() : 0;
    read++;
    return true;
  }

  /** Number of days, read or not. */
  public int size() {
    return size;
  }

  /** Whether costs are known. */
  public boolean hasCosts() {
    return hasCosts;
  }

  /** Days since 1970-01-01. */
  public int day() {
    return day;
  }

  /** Number of orders of the current day. */
  public int orders() {
    return orders;
  }

  /** Net amount in micros. */
  public long amount() {
    return amount;
  }

  /** Cost in micros; 0 where costs are not known. */
  public long cost() {
    return cost;
  }

  private long zigzag() {
    long value = varint();
    return value >>> 1 ^ -(value & 1);
  }

  private long varint() {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES; i++) {
      if (position == bytes.length) {
        throw new IllegalArgumentException("the encoded history is damaged: it ends within a day");
      }
      byte next = bytes[position++];
      value |= (next & 0x7FL) << 7 * i;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("the encoded history is damaged: a number has no end");
  }
}

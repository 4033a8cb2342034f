package io.perennial.cohort;

/**
 * Sums of whole numbers by the number of a period, a day or an age. The numbers of a base of
 * customers lie close together, so that they index an array, which grows at both ends.
 */
final class NumberedSums {
  private final int width;
  private int first;
  private long[][] cells = {};

  /**
   * @param width sums of each number
   */
  NumberedSums(int width) {
    this.width = width;
  }

  /** What is done with the sums of one number. */
  interface Reader {
    void read(int number, long[] sums);
  }

  /** The sums of a number, to be added to. */
  long[] at(int number) {
    if (number < first || number >= first + cells.length) {
      grow(number);
    }
    long[] sums = cells[number - first];
    if (sums == null) {
      sums = new long[width];
      cells[number - first] = sums;
    }
    return sums;
  }

  private void grow(int number) {
    if (cells.length == 0) {
      first = number;
    }
    int from = Math.min(first, number);
    int to = Math.max(first + cells.length, number + 1);
    int spare = cells.length / 2; // so that growing day by day costs little
    if (number < first) {
      from -= spare;
    } else {
      to += spare;
    }
    long[][] grown = new long[to - from][];
    System.arraycopy(cells, 0, grown, first - from, cells.length);
    first = from;
    cells = grown;
  }

  /** Reads what has been added to, by ascending number. */
  void forEach(Reader reader) {
    for (int i = 0; i < cells.length; i++) {
      if (cells[i] != null) {
        reader.read(first + i, cells[i]);
      }
    }
  }
}

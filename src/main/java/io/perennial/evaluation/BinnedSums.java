package io.perennial.evaluation;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Sums of figures of customers by the value that orders them, in one pass and in bounded memory.
 * Values lie in bins: the leading ten bits after the first, so that a bin is at most 0.1% of its
 * value wide. Values below 2^-20, which is less than one purchase in a million or a millionth of a
 * currency unit, are one bin, and those from 2^40 on are another. That makes at most 61,442 bins,
 * however many customers there are. Customers of one bin are tied.
 */
final class BinnedSums implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int BITS = 10;
  private static final int PAGE = 1 << BITS;
  private static final int MANTISSA_BITS = 52;
  private static final int LEAST_EXPONENT = -20;
  private static final int END_EXPONENT = 40;

  /** Binary orders of magnitude, between one page below them and one above. */
  private static final int PAGES = END_EXPONENT - LEAST_EXPONENT + 2;

  /** Bins are numbered from 0 to one less than this; some are never used. */
  static final int BINS = PAGES << BITS;

  private static final long BELOW_LEAST = ((LEAST_EXPONENT + 1023L) << BITS) - PAGE;

  private final int width;
  private transient double[][] pages = new double[PAGES][];

  /**
   * @param width figures that are summed up, beside the number of customers, which comes first
   */
  BinnedSums(int width) {
    this.width = width + 1;
  }

  /** What is done with the sums of a bin: the number of customers, then their figures. */
  interface Reader {
    void read(int bin, double[] sums);
  }

  /** The bin of a value: ascending with it. */
  static int bin(double value) {
    if (!(value >= 0x1p-20)) {
      return PAGE - 1;
    }
    if (value >= 0x1p40) {
      return (PAGES - 1) * PAGE;
    }
    return (int) ((Double.doubleToLongBits(value) >>> (MANTISSA_BITS - BITS)) - BELOW_LEAST);
  }

  /** Adds the one figure of a customer. */
  void add(double value, double figure) {
    int bin = bin(value);
    int at = place(bin);
    double[] page = pages[bin >> BITS];
    page[at]++;
    page[at + 1] += figure;
  }

  /** Adds the four figures of a customer; not as an array, which would be made for each. */
  void add(double value, double first, double second, double third, double fourth) {
    int bin = bin(value);
    int at = place(bin);
    double[] page = pages[bin >> BITS];
    page[at]++;
    page[at + 1] += first;
    page[at + 2] += second;
    page[at + 3] += third;
    page[at + 4] += fourth;
  }

  private int place(int bin) {
    int number = bin >> BITS;
    if (pages[number] == null) {
      pages[number] = new double[PAGE * width];
    }
    return (bin & (PAGE - 1)) * width;
  }

  void merge(BinnedSums other) {
    other.forEach(this::merge);
  }

  private void merge(int bin, double[] sums) {
    int at = place(bin);
    double[] page = pages[bin >> BITS];
    for (int i = 0; i < width; i++) {
      page[at + i] += sums[i];
    }
  }

  /** Reads the bins that hold customers, by ascending value. */
  void forEach(Reader reader) {
    double[] sums = new double[width];
    for (int number = 0; number < PAGES; number++) {
      double[] page = pages[number];
      for (int i = 0; page != null && i < PAGE; i++) {
        if (page[i * width] > 0) {
          System.arraycopy(page, i * width, sums, 0, width);
          reader.read((number << BITS) + i, sums);
        }
      }
    }
  }

  /** The same bins as arrays of sums, by descending value. */
  List<double[]> descending() {
    List<double[]> bins = new ArrayList<>();
    forEach((bin, sums) -> bins.add(sums.clone()));
    Collections.reverse(bins);
    return bins;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    int[] bins = new int[1];
    forEach((bin, sums) -> bins[0]++);
    out.writeInt(bins[0]);
    IOException[] failed = new IOException[1];
    forEach(
        (bin, sums) -> {
          try {
            out.writeInt(bin);
            for (double sum : sums) {
              out.writeDouble(sum);
            }
          } catch (IOException e) {
            failed[0] = e;
          }
        });
    if (failed[0] != null) {
      throw failed[0];
    }
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    pages = new double[PAGES][];
    double[] sums = new double[width];
    for (int left = in.readInt(); left > 0; left--) {
      int bin = in.readInt();
      for (int i = 0; i < width; i++) {
        sums[i] = in.readDouble();
      }
      merge(bin, sums);
    }
  }
}

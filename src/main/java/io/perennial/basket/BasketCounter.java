package io.perennial.basket;

import io.perennial.schema.Dimensions;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Counts the rows of {@link Baskets} of one partition: pairs of products in orders, and what the
 * customers of each first product or discount did. Gives keys of {@link Key} with their counts;
 * what does not fit into memory comes in several parts.
 */
final class BasketCounter implements Iterator<InternalRow> {
  /** Counts in memory; 32 bytes each at most. */
  private static final int MAX_COUNTS = 1 << 20;

  private static final UTF8String NONE = UTF8String.fromString(Dimensions.NONE);

  /**
   * What is counted.
   *
   * @param frequent products of orders that may be part of a frequent pair
   * @param first products of first orders
   * @param discounts of first orders
   * @param second products of second orders
   * @param ages in days
   * @param runDay since 1970-01-01
   */
  record Plan(Names frequent, Names first, Names discounts, Names second, int[] ages, int runDay)
      implements Serializable {}

  /**
   * Numbers of names.
   *
   * @param numbers by name, ascending with it
   * @param isLevel by number, whether the name is a segment of its own
   */
  record Names(HashMap<UTF8String, Integer> numbers, boolean[] isLevel) implements Serializable {
    int of(UTF8String name) {
      return numbers.getOrDefault(name, -1);
    }
  }

  private final Iterator<InternalRow> rows;
  private final Plan plan;
  private final LongCounts counts = new LongCounts();
  private int place = -1;

  /**
   * @param rows products, discounts, first day, second day, second products
   */
  BasketCounter(Iterator<InternalRow> rows, Plan plan) {
    this.rows = rows;
    this.plan = plan;
  }

  @Override
  public boolean hasNext() {
    while (true) {
      while (place >= 0 && place < counts.places() && counts.isFree(place)) {
        place++;
      }
      if (place >= 0 && place < counts.places()) {
        return true;
      }
      if (place >= 0) {
        counts.clear();
        place = -1;
      }
      if (!rows.hasNext()) {
        return false;
      }
      while (rows.hasNext() && counts.size() < MAX_COUNTS) {
        count(rows.next());
      }
      place = 0;
    }
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return new GenericInternalRow(new Object[] {counts.key(place), counts.count(place++)});
  }

  private void count(InternalRow row) {
    if (row.isNullAt(2)) {
      pairs(row.getArray(0));
      return;
    }
    int[] second = row.isNullAt(3) ? null : numbers(row.getArray(4), plan.second);
    int gap = row.isNullAt(3) ? -1 : row.getInt(3) - row.getInt(2);
    int age = plan.runDay - row.getInt(2);
    customer(Key.PRODUCT, row.getArray(0), plan.first, second, gap, age);
    customer(Key.DISCOUNT, row.getArray(1), plan.discounts, second, gap, age);
  }

  /** Numbers ascend as names do, so that a pair has one key. */
  private void pairs(ArrayData products) {
    int[] of = numbers(products, plan.frequent);
    for (int i = 0; i < of.length; i++) {
      for (int j = i + 1; j < of.length; j++) {
        counts.add(Key.of(Key.TOGETHER, of[i], Key.PAIR, of[j]), 1);
      }
    }
  }

  private void customer(
      int dimension, ArrayData names, Names known, int[] second, int gap, int age) {
    int size = Math.max(1, names.numElements());
    boolean hasOther = false;
    int segments = 0;
    int[] levels = new int[size];
    for (int i = 0; i < size; i++) {
      UTF8String name = names.numElements() == 0 ? NONE : names.getUTF8String(i);
      int number = known.of(name);
      boolean isLevel = number >= 0 && known.isLevel[number];
      if (number >= 0) {
        followed(dimension, number, second);
      }
      if (isLevel) {
        levels[segments++] = number;
      } else {
        hasOther = true;
      }
    }
    boolean overlaps = segments + (hasOther ? 1 : 0) > 1;
    for (int i = 0; i < segments; i++) {
      segment(dimension, levels[i], overlaps, gap, age);
    }
    if (hasOther) {
      segment(dimension, Key.OTHER, overlaps, gap, age);
      followed(dimension, Key.OTHER, second);
    }
  }

  private void followed(int dimension, int level, int[] second) {
    if (second != null) {
      counts.add(Key.of(dimension, level, Key.RETURNERS, 0), 1);
      for (int product : second) {
        counts.add(Key.of(dimension, level, Key.PAIR, product), 1);
      }
    }
  }

  private void segment(int dimension, int level, boolean overlaps, int gap, int age) {
    counts.add(Key.of(dimension, level, Key.CUSTOMERS, 0), 1);
    if (overlaps) {
      counts.add(Key.of(dimension, level, Key.OVERLAPPING, 0), 1);
    }
    for (int i = 0; i < plan.ages.length && plan.ages[i] <= age; i++) {
      counts.add(Key.of(dimension, level, Key.MATURE, i), 1);
      if (gap >= 0 && gap <= plan.ages[i]) {
        counts.add(Key.of(dimension, level, Key.AGAIN, i), 1);
      }
    }
    if (gap >= 0) {
      counts.add(Key.of(dimension, level, Key.GAP, gap), 1);
    } else {
      counts.add(Key.of(dimension, level, Key.WAIT, age), 1);
    }
  }

  /** The numbers of those that have one. */
  private static int[] numbers(ArrayData names, Names known) {
    int[] numbers = new int[names.numElements()];
    int size = 0;
    for (int i = 0; i < names.numElements(); i++) {
      int number = known.of(names.getUTF8String(i));
      if (number >= 0) {
        numbers[size++] = number;
      }
    }
    return Arrays.copyOf(numbers, size);
  }

  /** A count's key: dimension, level, what, and a number, from the top bits down. */
  static final class Key {
    static final int TOGETHER = 0;
    static final int PRODUCT = 1;
    static final int DISCOUNT = 2;

    /** The level of all that are too small. */
    static final int OTHER = (1 << 20) - 1;

    /** Customers with a second order; sorted before the pairs that are compared with them. */
    static final int RETURNERS = 0;

    /** The number is that of the other product. */
    static final int PAIR = 1;

    static final int CUSTOMERS = 2;

    /** Customers who are in other segments of the dimension, too. */
    static final int OVERLAPPING = 3;

    /** Customers who are old enough; the number is that of the age, as in the next. */
    static final int MATURE = 4;

    /** Those of them who had bought again. */
    static final int AGAIN = 5;

    /** Customers who bought again; the number is the days until then. */
    static final int GAP = 6;

    /** Customers who have not; the number is the days they have been seen. */
    static final int WAIT = 7;

    private static final int NUMBER_BITS = 24;
    private static final int WHAT_BITS = 4;
    private static final int LEVEL_BITS = 20;

    /** Bits below the dimension and the level. */
    static final int GROUP_SHIFT = NUMBER_BITS + WHAT_BITS;

    private Key() {}

    static long of(int dimension, int level, int what, int number) {
      return ((((long) dimension << LEVEL_BITS | level) << WHAT_BITS) | what) << NUMBER_BITS
          | number;
    }

    static int dimension(long key) {
      return (int) (key >> GROUP_SHIFT + LEVEL_BITS);
    }

    static int level(long key) {
      return (int) (key >> GROUP_SHIFT) & (1 << LEVEL_BITS) - 1;
    }

    static int what(long key) {
      return (int) (key >> NUMBER_BITS) & (1 << WHAT_BITS) - 1;
    }

    static int number(long key) {
      return (int) key & (1 << NUMBER_BITS) - 1;
    }
  }
}

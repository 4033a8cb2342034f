package io.perennial.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.UnsafeExternalRowSorter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.collection.unsafe.sort.PrefixComparators;
import org.apache.spark.util.collection.unsafe.sort.RecordComparator;
import scala.jdk.javaapi.CollectionConverters;

/** Pairs of longs in Spark's external sorter, within the memory that the task has. */
final class SpilledPairs {
  private static final StructType SCHEMA =
      new StructType()
          .add("key", DataTypes.LongType, false)
          .add("value", DataTypes.LongType, false);

  private final UnsafeExternalRowSorter sorter;
  private final UnsafeRow row = UnsafeRow.createFromByteArray(24, 2); // null bits and two longs

  SpilledPairs() {
    try {
      sorter =
          UnsafeExternalRowSorter.createWithRecordComparator(
              SCHEMA,
              SameKey::new,
              PrefixComparators.LONG,
              new KeyPrefix(),
              SparkEnv.get().memoryManager().pageSizeBytes(),
              true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void add(long key, long value) {
    row.setLong(0, key);
    row.setLong(1, value);
    try {
      sorter.insertRow(row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All pairs by ascending key, each in the same array; the sorter ends with the iterator. */
  Iterator<long[]> sorted() {
    Iterator<InternalRow> rows;
    try {
      rows = CollectionConverters.asJava(sorter.sort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long[] pair = new long[2];
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public long[] next() {
        InternalRow next = rows.next();
        pair[0] = next.getLong(0);
        pair[1] = next.getLong(1);
        return pair;
      }
    };
  }

  /** The prefix is the whole key, so pairs with equal prefixes need no comparison. */
  private static final class SameKey extends RecordComparator {
    @Override
    public int compare(
        Object leftObject,
        long leftOffset,
        int leftLength,
        Object rightObject,
        long rightOffset,
        int rightLength) {
      return 0;
    }
  }

  private static final class KeyPrefix extends UnsafeExternalRowSorter.PrefixComputer {
    private final Prefix prefix = new Prefix();

    @Override
    public Prefix computePrefix(InternalRow row) {
      prefix.value = row.getLong(0);
      prefix.isNull = false;
      return prefix;
    }
  }
}

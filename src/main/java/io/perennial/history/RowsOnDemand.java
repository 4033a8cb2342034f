package io.perennial.history;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;

/** Rows that are made a few at a time, from others that are read only when they are needed. */
public abstract class RowsOnDemand implements Iterator<InternalRow> {
  private final Queue<InternalRow> ready = new ArrayDeque<>();

  /** Takes a step, which may make any number of rows; false when there is none left to take. */
  protected abstract boolean advance();

  /** Makes a row of these values, as Spark has them inside. */
  protected final void make(Object... values) {
    ready.add(new GenericInternalRow(values));
  }

  @Override
  public final boolean hasNext() {
    boolean mayCome = true;
    while (ready.isEmpty() && mayCome) {
      mayCome = advance();
    }
    return !ready.isEmpty();
  }

  @Override
  public final InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }
}

package io.perennial.history;

import io.perennial.schema.RowClass;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StringType;

/**
 * Reduces the rows of one partition to those that are shuffled: accepted rows, with consecutive
 * rows of one order added up, and at the end a tally for each row class. Rows of other classes
 * appear in the tallies only.
 */
final class SalesMerger implements Iterator<InternalRow> {
  private static final int FIRST_SIZE = 128;

  /** Spreads the tallies of partitions over the shuffle: 2^64 divided by the golden ratio. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final Iterator<InternalRow> rows;
  private final SalesLayout layout;
  private final boolean isText;
  private final Tallies tallies = new Tallies();
  private final int partition = TaskContext.getPartitionId();

  private UnsafeRow open;
  private UnsafeRow spare;
  private boolean isOpen;
  private Iterator<Tally> told;
  private InternalRow ready;

  SalesMerger(Iterator<InternalRow> rows, SalesLayout layout) {
    this.rows = rows;
    this.layout = layout;
    this.isText = layout.customerType() instanceof StringType;
  }

  @Override
  public boolean hasNext() {
    if (ready == null) {
      ready = advance();
    }
    return ready != null;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    InternalRow next = ready;
    ready = null;
    return next;
  }

  private InternalRow advance() {
    while (rows.hasNext()) {
      UnsafeRow row = (UnsafeRow) rows.next();
      tally(row);
      if (row.getInt(layout.rowClass()) != RowClass.ACCEPTED) {
        continue;
      }
      if (isOpen && continues(row)) {
        add(row);
      } else if (isOpen) {
        UnsafeRow closed = open;
        open = spare;
        spare = closed;
        open.copyFrom(row);
        return closed;
      } else {
        open(row);
      }
    }
    if (isOpen) {
      isOpen = false;
      return open;
    }
    told = told == null ? tallies.all().iterator() : told;
    return told.hasNext() ? row(told.next()) : null;
  }

  private void tally(UnsafeRow row) {
    int rowClass = row.getInt(layout.rowClass());
    Tally tally = tallies.of(rowClass);
    tally.addRow(row.getLong(SalesLayout.AMOUNT));
    if (rowClass == RowClass.ACCEPTED) {
      tally.seen(row.getLong(layout.timestamp()));
      tally.seenDay(row.getInt(SalesLayout.DAY));
      if (layout.order() >= 0 && row.isNullAt(layout.order())) {
        tally.seenNoOrder();
      }
      if (isText && PlaceholderNames.matches(row.getUTF8String(SalesLayout.CUSTOMER))) {
        tally.seenPlaceholder(row.getUTF8String(SalesLayout.CUSTOMER));
      }
      if (layout.currency() >= 0) {
        tally.seen(row.getUTF8String(layout.currency()));
      }
    }
  }

  private void open(UnsafeRow row) {
    if (open == null) {
      open = UnsafeRow.createFromByteArray(FIRST_SIZE, row.numFields());
      spare = UnsafeRow.createFromByteArray(FIRST_SIZE, row.numFields());
    }
    open.copyFrom(row);
    isOpen = true;
  }

  /** Whether a row continues the open one: same customer, day and order. */
  private boolean continues(UnsafeRow row) {
    return layout.duplicate() < 0 // which looks at every row
        && open.getLong(SalesLayout.KEY) == row.getLong(SalesLayout.KEY)
        && open.getInt(SalesLayout.DAY) == row.getInt(SalesLayout.DAY)
        && (layout.order() < 0
            || open.isNullAt(layout.order()) == row.isNullAt(layout.order())
                && open.getLong(layout.order()) == row.getLong(layout.order()))
        && Objects.deepEquals(
            open.get(SalesLayout.CUSTOMER, layout.customerType()),
            row.get(SalesLayout.CUSTOMER, layout.customerType()));
  }

  private void add(UnsafeRow row) {
    open.setInt(
        SalesLayout.PURCHASES,
        Math.addExact(open.getInt(SalesLayout.PURCHASES), row.getInt(SalesLayout.PURCHASES)));
    open.setLong(
        SalesLayout.AMOUNT,
        Math.addExact(open.getLong(SalesLayout.AMOUNT), row.getLong(SalesLayout.AMOUNT)));
    if (layout.cost() >= 0) {
      open.setLong(
          layout.cost(), Math.addExact(open.getLong(layout.cost()), row.getLong(layout.cost())));
    }
  }

  private InternalRow row(Tally tally) {
    Object[] values = new Object[layout.shuffled()];
    Arrays.fill(values, SalesLayout.TALLY + 1, values.length, 0L);
    values[SalesLayout.KEY] = (partition + 31L * tally.rowClass() + 1) * SPREAD;
    values[SalesLayout.DAY] = 0;
    values[SalesLayout.PURCHASES] = 0;
    values[SalesLayout.AMOUNT] = 0L;
    values[SalesLayout.TALLY] = tally.encode();
    return new GenericInternalRow(values);
  }
}

package io.perennial.history;

import java.util.Objects;
import org.apache.spark.sql.catalyst.InternalRow;

/** The history of one customer under construction; rows arrive in any order. */
final class OpenHistory {
  private final SalesLayout layout;
  private final DayTable days = new DayTable();
  private final LongPairs orders = new LongPairs();
  private final LongPairs duplicates = new LongPairs();
  private Object customer;
  private long purchaseRows;

  OpenHistory(SalesLayout layout) {
    this.layout = layout;
  }

  /** Begins the history of the customer of a row. */
  void begin(InternalRow row) {
    customer = InternalRow.copyValue(row.get(SalesLayout.CUSTOMER, layout.customerType()));
    days.clear();
    purchaseRows = 0;
  }

  boolean isOf(InternalRow row) {
    return Objects.deepEquals(
        customer, row.get(SalesLayout.CUSTOMER, layout.customerType())); // may be bytes
  }

  void add(InternalRow row) {
    int day = row.getInt(SalesLayout.DAY);
    int purchases = row.getInt(SalesLayout.PURCHASES);
    purchaseRows += purchases;
    long amount = row.getLong(SalesLayout.AMOUNT);
    boolean named = layout.order() >= 0 && !row.isNullAt(layout.order());
    long cost = layout.cost() >= 0 ? row.getLong(layout.cost()) : 0;
    days.add(day, named ? 0 : purchases, amount, cost);
    if (named && purchases > 0) {
      orders.add(row.getLong(layout.order()), day);
    }
    if (layout.duplicate() >= 0) {
      duplicates.add(row.getLong(layout.duplicate()), amount);
    }
  }

  Object customer() {
    return customer;
  }

  /** The days, finished, with the customer counted in a tally. */
  byte[] finish(DayWriter writer, PurchasePolicy policy, Tally tally) {
    countOrders();
    tally.addCustomer(customer, days, purchaseRows, policy);
    if (!duplicates.isEmpty()) {
      countDuplicates(tally);
    }
    days.writeTo(writer, layout.cost() >= 0);
    return writer.toBytes();
  }

  /** An order counts on the first day on which one of its rows has a purchase amount. */
  private void countOrders() {
    if (orders.isEmpty()) {
      return;
    }
    var count =
        new LongPairs.Consumer() {
          private boolean any;
          private long order;
          private long firstDay;

          @Override
          public void pair(long key, long day) {
            if (any && key == order) {
              firstDay = Math.min(firstDay, day);
              return;
            }
            close();
            any = true;
            order = key;
            firstDay = day;
          }

          void close() {
            if (any) {
              days.add((int) firstDay, 1, 0, 0);
            }
          }
        };
    orders.drain(count);
    count.close();
  }

  /**
   * Of rows that agree in the columns of the duplicate gate all but one are repeats. Where the
   * amount is not among these columns, the rows with the larger amounts count as the repeats.
   */
  private void countDuplicates(Tally tally) {
    var count =
        new LongPairs.Consumer() {
          private final ExactSum repeated = new ExactSum();
          private long repeats;
          private boolean any;
          private long row;
          private long least;

          @Override
          public void pair(long key, long amount) {
            if (any && key == row) {
              repeats++;
              repeated.add(Math.max(least, amount));
              least = Math.min(least, amount);
              return;
            }
            any = true;
            row = key;
            least = amount;
          }
        };
    duplicates.drain(count);
    tally.addDuplicates(count.repeats, count.repeated);
  }
}

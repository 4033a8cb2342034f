package io.perennial.history;

import io.perennial.schema.Calls;
import java.io.Serializable;
import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The days, from one to another, over which histories are summed up. Both are included.
 *
 * @param from in days since 1970-01-01, like {@code to}
 * @param policy which of them are purchase days
 */
public record DayRange(int from, int to, PurchasePolicy policy) implements Serializable {
  private static final StructType SUMMARY =
      new StructType()
          .add(HistoryColumns.FIRST_DAY, DataTypes.IntegerType)
          .add(HistoryColumns.LAST_DAY, DataTypes.IntegerType)
          .add(HistoryColumns.PURCHASE_DAYS, DataTypes.IntegerType, false)
          .add(HistoryColumns.ORDERS, DataTypes.LongType, false)
          .add(HistoryColumns.REVENUE, DataTypes.LongType, false)
          .add(HistoryColumns.PURCHASE_REVENUE, DataTypes.LongType, false)
          .add(HistoryColumns.REPEAT_REVENUE, DataTypes.LongType, false)
          .add(HistoryColumns.COST, DataTypes.LongType, false)
          .add(HistoryColumns.LOG_GAP_DAYS, DataTypes.DoubleType, false);

  /** All days. */
  static DayRange all(PurchasePolicy policy) {
    return new DayRange(Integer.MIN_VALUE, Integer.MAX_VALUE, policy);
  }

  /** The days up to a date. */
  static DayRange upTo(LocalDate to, PurchasePolicy policy) {
    return new DayRange(Integer.MIN_VALUE, Math.toIntExact(to.toEpochDay()), policy);
  }

  /** The days from one date to another. */
  static DayRange between(LocalDate from, LocalDate to, PurchasePolicy policy) {
    return new DayRange(
        Math.toIntExact(from.toEpochDay()), Math.toIntExact(to.toEpochDay()), policy);
  }

  /** The columns of a summary. */
  static String[] columns() {
    return SUMMARY.fieldNames();
  }

  /** A history, as {@link CustomerHistory} encodes it, summed up: a struct of the columns. */
  Column summary(Column days) {
    return Calls.of(this, "summary", SUMMARY, days);
  }

  /** Whether a history has a purchase day in the range. */
  Column hasPurchase(Column days) {
    return Calls.of(this, "hasPurchase", DataTypes.BooleanType, days);
  }

  /** Called by the code that Spark generates. */
  public InternalRow summary(byte[] days) {
    HistorySummary summary = HistorySummary.of(days, from, to, policy);
    return new GenericInternalRow(
        new Object[] {
          summary.firstDay(),
          summary.lastDay(),
          summary.purchaseDays(),
          summary.orders(),
          summary.revenue(),
          summary.purchaseRevenue(),
          summary.repeatRevenue(),
          summary.cost(),
          summary.logGapDays()
        });
  }

  /** Called by the code that Spark generates. */
  public boolean hasPurchase(byte[] days) {
    DayReader reader = new DayReader(days);
    while (reader.next() && reader.day() <= to) {
      if (reader.day() >= from && policy.isPurchase(reader.amount())) {
        return true;
      }
    }
    return false;
  }
}

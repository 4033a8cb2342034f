package io.perennial.history;

import static org.apache.spark.sql.functions.col;

import io.perennial.schema.TransactionColumns;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The histories of all customers: built from classified transaction rows, and summed up over any
 * range of days. Columns are those of {@link HistoryColumns}.
 */
public final class Histories {
  private static final String SUMMARY = "summary";
  private static final String KEY = "key";

  private Histories() {}

  /**
   * One row for each customer, with the sums of the whole history, and a few rows for the {@link
   * Reconciliation}, without. One shuffle and one sort, by a hash of the customer; the shuffle
   * takes place at once where Spark plans adaptively.
   *
   * <p>With an order column, rows that share an identifier are one order, even on different days;
   * it counts on the first day on which one of its rows has a purchase amount (see {@link
   * PurchasePolicy}). A row with a purchase amount and without an identifier is an order of its
   * own, as is every row with a purchase amount when there is no order column.
   *
   * @param transactions classified rows, columns as in {@link TransactionColumns}
   */
  public static Dataset<Row> build(Dataset<Row> transactions, PurchasePolicy policy) {
    SalesLayout layout = SalesLayout.of(transactions.schema());
    Dataset<Row> sales =
        InternalRows.map(
            transactions.select(layout.columns(policy)),
            layout.shuffledSchema(),
            rows -> new SalesMerger(rows, layout));
    Dataset<Row> histories =
        InternalRows.map(
            sales.repartition(col(KEY)).sortWithinPartitions(col(KEY)),
            new StructType()
                .add(HistoryColumns.CUSTOMER_ID, layout.customerType())
                .add(HistoryColumns.DAYS, DataTypes.BinaryType)
                .add(HistoryColumns.TALLY, DataTypes.BinaryType),
            rows -> new HistoryBuilder(rows, layout, policy));
    return summed(histories, DayRange.all(policy));
  }

  /** The customers, without the rows for the reconciliation. */
  public static Dataset<Row> customers(Dataset<Row> histories) {
    return histories.where(col(HistoryColumns.DAYS).isNotNull()).drop(HistoryColumns.TALLY);
  }

  /**
   * The customers with their sums as of the end of a date, in place of others: a map, no shuffle. A
   * customer with no purchase by then has null for the first day.
   */
  public static Dataset<Row> asOf(Dataset<Row> histories, LocalDate date, PurchasePolicy policy) {
    return summed(customers(histories), DayRange.upTo(date, policy));
  }

  /**
   * The customers with their sums over the days from one date to another, both included, in place
   * of others.
   */
  public static Dataset<Row> between(
      Dataset<Row> histories, LocalDate from, LocalDate to, PurchasePolicy policy) {
    return summed(customers(histories), DayRange.between(from, to, policy));
  }

  /** The customers with a purchase day up to the end of a date, as {@link #asOf} that date. */
  public static Dataset<Row> buyersAsOf(
      Dataset<Row> histories, LocalDate date, PurchasePolicy policy) {
    // It reads a history no further than to the first purchase. A condition on the sums would sum
    // up each history once more, since Spark moves it before them.
    return asOf(
        histories.where(DayRange.upTo(date, policy).hasPurchase(col(HistoryColumns.DAYS))),
        date,
        policy);
  }

  private static Dataset<Row> summed(Dataset<Row> histories, DayRange range) {
    List<Column> columns = new ArrayList<>();
    Dataset<Row> others = histories.drop(DayRange.columns());
    Arrays.stream(others.columns()).forEach(name -> columns.add(others.col("`" + name + "`")));
    for (String name : DayRange.columns()) {
      columns.add(col(SUMMARY).getField(name).as(name));
    }
    return others
        .withColumn(SUMMARY, range.summary(col(HistoryColumns.DAYS)))
        .select(columns.toArray(Column[]::new));
  }
}

package io.perennial.history;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.perennial.schema.TransactionColumns;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StructType;

/**
 * Positions of the columns in the rows that are shuffled, and in the classified rows before the
 * shuffle, which have further columns for the tallies behind them. A negative position means that
 * there is no such column.
 *
 * @param customerType type of the customer's column
 * @param shuffled number of columns that are shuffled
 */
record SalesLayout(
    DataType customerType,
    int cost,
    int order,
    int duplicate,
    int shuffled,
    int rowClass,
    int timestamp,
    int currency)
    implements Serializable {

  /** What rows are shuffled and sorted by: a hash of the customer. */
  static final int KEY = 0;

  static final int CUSTOMER = 1;
  static final int DAY = 2;

  /**
   * Number of rows with a purchase amount, each of which is an order unless it has an order
   * identifier.
   */
  static final int PURCHASES = 3;

  static final int AMOUNT = 4;

  /** An encoded {@link Tally}; null in rows of customers. */
  static final int TALLY = 5;

  private static final int FIXED = 6;

  static SalesLayout of(StructType transactions) {
    List<String> columns = Arrays.asList(transactions.fieldNames());
    int next = FIXED;
    int cost = columns.contains(TransactionColumns.COST) ? next++ : -1;
    int order = columns.contains(TransactionColumns.ORDER) ? next++ : -1;
    int duplicate = columns.contains(TransactionColumns.DUPLICATE_KEY) ? next++ : -1;
    int shuffled = next;
    int currency = columns.contains(TransactionColumns.CURRENCY) ? shuffled + 2 : -1;
    return new SalesLayout(
        transactions.apply(TransactionColumns.CUSTOMER).dataType(),
        cost,
        order,
        duplicate,
        shuffled,
        shuffled,
        shuffled + 1,
        currency);
  }

  /** The columns, in their order, of classified transactions. */
  Column[] columns(PurchasePolicy policy) {
    Column customer = col(TransactionColumns.CUSTOMER);
    if (customerType instanceof DoubleType || customerType instanceof FloatType) {
      customer = customer.plus(lit(0).cast(customerType)); // -0.0 is 0.0
    }
    Column amount = col(TransactionColumns.AMOUNT);
    Column purchase = policy.countsZero() ? amount.geq(0L) : amount.gt(0L);
    List<Column> columns = new ArrayList<>();
    columns.add(xxhash64(customer).as("key"));
    columns.add(customer.as("customer"));
    columns.add(col(TransactionColumns.DAY).as("day"));
    columns.add(when(purchase, 1).otherwise(0).as("purchases"));
    columns.add(amount.as("amount"));
    columns.add(lit(null).cast(DataTypes.BinaryType).as("tally"));
    if (cost >= 0) {
      columns.add(col(TransactionColumns.COST).as("cost"));
    }
    if (order >= 0) {
      columns.add(col(TransactionColumns.ORDER).as("order"));
    }
    if (duplicate >= 0) {
      columns.add(col(TransactionColumns.DUPLICATE_KEY).as("duplicate"));
    }
    columns.add(col(TransactionColumns.ROW_CLASS).as("row_class"));
    columns.add(col(TransactionColumns.TIMESTAMP).as("timestamp"));
    if (currency >= 0) {
      columns.add(col(TransactionColumns.CURRENCY).as("currency"));
    }
    return columns.toArray(Column[]::new);
  }

  /** The columns that are shuffled. */
  StructType shuffledSchema() {
    StructType schema =
        new StructType()
            .add("key", DataTypes.LongType, false)
            .add("customer", customerType)
            .add("day", DataTypes.IntegerType, false)
            .add("purchases", DataTypes.IntegerType, false)
            .add("amount", DataTypes.LongType, false)
            .add("tally", DataTypes.BinaryType);
    schema = cost >= 0 ? schema.add("cost", DataTypes.LongType, false) : schema;
    schema = order >= 0 ? schema.add("order", DataTypes.LongType) : schema;
    return duplicate >= 0 ? schema.add("duplicate", DataTypes.LongType) : schema;
  }
}

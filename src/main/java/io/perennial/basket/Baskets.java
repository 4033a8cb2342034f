package io.perennial.basket;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;

import io.perennial.history.InternalRows;
import io.perennial.history.PurchasePolicy;
import io.perennial.schema.RowClass;
import io.perennial.schema.TransactionColumns;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The products of orders, from classified transactions: a row for each order with a product, and
 * one for each customer with a purchase day, who has {@link #FIRST_DAY}.
 *
 * <p>An order is what the rows with one identifier of a customer make up; rows without one are
 * orders of their own. It has the products and discounts of its rows with a purchase amount (see
 * {@link PurchasePolicy}), each once. The first order of a customer is the earliest of the first
 * purchase day, the second the earliest of the second purchase day, so that buying again means here
 * what it means everywhere: another order on the same day is not a return.
 */
public final class Baskets {
  /** Different products of an order, sorted; of a customer's row, those of the first order. */
  static final String PRODUCTS = "products";

  /** Products of the order that are not among these, since it has too many. */
  static final String LEFT_OUT = "left_out";

  /** Different discounts of the first order. */
  static final String DISCOUNTS = "discounts";

  /** The first purchase day; null in rows of orders. */
  static final String FIRST_DAY = "first_day";

  /** The second purchase day; null where there is none. */
  static final String SECOND_DAY = "second_day";

  /** Different products of the second order, sorted. */
  static final String SECOND_PRODUCTS = "second_products";

  static final StructType SCHEMA =
      new StructType()
          .add(PRODUCTS, DataTypes.createArrayType(DataTypes.StringType, false), false)
          .add(LEFT_OUT, DataTypes.IntegerType, false)
          .add(DISCOUNTS, DataTypes.createArrayType(DataTypes.StringType, false))
          .add(FIRST_DAY, DataTypes.IntegerType)
          .add(SECOND_DAY, DataTypes.IntegerType)
          .add(SECOND_PRODUCTS, DataTypes.createArrayType(DataTypes.StringType, false));

  /** Different products of one order that count, the first by name. */
  public static final int MAX_PRODUCTS = 1_000;

  private Baskets() {}

  /**
   * Reads the transactions, only the columns needed. One shuffle and one sort by customer.
   *
   * @param transactions classified rows, columns as in {@link TransactionColumns}
   */
  public static Dataset<Row> build(Dataset<Row> transactions, PurchasePolicy policy) {
    List<String> columns = Arrays.asList(transactions.columns());
    Column product = text(columns, TransactionColumns.PRODUCT);
    Column discount = text(columns, TransactionColumns.DISCOUNT);
    Column time = col(TransactionColumns.TIMESTAMP);
    Column amount = col(TransactionColumns.AMOUNT);
    Column ofItself = xxhash64(lit("row"), time, amount, product, discount);
    Column order =
        columns.contains(TransactionColumns.ORDER)
            ? coalesce(col(TransactionColumns.ORDER), ofItself)
            : ofItself;
    Dataset<Row> rows =
        transactions
            .where(col(TransactionColumns.ROW_CLASS).equalTo(RowClass.ACCEPTED))
            .select(
                xxhash64(col(TransactionColumns.CUSTOMER)).as("key"),
                order.as("order"),
                product.as("product"),
                discount.as("discount"),
                col(TransactionColumns.DAY).as("day"),
                time.as("time"),
                amount.as("amount"));
    boolean countsZero = policy.countsZero();
    return InternalRows.map(
        rows.repartition(col("key")).sortWithinPartitions("key", "order", "product"),
        SCHEMA,
        each -> new BasketBuilder(each, new PurchasePolicy(countsZero)));
  }

  private static Column text(List<String> columns, String name) {
    return columns.contains(name) ? col(name) : lit(null).cast(DataTypes.StringType);
  }
}

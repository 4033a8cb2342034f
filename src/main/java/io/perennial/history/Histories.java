package io.perennial.history;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.udaf;

import io.perennial.schema.CustomerHistory;
import io.perennial.schema.HistoryColumns;
import io.perennial.schema.PurchasePolicy;
import io.perennial.schema.TransactionColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** Builds customer histories from classified transaction rows. */
public final class Histories {
  private static final String HISTORY = "history";
  private static final String DUPLICATES = "duplicates";

  private Histories() {}

  /**
   * One row a customer, and one for each way in which rows were left out; columns as in {@link
   * HistoryColumns}. One shuffle, whatever is counted beside.
   *
   * @param transactions classified rows, columns as in {@link TransactionColumns}; with an order
   *     column orders are what shares an identifier, without one every row is an order
   */
  public static Dataset<Row> build(Dataset<Row> transactions, PurchasePolicy policy) {
    List<String> columns = Arrays.asList(transactions.columns());
    boolean hasCost = columns.contains(TransactionColumns.COST);
    boolean hasOrder = columns.contains(TransactionColumns.ORDER);
    boolean hasCurrency = columns.contains(TransactionColumns.CURRENCY);
    boolean hasDuplicates = columns.contains(TransactionColumns.DUPLICATE_KEY);

    Column history =
        udaf(
                new HistoryAggregator(
                    hasOrder
                        ? HistoryAggregator.OrderGrain.IDENTIFIER
                        : HistoryAggregator.OrderGrain.ROW,
                    policy),
                Encoders.bean(TransactionRow.class))
            .apply(
                col(TransactionColumns.AMOUNT),
                hasCost ? col(TransactionColumns.COST) : lit(0L),
                col(TransactionColumns.DAY),
                hasOrder ? col(TransactionColumns.ORDER) : lit(null).cast(DataTypes.LongType));
    List<Column> others = new ArrayList<>();
    others.add(count(lit(1)).as(HistoryColumns.ROWS));
    others.add(min(TransactionColumns.TIMESTAMP).as(HistoryColumns.FIRST_TIMESTAMP));
    others.add(max(TransactionColumns.TIMESTAMP).as(HistoryColumns.LAST_TIMESTAMP));
    if (hasCurrency) {
      others.add(min(TransactionColumns.CURRENCY).as(HistoryColumns.FIRST_CURRENCY));
      others.add(max(TransactionColumns.CURRENCY).as(HistoryColumns.LAST_CURRENCY));
    }
    if (hasDuplicates) {
      others.add(
          udaf(new DuplicateAggregator(), Encoders.bean(DuplicateRow.class))
              .apply(col(TransactionColumns.AMOUNT), col(TransactionColumns.DUPLICATE_KEY))
              .as(DUPLICATES));
    }
    Dataset<Row> grouped =
        transactions
            .groupBy(col(TransactionColumns.CUSTOMER), col(TransactionColumns.ROW_CLASS))
            .agg(history.as(HISTORY), others.toArray(Column[]::new));

    List<Column> selected = new ArrayList<>();
    selected.add(col(TransactionColumns.CUSTOMER).as(HistoryColumns.CUSTOMER_ID));
    selected.add(col(TransactionColumns.ROW_CLASS).as(HistoryColumns.ROW_CLASS));
    selected.add(col(HistoryColumns.ROWS));
    selected.add(col(HistoryColumns.FIRST_TIMESTAMP));
    selected.add(col(HistoryColumns.LAST_TIMESTAMP));
    selected.add(field("days", HistoryColumns.DAYS));
    selected.add(size(col(HISTORY + ".days")).as(HistoryColumns.DAY_COUNT));
    selected.add(field("orders", HistoryColumns.DAY_ORDERS));
    selected.add(field("amounts", HistoryColumns.DAY_AMOUNTS));
    selected.add(
        hasCost
            ? field("costs", HistoryColumns.DAY_COSTS)
            : lit(null).cast("array<bigint>").as(HistoryColumns.DAY_COSTS));
    selected.add(field("firstDay", HistoryColumns.FIRST_DAY));
    selected.add(field("lastDay", HistoryColumns.LAST_DAY));
    selected.add(field("purchaseDays", HistoryColumns.PURCHASE_DAYS));
    selected.add(field("orderCount", HistoryColumns.ORDERS));
    selected.add(field("revenue", HistoryColumns.REVENUE));
    selected.add(field("purchaseRevenue", HistoryColumns.PURCHASE_REVENUE));
    selected.add(field("repeatRevenue", HistoryColumns.REPEAT_REVENUE));
    selected.add(field("cost", HistoryColumns.COST));
    selected.add(field("logGapDays", HistoryColumns.LOG_GAP_DAYS));
    if (hasCurrency) {
      selected.add(col(HistoryColumns.FIRST_CURRENCY));
      selected.add(col(HistoryColumns.LAST_CURRENCY));
    }
    if (hasDuplicates) {
      selected.add(col(DUPLICATES + ".duplicateRows").as(HistoryColumns.DUPLICATE_ROWS));
      selected.add(col(DUPLICATES + ".duplicateAmount").as(HistoryColumns.DUPLICATE_AMOUNT));
    }
    return grouped.select(selected.toArray(Column[]::new));
  }

  /** The histories as objects with primitive arrays. */
  public static Dataset<CustomerHistory> asObjects(Dataset<Row> histories) {
    return histories
        .select(
            col(HistoryColumns.DAYS).as("days"),
            col(HistoryColumns.DAY_ORDERS).as("orders"),
            col(HistoryColumns.DAY_AMOUNTS).as("amounts"),
            col(HistoryColumns.DAY_COSTS).as("costs"),
            col(HistoryColumns.FIRST_DAY).as("firstDay"),
            col(HistoryColumns.LAST_DAY).as("lastDay"),
            col(HistoryColumns.PURCHASE_DAYS).as("purchaseDays"),
            col(HistoryColumns.ORDERS).as("orderCount"),
            col(HistoryColumns.REVENUE).as("revenue"),
            col(HistoryColumns.PURCHASE_REVENUE).as("purchaseRevenue"),
            col(HistoryColumns.REPEAT_REVENUE).as("repeatRevenue"),
            col(HistoryColumns.COST).as("cost"),
            col(HistoryColumns.LOG_GAP_DAYS).as("logGapDays"))
        .as(Encoders.bean(CustomerHistory.class));
  }

  private static Column field(String property, String column) {
    return col(HISTORY + "." + property).as(column);
  }
}

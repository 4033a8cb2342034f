package io.perennial.model.ml;

import io.perennial.SparkTestSession;
import io.perennial.history.CustomerHistory;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Customers of two origins with one or two purchases, each forecast to spend 10. Those whose first
 * purchase was worth 40 spend 20 in the window, those whose was worth 10 spend nothing: the
 * forecast is right in all, and wrong for everybody.
 */
public final class LearnedCustomers {
  static final int CUSTOMERS = 400;

  private static final StructType SCHEMA =
      new StructType()
          .add("customer_id", DataTypes.LongType)
          .add("days", DataTypes.BinaryType)
          .add("origin_day", DataTypes.IntegerType)
          .add("history_days", DataTypes.IntegerType)
          .add("horizon_days", DataTypes.IntegerType)
          .add("mean_order", DataTypes.DoubleType)
          .add("p_alive", DataTypes.DoubleType)
          .add("expected_purchases", DataTypes.DoubleType)
          .add("expected_purchase_value", DataTypes.DoubleType)
          .add("expected_spend", DataTypes.DoubleType)
          .add("actual_spend", DataTypes.DoubleType);

  private LearnedCustomers() {}

  /** Half of the customers are large; half of each have bought twice. */
  public static Dataset<Row> frame() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < CUSTOMERS; i++) {
      boolean isLarge = isLarge(i);
      int origin = i / 4 % 2 == 0 ? 200 : 250;
      int first = 110 + i % 37;
      boolean twice = i / 2 % 2 == 0;
      int[] days = twice ? new int[] {first, first + 20} : new int[] {first};
      int[] orders = twice ? new int[] {1, 1} : new int[] {1};
      long value = isLarge ? 40_000_000 : 10_000_000;
      long[] amounts = twice ? new long[] {value, 20_000_000} : new long[] {value};
      rows.add(
          RowFactory.create(
              (long) i,
              CustomerHistory.of(days, orders, amounts, null).encode(),
              origin,
              origin - 100,
              origin - 100,
              25.0,
              .8,
              .5,
              20.0,
              10.0,
              isLarge ? 20.0 : 0.0));
    }
    return SparkTestSession.shared().createDataFrame(rows, SCHEMA).coalesce(1);
  }

  public static boolean isLarge(long customer) {
    return customer % 2 == 0;
  }
}

package io.perennial.history;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Works on Spark's internal rows without an encoder, since an object for every row would cost more
 * than the work on it. Only this class uses Spark's internal conversions between data frames and
 * such rows.
 */
public final class InternalRows {
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

  private InternalRows() {}

  /** Work on the rows of one partition. */
  public interface Work extends Serializable {
    /**
     * @param rows one object that is reused for every row
     * @return rows, each of which is consumed before the next is requested
     */
    Iterator<InternalRow> of(Iterator<InternalRow> rows);
  }

  /**
   * The result of work on each partition. With adaptive planning, the shuffle before it runs now.
   */
  public static Dataset<Row> map(Dataset<Row> rows, StructType schema, Work work) {
    JavaRDD<InternalRow> worked =
        rows.queryExecution().toRdd().toJavaRDD().mapPartitions(work::of, true);
    return ((SparkSession) rows.sparkSession())
        .internalCreateDataFrame(worked.rdd(), schema, false);
  }

  /** A history, as {@link CustomerHistory} encodes it, summed up: a struct of the columns. */
  static Column summary(Column days, int fromDay, int toDay, PurchasePolicy policy) {
    return invoked(
        "summarise",
        SUMMARY,
        days,
        functions.lit(fromDay),
        functions.lit(toDay),
        functions.lit(policy.countsZero()));
  }

  /** Whether a history has a purchase day up to a day. */
  static Column hasPurchase(Column days, int toDay, PurchasePolicy policy) {
    return invoked(
        "hasPurchase",
        DataTypes.BooleanType,
        days,
        functions.lit(toDay),
        functions.lit(policy.countsZero()));
  }

  /** What a method of this class makes of a history. */
  private static Column invoked(String method, DataType type, Column... columns) {
    Expression[] arguments =
        Arrays.stream(columns).map(ExpressionUtils::expression).toArray(Expression[]::new);
    return ExpressionUtils.column(
        new StaticInvoke(
            InternalRows.class,
            type,
            method,
            CollectionConverters.asScala(Arrays.asList(arguments)).toSeq(),
            StaticInvoke.$lessinit$greater$default$5(),
            true, // null for a null history
            true,
            true, // deterministic
            StaticInvoke.$lessinit$greater$default$9()));
  }

  /** The columns of a summary. */
  static String[] summaryColumns() {
    return SUMMARY.fieldNames();
  }

  /** Called by the code that Spark generates. */
  public static InternalRow summarise(byte[] days, int fromDay, int toDay, boolean countsZero) {
    HistorySummary summary =
        HistorySummary.of(days, fromDay, toDay, new PurchasePolicy(countsZero));
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
  public static boolean hasPurchase(byte[] days, int toDay, boolean countsZero) {
    PurchasePolicy policy = new PurchasePolicy(countsZero);
    DayReader reader = new DayReader(days);
    while (reader.next() && reader.day() <= toDay) {
      if (policy.isPurchase(reader.amount())) {
        return true;
      }
    }
    return false;
  }
}

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.md5;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Turns simulated orders into a log of line items: one to seven lines an order, four on average, of which
 * 3% come back ten days later; text identifiers of 36 characters; a file for each day, in no order of
 * customers.
 */
public final class LineItems {
  private static final int MOST_LINES = 7;
  private static final int RETURNED_PERCENT = 3;

  private LineItems() {}

  /** Arguments: the orders, as the command simulate writes them, and the folder to write to. */
  public static void main(String[] words) {
    SparkSession spark = SparkSession.builder().appName("line items").getOrCreate();
    Column lines = pmod(xxhash64(col("order_id")), lit((long) MOST_LINES)).plus(1);
    Dataset<Row> sold =
        spark
            .read()
            .parquet(words[0])
            .select(
                uuid(col("customer_id")).as("customer_id"),
                uuid(col("order_id")).as("order_id"),
                col("timestamp"),
                round(col("amount").divide(lines), 2).as("amount"),
                explode(sequence(lit(1L), lines)).as("line"));
    Column returned = pmod(xxhash64(col("order_id"), col("line")), lit(100L)).lt(RETURNED_PERCENT);
    Column later = expr("INTERVAL 10 DAYS");
    sold.select(
            col("customer_id"),
            col("order_id"),
            explode(
                    when(returned, array(lit(0), lit(1))).otherwise(array(lit(0))))
                .as("back"),
            col("timestamp"),
            col("amount"),
            col("line"))
        .select(
            col("customer_id"),
            col("order_id"),
            when(col("back").equalTo(1), col("timestamp").plus(later))
                .otherwise(col("timestamp"))
                .as("timestamp"),
            when(col("back").equalTo(1), col("amount").multiply(-1))
                .otherwise(col("amount"))
                .as("amount"))
        .withColumn("day", to_date(col("timestamp")))
        .repartition(64, col("day"))
        .sortWithinPartitions(col("day"), col("order_id"))
        .write()
        .mode("overwrite")
        .partitionBy("day")
        .parquet(words[1]);
    spark.stop();
  }

  /** As long as a UUID and as hard to compress. */
  private static Column uuid(Column value) {
    Column hash = md5(value.cast("string").cast("binary"));
    return concat_ws(
        "-",
        substring(hash, 1, 8),
        substring(hash, 9, 4),
        substring(hash, 13, 4),
        substring(hash, 17, 4),
        substring(hash, 21, 12));
  }
}

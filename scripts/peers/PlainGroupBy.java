import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import org.apache.spark.sql.SparkSession;

/**
 * The floor: what Spark needs to read the transactions and to group them by customer at all. No days, no
 * checks, nothing written. Runs twice in one session; the first time Java is still warming up.
 */
public final class PlainGroupBy {
  private PlainGroupBy() {}

  /** Prints the seconds of both runs as JSON; the only argument is the input. */
  public static void main(String[] words) {
    SparkSession spark = SparkSession.builder().appName("plain group by").getOrCreate();
    double first = seconds(spark, words[0]);
    double second = seconds(spark, words[0]);
    spark.stop();
    System.out.printf("{\"first query\": %.3f, \"second query\": %.3f}%n", first, second);
  }

  private static double seconds(SparkSession spark, String input) {
    long start = System.nanoTime();
    spark
        .read()
        .parquet(input)
        .groupBy("customer_id")
        .agg(min("timestamp"), max("timestamp"), count(lit(1)), sum("amount"))
        .write()
        .format("noop")
        .mode("overwrite")
        .save();
    return (System.nanoTime() - start) / 1e9;
  }
}

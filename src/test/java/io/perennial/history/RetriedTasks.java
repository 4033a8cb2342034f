package io.perennial.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A process of its own, because a session decides when it starts how often tasks are tried again:
 * builds and stores histories while the first attempt of every task fails at its end, and writes
 * down the reconciliation.
 */
final class RetriedTasks {
  static final int ROWS = 20_000;

  private RetriedTasks() {}

  /**
   * @param arguments where histories are stored, and the file for the reconciliation
   */
  public static void main(String[] arguments) throws IOException {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2,4]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "3")
            .config("spark.sql.adaptive.coalescePartitions.enabled", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.driver.host", "localhost")
            .getOrCreate();
    Dataset<Row> rows =
        spark
            .range(0, ROWS, 1, 4)
            .selectExpr(
                "CAST(IF(id % 4 = 0, -1, 0) AS INT) AS __perennial_row_class",
                "IF(id % 4 = 0, NULL, id % 100) AS __perennial_customer",
                "1600000000000000L + id AS __perennial_timestamp",
                "CAST(18000 + id % 10 AS INT) AS __perennial_day",
                "1000000L + id AS __perennial_amount")
            .filter(failing("__perennial_timestamp", 1_600_000_000_000_000L + ROWS / 4 - 1));
    Dataset<Row> histories =
        Histories.build(rows, new PurchasePolicy(false)).filter(failingAtTallies());
    histories.write().parquet(arguments[0]);
    Dataset<Row> stored = spark.read().parquet(arguments[0]);
    Files.writeString(
        Path.of(arguments[1]),
        Reconciliation.of(stored).counts() + "\n" + Histories.customers(stored).count());
    spark.stop();
  }

  /** Fails in the last row of each of the four partitions. */
  private static FilterFunction<Row> failing(String column, long endOfFirst) {
    return row -> {
      long position = row.<Long>getAs(column) - endOfFirst;
      if (position % (ROWS / 4) == 0 && TaskContext.get().attemptNumber() == 0) {
        throw new IllegalStateException("the first attempt fails");
      }
      return true;
    };
  }

  /** Fails when the histories of a partition are done. */
  private static FilterFunction<Row> failingAtTallies() {
    return row -> {
      if (row.getAs(HistoryColumns.TALLY) != null && TaskContext.get().attemptNumber() == 0) {
        throw new IllegalStateException("the first attempt fails");
      }
      return true;
    };
  }
}

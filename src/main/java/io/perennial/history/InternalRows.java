package io.perennial.history;

import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Works on Spark's internal rows without an encoder, since an object for every row would cost more
 * than the work on it. Only this class uses Spark's internal conversions between data frames and
 * such rows.
 */
public final class InternalRows {
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
}

package io.perennial.model;

import io.perennial.SparkTestSession;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The CDNOW sample as data frames with the columns of the scores table. */
public final class CdnowFrames {
  private CdnowFrames() {}

  /** One row a customer: frequency, recency_days, age_days. */
  public static Dataset<Row> customers() {
    List<Row> rows = new ArrayList<>();
    for (double[] v : Cdnow.lines("cdnow_purchases.csv")) {
      for (int i = 0; i < v[3]; i++) {
        rows.add(RowFactory.create((long) v[0], (int) v[1], (int) v[2]));
      }
    }
    return SparkTestSession.shared()
        .createDataFrame(
            rows,
            new StructType()
                .add("frequency", DataTypes.LongType)
                .add("recency_days", DataTypes.IntegerType)
                .add("age_days", DataTypes.IntegerType));
  }

  /** The distinct customers with a column {@code customers} of counts. */
  public static Dataset<Row> cells() {
    return customers()
        .groupBy("frequency", "recency_days", "age_days")
        .count()
        .withColumnRenamed("count", "customers");
  }

  /** One row a customer: frequency, monetary_value in dollars, null without a repeat purchase. */
  public static Dataset<Row> spenders() {
    List<Row> rows = new ArrayList<>();
    for (double[] v : Cdnow.lines("cdnow_spend.csv")) {
      for (int i = 0; i < v[2]; i++) {
        Double mean = v[0] == 0 ? null : Double.valueOf(v[1] / 100 / v[0]);
        rows.add(RowFactory.create((long) v[0], mean));
      }
    }
    return SparkTestSession.shared()
        .createDataFrame(
            rows,
            new StructType()
                .add("frequency", DataTypes.LongType)
                .add("monetary_value", DataTypes.DoubleType));
  }
}

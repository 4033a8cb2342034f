package io.perennial.model.btyd;

import io.perennial.SparkTestSession;
import io.perennial.numerics.GoldenPoints;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The donors of donations.csv as a data frame: opportunities a year of 365 days apart. */
public final class Donors {
  private Donors() {}

  public static Dataset<Row> counted() {
    List<Row> rows =
        GoldenPoints.read(Donors.class, "donations.csv").stream()
            .map(v -> RowFactory.create((long) v[0], 365 * (int) v[1], 365 * (int) v[2], v[3]))
            .toList();
    return SparkTestSession.shared()
        .createDataFrame(
            rows,
            new StructType()
                .add("frequency", DataTypes.LongType)
                .add("recency_days", DataTypes.IntegerType)
                .add("age_days", DataTypes.IntegerType)
                .add("customers", DataTypes.DoubleType));
  }
}

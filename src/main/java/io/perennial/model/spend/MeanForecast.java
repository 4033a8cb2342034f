package io.perennial.model.spend;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.schema.ScoreColumns;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A purchase is worth what the customer's repeat purchases were worth on average; one of a customer
 * without them, what those of the others were: the mean of the customers' means.
 *
 * @param ofTheBase mean of the customers' means, money
 * @param customers with a repeat purchase
 */
public record MeanForecast(double ofTheBase, long customers) implements SpendForecast {
  /** The name in {@code models.spend}. */
  public static final String NAME = "mean";

  private static final StructType SCHEMA =
      new StructType().add("mean", DataTypes.DoubleType).add("customers", DataTypes.LongType);

  /** Measured on customers with frequency and monetary value: one row of sums. */
  public static MeanForecast of(Dataset<Row> customers) {
    // Exact, so that it does not depend on the order of the rows.
    Column mean = col(ScoreColumns.MONETARY_VALUE).cast("decimal(28,9)");
    Row row = customers.where(repeated()).agg(count(lit(1)), avg(mean).cast("double")).first();
    if (row.getLong(0) == 0) {
      throw new JobFailure(
          ExitCode.NO_MODEL, "mean cannot be measured: no customer has a repeat purchase.");
    }
    return new MeanForecast(row.getDouble(1), row.getLong(0));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Dataset<Row> transform(Dataset<Row> customers) {
    return customers.withColumn(
        ScoreColumns.EXPECTED_PURCHASE_VALUE,
        when(repeated(), col(ScoreColumns.MONETARY_VALUE).cast("double")).otherwise(ofTheBase));
  }

  private static Column repeated() {
    return col(ScoreColumns.FREQUENCY).gt(0);
  }

  @Override
  public void save(String directory) {
    SparkSession.active()
        .createDataFrame(List.of(RowFactory.create(ofTheBase, customers)), SCHEMA)
        .coalesce(1)
        .write()
        .json(file(directory));
  }

  /**
   * @throws JobFailure with {@link ExitCode#NO_MODEL} when there is no mean
   */
  static MeanForecast load(String directory) {
    try {
      Row row = SparkSession.active().read().schema(SCHEMA).json(file(directory)).first();
      return new MeanForecast(row.getDouble(0), row.getLong(1));
    } catch (Exception e) { // Scala throws checked exceptions without declaring them
      throw new JobFailure(
          ExitCode.NO_MODEL,
          "The model in %s cannot be read. Fit it again.".formatted(directory),
          e);
    }
  }

  private static String file(String directory) {
    return new Path(directory, "data").toString();
  }
}

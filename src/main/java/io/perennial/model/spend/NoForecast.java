package io.perennial.model.spend;

import static org.apache.spark.sql.functions.lit;

import io.perennial.schema.ScoreColumns;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** No value of a purchase: purchases are forecast, money is not. */
public record NoForecast() implements SpendForecast {
  /** The name in {@code models.spend}. */
  public static final String NAME = "none";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Dataset<Row> transform(Dataset<Row> customers) {
    return customers.withColumn(
        ScoreColumns.EXPECTED_PURCHASE_VALUE, lit(null).cast(DataTypes.DoubleType));
  }

  /** There is nothing to keep. */
  @Override
  public void save(String directory) {}
}

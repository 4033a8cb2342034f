package io.perennial.examples;

import io.perennial.SparkTestSession;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The customers of the examples, made by customers.sql. */
public final class ExampleCustomers {
  private ExampleCustomers() {}

  /** CDNOW's sample up to 1997-09-30. */
  public static Dataset<Row> cdnow() throws IOException {
    SparkSession spark = SparkTestSession.shared();
    spark.read().parquet("data-samples/cdnow-sample").createOrReplaceTempView("transactions");
    try (InputStream sql = ExampleCustomers.class.getResourceAsStream("customers.sql")) {
      return spark.sql(new String(sql.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}

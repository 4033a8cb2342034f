package io.perennial.model.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.SparkTestSession;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;

class TrainingRowsTest {
  @Test
  void nothingStaysInMemoryWhereTheRowsCannotBeTaken() {
    SparkSession spark = SparkTestSession.shared();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int before = context.getPersistentRDDs().size();

    assertThatThrownBy(() -> take(spark, functions.raise_error(lit("no number")).cast("double")))
        .hasMessageContaining("no number");
    assertThatThrownBy(() -> take(spark, lit(0.0))).hasMessageContaining("spent anything");

    assertThat(context.getPersistentRDDs()).hasSize(before);
  }

  private static void take(SparkSession spark, Column actual) {
    TrainingRows.of(
            spark.range(3).toDF(),
            new TrainingRows.Source(
                col("id"),
                col("id").multiply(0),
                lit(1.0),
                actual,
                lit(1.0),
                functions.array(lit(1.0))),
            10,
            1)
        .close();
  }
}

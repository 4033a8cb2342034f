package io.perennial.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.sql.DeltaSparkSessionExtension;
import io.perennial.JobFixture;
import io.perennial.SparkTestSession;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.runtime.BoxedUnit;

/** Delta and Iceberg tables as input, by path and by name, with conditions on their partitions. */
@Tag("long")
class LakehouseInputTest {
  private static final String ROWS =
      "SELECT id % 100 AS customer_id, timestamp_seconds(1700000000 + id * 86400) AS timestamp,"
          + " CAST(1.5 AS DECIMAL(12,2)) AS amount, id % 12 AS month FROM range(1200)";

  @TempDir static Path directory;

  private static SparkSession spark;

  @BeforeAll
  static void writeTables() {
    SparkSession shared = SparkTestSession.shared();
    SparkSession.clearActiveSession();
    SparkSession.clearDefaultSession();
    spark =
        SparkSession.builder()
            .withExtensions(
                extensions -> {
                  new DeltaSparkSessionExtension().apply(extensions);
                  return BoxedUnit.UNIT;
                })
            .config("spark.sql.catalog.ice", "org.apache.iceberg.spark.SparkCatalog")
            .config("spark.sql.catalog.ice.type", "hadoop")
            .config("spark.sql.catalog.ice.warehouse", directory.resolve("ice").toString())
            .config("spark.sql.catalog.default_iceberg", "org.apache.iceberg.spark.SparkCatalog")
            .config("spark.sql.catalog.default_iceberg.type", "hadoop")
            .config(
                "spark.sql.catalog.default_iceberg.warehouse", directory.resolve("ice").toString())
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.databricks.delta.snapshotPartitions", "2")
            .getOrCreate();
    SparkSession.setDefaultSession(shared);
    SparkSession.setActiveSession(spark);
    spark.sql(ROWS).write().format("delta").partitionBy("month").save(delta());
    spark.sql("CREATE TABLE delta_orders USING delta LOCATION '" + delta() + "'");
    spark.sql(
        "CREATE TABLE ice.shop.orders (customer_id BIGINT, timestamp TIMESTAMP, amount"
            + " DECIMAL(12,2), month BIGINT) USING iceberg PARTITIONED BY (month,"
            + " months(timestamp))");
    spark.sql("INSERT INTO ice.shop.orders " + ROWS);
  }

  @AfterAll
  static void leave() {
    spark.sql("DROP TABLE IF EXISTS delta_orders");
    SparkSession.setActiveSession(SparkTestSession.shared());
  }

  @Test
  void deltaByPath() {
    Transactions transactions =
        open(Map.of("perennial.input.format", "delta", "perennial.input.path", delta()));

    assertThat(transactions.classified().collectAsList()).hasSize(300);
    assertThat(plan(transactions)).contains("PartitionFilters: [", "month").contains(">= 9");
    assertThat(transactions.prunedBy()).contains("(month >= 9)");
  }

  @Test
  void deltaByName() {
    Transactions transactions = open(Map.of("perennial.input.table", "delta_orders"));

    assertThat(transactions.classified().collectAsList()).hasSize(300);
    assertThat(plan(transactions)).contains("PartitionFilters: [").contains(">= 9");
    assertThat(transactions.prunedBy()).contains("(month >= 9)");
  }

  @Test
  void icebergByName() {
    Transactions transactions = open(Map.of("perennial.input.table", "ice.shop.orders"));

    assertThat(transactions.classified().collectAsList()).hasSize(300);
    assertThat(plan(transactions)).contains("month >= 9");
    assertThat(transactions.prunedBy()).contains("(month >= 9)");
  }

  @Test
  void icebergByPath() {
    Transactions transactions =
        open(
            Map.of(
                "perennial.input.format",
                "iceberg",
                "perennial.input.path",
                directory.resolve("ice/shop/orders").toString()));

    assertThat(transactions.classified().collectAsList()).hasSize(300);
    assertThat(plan(transactions)).contains("month >= 9");
  }

  @Test
  void icebergGetsConditionsOnWhatItsPartitionsAreMadeOf() {
    Transactions transactions =
        open(
            Map.of("perennial.input.table", "ice.shop.orders"),
            "timestamp >= TIMESTAMP'2026-01-15 00:00:00' AND amount > 2");

    long days = spark.sql(ROWS).where("timestamp >= TIMESTAMP'2026-01-15 00:00:00'").count();
    assertThat(transactions.classified().collectAsList())
        .as("rows since then, those that cost less included")
        .hasSize((int) days);
    assertThat(plan(transactions)).contains("timestamp >= ").doesNotContain("amount > 2.00,");
  }

  private static String delta() {
    return directory.resolve("delta").toString();
  }

  private static String plan(Transactions transactions) {
    Dataset<Row> rows = transactions.classified();
    return rows.queryExecution().executedPlan().toString();
  }

  private static Transactions open(Map<String, String> values) {
    return open(values, "month >= 9 AND amount > 1");
  }

  private static Transactions open(Map<String, String> values, String filter) {
    Map<String, String> all = new HashMap<>(values);
    all.put("perennial.input.filter", filter);
    return Transactions.open(spark, JobFixture.settings(all).input(), List.of(), Optional.empty());
  }
}

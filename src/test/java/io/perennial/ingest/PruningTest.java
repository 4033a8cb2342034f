package io.perennial.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.JobFixture;
import io.perennial.SparkTestSession;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.adaptive.AdaptiveSparkPlanHelper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** What is not needed is not read: looked up in the physical plan and in its metrics. */
class PruningTest {
  @TempDir static Path directory;

  private static Path input;

  @BeforeAll
  static void write() {
    input = directory.resolve("transactions");
    SparkTestSession.shared()
        .range(1200)
        .selectExpr(
            "id % 100 AS customer_id",
            "timestamp_seconds(1700000000 + id) AS timestamp",
            "1.5 AS amount",
            "'never needed' AS note",
            "id % 12 AS month",
            "IF(id % 2 = 0, 'north', 'south') AS region")
        .coalesce(1)
        .write()
        .partitionBy("month")
        .parquet(input.toString());
  }

  @Test
  void conditionsOnPartitionsDecideWhatIsRead() {
    Transactions transactions = open("month >= 9 AND (region = 'north' OR amount > 9)");
    Dataset<Row> classified = transactions.classified();
    int rows = classified.collectAsList().size();

    FileSourceScanExec scan = scan(classified);
    assertThat(rows).as("rows of three months, filtered ones included").isEqualTo(300);
    assertThat(scan.metrics().apply("numFiles").value()).isEqualTo(3);
    assertThat(scan.metrics().apply("numOutputRows").value()).isEqualTo(300);
    assertThat(transactions.prunedBy()).hasValueSatisfying(by -> assertThat(by).contains("month"));
  }

  @Test
  void conditionsOnPartitionsAndRowsTogetherDropNothingUncounted() {
    Transactions transactions = open("month >= 9 OR region = 'north'");
    Dataset<Row> classified = transactions.classified();
    int rows = classified.collectAsList().size();

    assertThat(rows).isEqualTo(1200);
    assertThat(scan(classified).metrics().apply("numFiles").value()).isEqualTo(12);
    assertThat(transactions.prunedBy()).isEmpty();
  }

  @Test
  void viewsHandConditionsOnTheirPartitionsOn() {
    SparkTestSession.shared()
        .sql(
            "CREATE OR REPLACE TEMPORARY VIEW months AS SELECT customer_id, timestamp, amount,"
                + " region, CAST(month AS BIGINT) AS m FROM parquet.`"
                + input
                + "`");
    Transactions transactions =
        open(Map.of("perennial.input.table", "months", "perennial.input.filter", "m >= 9"));
    Dataset<Row> rows = transactions.classified();
    rows.collectAsList();

    assertThat(scan(rows).metrics().apply("numFiles").value()).isEqualTo(3);
    assertThat(transactions.prunedBy()).hasValueSatisfying(by -> assertThat(by).contains("m >= 9"));
  }

  @Test
  void queryDecidesWhatIsReadAtAll() {
    Transactions transactions =
        open(
            Map.of(
                "perennial.input.query",
                "SELECT * FROM parquet.`" + input + "` WHERE month >= 9",
                "perennial.input.filter",
                "region = 'north'"));
    Dataset<Row> rows = transactions.classified();

    assertThat(rows.collectAsList()).as("filtered ones included").hasSize(300);
    assertThat(scan(rows).metrics().apply("numFiles").value()).isEqualTo(3);
  }

  @Test
  void databasesGetConditionsOnTheColumnTheyAreReadBy() throws SQLException {
    String url = "jdbc:h2:mem:shop;DB_CLOSE_DELAY=-1";
    try (Connection database = DriverManager.getConnection(url);
        Statement statement = database.createStatement()) {
      statement.execute(
          "CREATE TABLE orders AS SELECT x AS id, MOD(x, 7) AS customer, DATE '2024-01-01' + CAST(x"
              + " AS INT) AS bought, CAST(1.5 AS DECIMAL(12, 2)) AS amount FROM system_range(1,"
              + " 120)");
    }
    Map<String, String> values = new HashMap<>();
    values.put("perennial.input.format", "jdbc");
    values.put("perennial.input.options.url", url);
    values.put("perennial.input.options.dbtable", "orders");
    values.put("perennial.input.options.partitionColumn", "ID");
    values.put("perennial.input.options.lowerBound", "1");
    values.put("perennial.input.options.upperBound", "121");
    values.put("perennial.input.options.numPartitions", "3");
    values.put("perennial.input.columns.customer", "CUSTOMER");
    values.put("perennial.input.columns.timestamp", "BOUGHT");
    values.put("perennial.input.columns.amount", "AMOUNT");
    values.put("perennial.input.filter", "id > 100 AND customer <> 3");
    Transactions transactions = open(values);
    Dataset<Row> rows = transactions.classified();

    assertThat(rows.collectAsList()).as("filtered ones included").hasSize(20);
    assertThat(rows.queryExecution().executedPlan().toString())
        .contains("PushedFilters: [", "*GreaterThan(ID,100")
        .doesNotContain("CUSTOMER,3");
    assertThat(transactions.prunedBy()).contains("(id > 100)");
  }

  @Test
  void onlyMappedColumnsAreRead() {
    Dataset<Row> classified = open("region = 'north'").classified();
    classified.collectAsList();

    assertThat(List.of(scan(classified).requiredSchema().fieldNames()))
        .containsExactlyInAnyOrder("customer_id", "timestamp", "amount", "region");
  }

  private static Transactions open(String filter) {
    return open(Map.of("perennial.input.path", input.toString(), "perennial.input.filter", filter));
  }

  private static Transactions open(Map<String, String> values) {
    return Transactions.open(
        SparkTestSession.shared(),
        JobFixture.settings(values).input(),
        List.of(),
        Optional.empty());
  }

  private static FileSourceScanExec scan(Dataset<Row> rows) {
    SparkPlan plan = rows.queryExecution().executedPlan();
    List<SparkPlan> leaves =
        CollectionConverters.asJava(new AdaptiveSparkPlanHelper() {}.collectLeaves(plan));
    assertThat(leaves).singleElement().isInstanceOf(FileSourceScanExec.class);
    return (FileSourceScanExec) leaves.get(0);
  }
}

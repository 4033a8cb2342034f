package io.perennial.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.JobFixture;
import io.perennial.SparkTestSession;
import java.nio.file.Path;
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
  void onlyMappedColumnsAreRead() {
    Dataset<Row> classified = open("region = 'north'").classified();
    classified.collectAsList();

    assertThat(List.of(scan(classified).requiredSchema().fieldNames()))
        .containsExactlyInAnyOrder("customer_id", "timestamp", "amount", "region");
  }

  private static Transactions open(String filter) {
    return Transactions.open(
        SparkTestSession.shared(),
        JobFixture.settings(
                Map.of("perennial.input.path", input.toString(), "perennial.input.filter", filter))
            .input(),
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

package io.perennial.customers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.JobFixture;
import io.perennial.SparkTestSession;
import io.perennial.examples.ExampleCustomers;
import io.perennial.failure.JobFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class CustomersOfTest {
  private static final String[] SHARED = {
    "customer_id",
    "first_purchase",
    "last_purchase",
    "orders",
    "frequency",
    "recency_days",
    "age_days",
    "monetary_value",
    "revenue"
  };

  private static SparkSession spark;

  @TempDir Path directory;

  @BeforeAll
  static void startSession() {
    spark = SparkTestSession.shared();
  }

  /** The table a run publishes has the same customers, to the bit. */
  @Test
  void customersAreThoseOfTheJob() {
    Dataset<Row> published =
        published(
            "purchases.zero-day = purchase, input { path = data-samples/cdnow-sample,"
                + " columns { timestamp = txn_date } }");

    Dataset<Row> customers =
        new CustomersOf()
            .setTimestamp("txn_date")
            .setRunDate(LocalDate.of(1997, 9, 30))
            .setZeroDay("purchase")
            .transform(spark.read().parquet("data-samples/cdnow-sample"));

    assertThat(customers.count()).isEqualTo(2357);
    assertThat(customers.selectExpr(SHARED).exceptAll(published.selectExpr(SHARED)).collectAsList())
        .isEmpty();
    assertThat(published.count()).isEqualTo(2357);
  }

  /** What SQL that knows nothing of it makes of the same transactions. */
  @Test
  void customersAreThoseOfPlainSql() throws IOException {
    String[] columns = {
      "customer_id",
      "frequency",
      "recency_days",
      "age_days",
      "round(monetary_value, 6) AS monetary_value"
    };
    Dataset<Row> customers =
        new CustomersOf()
            .setTimestamp("txn_date")
            .setRunDate("1997-09-30")
            .setZeroDay("purchase")
            .transform(spark.read().parquet("data-samples/cdnow-sample"));

    Dataset<Row> expected = ExampleCustomers.cdnow();

    assertThat(expected.count()).isEqualTo(2357);
    assertThat(
            customers.selectExpr(columns).exceptAll(expected.selectExpr(columns)).collectAsList())
        .isEmpty();
    assertThat(customers.count()).isEqualTo(2357);
  }

  private Dataset<Row> published(String configuration) {
    JobFixture job = JobFixture.written("perennial { " + configuration + " }", directory);
    job.succeed("run", "--run-date", "1997-09-30");
    return job.table("scores");
  }

  @Test
  void theDayIsThatOfTheZoneAndTheSessionKeepsItsOwn() {
    Dataset<Row> transactions =
        spark.sql(
            "SELECT id AS customer_id, timestamp_seconds(s) AS timestamp, 5D AS amount"
                + " FROM VALUES ('a', 82800L), ('a', 86400L) AS (id, s)");
    String before = spark.conf().get("spark.sql.session.timeZone");

    // 23:00 and 24:00 in UTC: two days there, one in Tokyo.
    List<Row> london = new CustomersOf().setTimeZone("UTC").transform(transactions).collectAsList();
    List<Row> tokyo =
        new CustomersOf().setTimeZone("Asia/Tokyo").transform(transactions).collectAsList();

    assertThat(london.get(0).<Integer>getAs("frequency")).isEqualTo(1);
    assertThat(tokyo.get(0).<Integer>getAs("frequency")).isEqualTo(0);
    assertThat(spark.conf().get("spark.sql.session.timeZone")).isEqualTo(before);
  }

  @Test
  void withoutARunDateItIsTheNewestDayAndZeroDaysCountWhenAsked() {
    Dataset<Row> transactions =
        spark.sql(
            "SELECT * FROM VALUES ('a', DATE'2024-01-01', 5D), ('a', DATE'2024-01-11', 0D),"
                + " ('b', DATE'2024-01-31', 5D), (NULL, DATE'2024-03-01', 5D)"
                + " AS (customer_id, timestamp, amount)");

    Row ignored = new CustomersOf().transform(transactions).where("customer_id = 'a'").first();
    Row counted =
        new CustomersOf()
            .setZeroDay("purchase")
            .transform(transactions)
            .where("customer_id = 'a'")
            .first();
    Row rejected = new CustomersOf().rejected(transactions).first();

    assertThat(ignored.<Integer>getAs("age_days")).isEqualTo(30);
    assertThat(ignored.<Integer>getAs("frequency")).isEqualTo(0);
    assertThat(counted.<Integer>getAs("frequency")).isEqualTo(1);
    assertThat(counted.<Integer>getAs("recency_days")).isEqualTo(10);
    assertThat(rejected.getList(rejected.fieldIndex("reasons")))
        .isEqualTo(List.of("customer-missing"));
  }

  @Test
  void aPipelineSavesAndLoadsIt() throws Exception {
    Dataset<Row> transactions = spark.read().parquet("data-samples/cdnow-sample");
    CustomersOf stage = new CustomersOf().setTimestamp("txn_date").setRunDate("1997-09-30");
    String path = directory.resolve("pipeline").toString();
    new Pipeline().setStages(new PipelineStage[] {stage}).fit(transactions).write().save(path);

    CustomersOf loaded = (CustomersOf) PipelineModel.load(path).stages()[0];

    assertThat(loaded.uid()).isEqualTo(stage.uid());
    assertThat(loaded.transform(transactions).exceptAll(stage.transform(transactions)).count())
        .isEqualTo(0);
    assertThat(loaded.transformSchema(transactions.schema()))
        .isEqualTo(stage.transform(transactions).schema());
  }

  @Test
  void mistakesAreToldTogetherAndByTheNamesOfTheStage() {
    Dataset<Row> transactions = spark.read().parquet("data-samples/cdnow-sample");

    assertThatThrownBy(() -> new CustomersOf().setCustomer("custmer_id").transform(transactions))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("CustomersOf.customer = \"custmer_id\"")
        .hasMessageContaining("nearest is customer_id")
        .hasMessageContaining("CustomersOf.timestamp = \"timestamp\"");
    assertThatThrownBy(() -> new CustomersOf().setRunDate("30.9.1997").transform(transactions))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("CustomersOf.runDate = \"30.9.1997\"");
    assertThatThrownBy(() -> new CustomersOf().setTimeZone("Berlin").transform(transactions))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("CustomersOf.timeZone = \"Berlin\"");
    assertThatThrownBy(
            () ->
                new CustomersOf()
                    .transform(
                        spark.sql("SELECT '' AS customer_id, now() AS timestamp, 1 AS amount")))
        .isInstanceOf(JobFailure.class)
        .hasMessageContaining("can use none of the transactions");
  }
}

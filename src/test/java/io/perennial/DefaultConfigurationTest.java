package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the default configuration, with nothing but a mapping, makes of shops of every kind. */
@Tag("long")
class DefaultConfigurationTest {
  private static final SparkSession SPARK = SparkTestSession.shared();

  @TempDir Path directory;

  static Stream<Arguments> publicShops() {
    return Stream.of(
        argumentSet("CDNOW sample", "cdnow-sample", "customer_id", "txn_date", "amount"),
        argumentSet("CDNOW whole", "cdnow-master", "customer_id", "txn_date", "amount"),
        argumentSet(
            "Online Retail II",
            "online-retail-ii",
            "CustomerID",
            "InvoiceDate",
            "Quantity * Price"),
        argumentSet(
            "Online Retail II, both sheets",
            "online-retail-ii-both-sheets",
            "CustomerID",
            "InvoiceDate",
            "Quantity * Price"));
  }

  /** Everyone with a day of a positive amount has forecasts. */
  @ParameterizedTest
  @MethodSource
  void publicShops(String data, String customer, String time, String amount) {
    String path = "data-samples/" + data;
    JobFixture job = mapped(path, customer, time, amount);

    if (data.startsWith("online-retail")) {
      GeneratedCode.during(() -> job.succeed("run"));
    } else {
      job.succeed("run");
    }

    long buyers =
        SPARK
            .sql(
                "SELECT %1$s FROM parquet.`%2$s` WHERE %1$s IS NOT NULL GROUP BY %1$s, DATE(%3$s) HAVING SUM(%4$s) > 0"
                    .formatted(customer, path, time, amount))
            .distinct()
            .count();
    assertThat(
            job.table("scores")
                .where("p_alive BETWEEN 0 AND 1 AND predicted_clv >= 0 AND rfm_segment IS NOT NULL")
                .count())
        .isEqualTo(buyers);
  }

  @Test
  void aSimulatedShopOfFiftyCustomers() {
    String path = directory.resolve("fifty").toString();
    JobFixture job = mapped(path, "customer_id", "timestamp", "amount");
    job.succeed(
        "simulate",
        "--set",
        "perennial.simulate.path=" + path,
        "--set",
        "perennial.simulate.customers=50");

    job.succeed("run");

    assertThat(job.table("scores").where("predicted_clv >= 0").count()).isEqualTo(50);
  }

  /** A purchase costs 29, whoever makes it. */
  @Test
  void onePriceForAll() {
    JobFixture job =
        shop(
            """
            SELECT DISTINCT customer_id AS id, txn_date AS day, 29 AS amount
            FROM parquet.`data-samples/cdnow-sample`""");

    String said = job.succeed("run", "--run-date", "1997-09-30");

    assertThat(said).contains("warning: gamma-gamma did not converge on");
    assertThat(job.table("scores").where("expected_purchase_value IS DISTINCT FROM 29").count())
        .isZero();
    assertThat(
            job.table("scores")
                .where("abs(expected_revenue - 29 * expected_purchases) > 1e-9")
                .count())
        .isZero();
  }

  /** No model has anything to learn from; what was bought is told all the same. */
  @Test
  void everybodyBoughtOnce() {
    JobFixture job =
        shop(
            "SELECT id, date_add(DATE'2024-01-01', CAST(id AS INT)) AS day, 10 + id AS amount FROM range(300)");

    String said = job.succeed("run", "--run-date", "2024-12-31");

    assertThat(said.replaceAll("\\s+", " "))
        .contains("bg-nbd cannot be fitted: none of the 300 customers has bought on a second day.")
        .contains("Forecasts are null: no purchase model could be fitted, of bg-nbd, pareto-nbd,");
    assertThat(
            job.table("scores")
                .where(
                    "p_alive IS NULL AND expected_purchases IS NULL AND predicted_clv IS NULL"
                        + " AND model IS NULL AND revenue = 10 + customer_id"
                        + " AND historical_clv = revenue AND rfm_segment IS NOT NULL")
                .count())
        .isEqualTo(300);
    assertThat(job.manifest("2024-12-31").at("/models")).isEmpty();
    assertThat(job.manifest("2024-12-31").at("/value/notForecast").asText())
        .startsWith("Forecasts are null: no purchase model could be fitted");
  }

  /** A hundred customers who each buy on every third to tenth day, to the last. */
  @Test
  void nobodyEverLeaves() {
    JobFixture job =
        shop(
            """
            SELECT id, date_add(DATE'2023-11-01', n) AS day, 10 + pmod(hash(id), 40) AS amount
            FROM (SELECT id, explode(sequence(0, 400)) AS n FROM range(100))
            WHERE pmod(hash(id, n), 10) < 1 + id % 3
            """);

    job.succeed("run");

    assertThat(job.table("scores").where("historical_clv > 0").count()).isEqualTo(100);
  }

  private JobFixture shop(String query) {
    Path rows = JobFixture.parquet(SPARK.sql(query), directory.resolve("rows"));
    return mapped(rows.toString(), "id", "day", "amount");
  }

  private JobFixture mapped(String path, String customer, String time, String amount) {
    return JobFixture.written(
        """
        perennial.input {
          path = "%s"
          columns { customer = %s, timestamp = %s, amount = "%s" }
        }
        """
            .formatted(path, customer, time, amount),
        directory);
  }
}

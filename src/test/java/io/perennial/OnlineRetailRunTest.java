package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The job on two years of a real shop, held against plain SQL over the same files. */
@ExtendWith(GeneratedCode.class)
@Tag("long")
class OnlineRetailRunTest {
  private static final String RUN_DATE = "2011-12-09";
  private static final String NO_FILTER = "perennial.input.filter=null";

  /** The shop's own bookkeeping, as in the configuration. */
  private static final String TAKEN =
      """
      coalesce(StockCode NOT IN ('BANK CHARGES', 'AMAZONFEE', 'CRUK', 'S')
        AND StockCode NOT LIKE 'ADJUST%' AND StockCode NOT LIKE 'TEST%'
        AND Invoice NOT LIKE 'A%', false)
      """;

  /** Frequency, recency, age and monetary value the way one writes them by hand. */
  private static final String REFERENCE =
      """
      WITH days AS (
        SELECT CustomerID, to_date(InvoiceDate) AS day,
          sum(CAST(Quantity * CAST(Price AS DECIMAL(12, 3)) AS DECIMAL(19, 6))) AS net
        FROM taken WHERE CustomerID IS NOT NULL GROUP BY CustomerID, to_date(InvoiceDate)),
      customers AS (
        SELECT CustomerID, sum(net) AS revenue, sum(IF(net > 0, net, 0)) AS bought,
          count_if(net > 0) AS purchase_days,
          min(IF(net > 0, day, NULL)) AS first_day, max(IF(net > 0, day, NULL)) AS last_day,
          min_by(net, IF(net > 0, day, NULL)) AS first_net
        FROM days GROUP BY CustomerID)
      SELECT CustomerID AS customer_id, purchase_days - 1 AS frequency,
        datediff(last_day, first_day) AS recency_days,
        datediff(DATE'2011-12-09', first_day) AS age_days,
        try_divide(CAST(bought - first_net AS DOUBLE), purchase_days - 1) AS monetary_value, revenue
      FROM customers WHERE purchase_days > 0
      """;

  private static SparkSession spark;
  private static JobFixture single;
  private static JobFixture both;
  private static String saidOfBoth;

  @BeforeAll
  static void run() {
    spark = SparkTestSession.shared();
    single = SampleRuns.ONLINE_RETAIL_II.published();
    both = SampleRuns.ONLINE_RETAIL_II_BOTH_SHEETS.published();
    saidOfBoth = SampleRuns.ONLINE_RETAIL_II_BOTH_SHEETS.said();
  }

  @Test
  void everyRowAndPoundIsAccountedFor() {
    JsonNode manifest = single.manifest(RUN_DATE);
    accountedFor(manifest, "online-retail-ii", 1_044_847, "18909744.118");
    assertThat(manifest.at("/input/firstTimestamp").asText()).startsWith("2009-12-01");
    assertThat(manifest.at("/input/lastTimestamp").asText()).startsWith(RUN_DATE);
    accountedFor(
        both.manifest(RUN_DATE), "online-retail-ii-both-sheets", 1_067_370, "19287232.568");
  }

  @Test
  void withoutFilterTheFiguresAreThoseOfTheFiles() {
    assertThat(single.succeed("validate", "--set", NO_FILTER))
        .contains("1,044,847", "235,287", "809,560", "5,942", "customer-missing");
    assertThat(both.succeed("validate", "--set", NO_FILTER))
        .contains("1,067,370", "243,007", "824,363", "5,942", "customer-missing");
  }

  @Test
  void everyCustomerHasWhatPlainSqlFinds() {
    for (JobFixture job : List.of(single, both)) {
      taken(job).createOrReplaceTempView("taken");
      spark.sql(REFERENCE).createOrReplaceTempView("reference");
      job.table("scores").createOrReplaceTempView("scores");
      Row compared =
          spark
              .sql(
                  """
                  SELECT count(*), count(s.customer_id), count(r.customer_id),
                    count_if(s.frequency <=> r.frequency AND s.recency_days <=> r.recency_days
                      AND s.age_days <=> r.age_days AND s.revenue <=> r.revenue
                      AND (s.monetary_value <=> r.monetary_value
                        OR abs(s.monetary_value / r.monetary_value - 1) < 1e-9))
                  FROM scores s FULL OUTER JOIN reference r ON s.customer_id = r.customer_id
                  """)
              .first();
      assertThat(compared.getLong(0)).isGreaterThan(5800);
      assertThat(compared.toSeq().toSet().size()).as("all equal: %s", compared).isEqualTo(1);
    }
  }

  @Test
  void returnsLowerValueAndNeverRaiseFrequency() {
    taken(single).createOrReplaceTempView("taken");
    single.table("scores").createOrReplaceTempView("scores");
    Row found =
        spark
            .sql(
                """
                WITH sales AS (
                  SELECT CustomerID, count(DISTINCT to_date(InvoiceDate)) AS days,
                    sum(CAST(Quantity * CAST(Price AS DECIMAL(12, 3)) AS DECIMAL(19, 6))) AS sold
                  FROM taken WHERE Quantity * Price > 0 GROUP BY CustomerID),
                returners AS (
                  SELECT DISTINCT CustomerID FROM taken WHERE Quantity * Price < 0)
                SELECT count(*), count_if(revenue < sold), count_if(frequency <= days - 1),
                  count_if(frequency < days - 1)
                FROM scores JOIN sales ON customer_id = sales.CustomerID
                  JOIN returners ON customer_id = returners.CustomerID
                """)
            .first();
    assertThat(found.getLong(0)).as("customers who returned something").isGreaterThan(2000);
    assertThat(found.getLong(1)).isEqualTo(found.getLong(0));
    assertThat(found.getLong(2)).isEqualTo(found.getLong(0));
    assertThat(found.getLong(3)).as("with a day that returns undid").isPositive();
  }

  @Test
  void daysThatStandInBothSheetsAreWarnedOf() {
    taken(both).createOrReplaceTempView("taken");
    Row expected =
        spark
            .sql(
                """
                SELECT sum(n - 1), sum((n - 1) * amount) FROM (
                  SELECT count(*) AS n,
                    first(CAST(Quantity * CAST(Price AS DECIMAL(12, 3)) AS DECIMAL(19, 6))) AS amount
                  FROM taken WHERE CustomerID IS NOT NULL
                  GROUP BY Invoice, StockCode, Description, Quantity, InvoiceDate, Price,
                    CustomerID, Country)
                """)
            .first();
    String count = String.format(Locale.ROOT, "%,d", expected.getLong(0));
    String amount = String.format(Locale.ROOT, "%,.2f", expected.getDecimal(1));
    assertThat(count).isEqualTo("26,478");

    JsonNode manifest = both.manifest(RUN_DATE);
    JsonNode gate = manifest.at("/gates/2");
    assertThat(gate.get("name").asText()).isEqualTo("duplicate-rows");
    assertThat(gate.get("outcome").asText()).isEqualTo("warning");
    assertThat(gate.get("finding").asText()).contains(count, amount);
    assertThat(manifest.get("warnings").toString())
        .contains("quality gate duplicate-rows", count, amount);
    assertThat(saidOfBoth).contains("warning: quality gate duplicate-rows: " + count, amount);
  }

  @Test
  void nothingIsInsane() {
    for (JobFixture job : List.of(single, both)) {
      Dataset<Row> scores = job.table("scores");
      assertThat(
              scores
                  .where(
                      """
                      NOT coalesce(p_alive BETWEEN 0 AND 1 AND expected_purchases BETWEEN 0 AND 365
                        AND discounted_expected_purchases BETWEEN 0 AND expected_purchases
                        AND expected_purchase_value BETWEEN 0 AND 1e6
                        AND expected_revenue BETWEEN 0 AND 1e8
                        AND predicted_clv BETWEEN 0 AND expected_revenue
                        AND formula_clv BETWEEN 0 AND 1e9 AND abs(historical_clv) < 1e7
                        AND NOT isnan(coalesce(monetary_value, 0)), false)
                      """)
                  .count())
          .isZero();
      assertThat(job.table("cohorts").where("cohort = '2009-12-01'").count()).isEqualTo(25);
      assertThat(job.table("cohorts").where("NOT observed").select("period").distinct().count())
          .as("December has not ended")
          .isEqualTo(25);
      for (JsonNode model : job.manifest(RUN_DATE).get("models")) {
        assertThat(model.get("converged").asBoolean()).isTrue();
      }
    }
  }

  @Test
  void quarantineHoldsTheRowsAsTheyCame() {
    Dataset<Row> quarantine = single.table("quarantine");
    Dataset<Row> taken = taken(single);
    assertThat(quarantine.drop("reasons", "run_id", "run_date").columns())
        .isEqualTo(taken.columns());
    assertThat(quarantine.selectExpr("concat_ws(',', reasons)").distinct().collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("customer-missing");
    Dataset<Row> came = quarantine.drop("reasons", "run_id", "run_date");
    Dataset<Row> expected = taken.where("CustomerID IS NULL");
    assertThat(came.count()).isEqualTo(expected.count());
    assertThat(came.exceptAll(expected).count()).isZero();
  }

  private static void accountedFor(JsonNode manifest, String file, long rows, String amount) {
    Dataset<Row> all = spark.read().parquet("data-samples/" + file);
    JsonNode counts = manifest.get("counts");
    assertThat(manifest.at("/input/rows").asLong()).isEqualTo(rows);
    assertThat(manifest.at("/input/amount").decimalValue()).isEqualByComparingTo(amount);
    matches(counts.get("accepted"), all.where(TAKEN + " AND CustomerID IS NOT NULL"));
    matches(counts.get("filtered"), all.where("NOT " + TAKEN));
    matches(counts.get("quarantined"), all.where(TAKEN + " AND CustomerID IS NULL"));
    assertThat(counts.at("/quarantined/reasons/customer-missing").asLong())
        .isEqualTo(counts.at("/quarantined/rows").asLong());
    assertThat(counts.at("/afterRunDate/rows").asLong()).isZero();
    BigDecimal parts = BigDecimal.ZERO;
    long rowsOfParts = 0;
    for (String part : List.of("accepted", "filtered", "quarantined", "afterRunDate")) {
      parts = parts.add(counts.at("/" + part + "/amount").decimalValue());
      rowsOfParts += counts.at("/" + part + "/rows").asLong();
    }
    assertThat(parts).isEqualByComparingTo(amount);
    assertThat(rowsOfParts).isEqualTo(rows);
  }

  private static void matches(JsonNode part, Dataset<Row> rows) {
    Row expected =
        rows.selectExpr(
                "count(*)",
                "coalesce(sum(CAST(Quantity * CAST(Price AS DECIMAL(12, 3)) AS DECIMAL(19, 6))), 0)")
            .first();
    assertThat(part.get("rows").asLong()).isEqualTo(expected.getLong(0));
    assertThat(part.get("amount").decimalValue()).isEqualByComparingTo(expected.getDecimal(1));
  }

  private static Dataset<Row> taken(JobFixture job) {
    return spark
        .read()
        .parquet(
            job == single
                ? "data-samples/online-retail-ii"
                : "data-samples/online-retail-ii-both-sheets")
        .where(TAKEN);
  }
}

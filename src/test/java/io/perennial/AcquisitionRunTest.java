package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What customers of Online Retail II would have cost, had the made-up spend of data-samples won
 * them: whole tables, held against plain SQL over the inputs.
 */
@ExtendWith(GeneratedCode.class)
@Tag("long")
class AcquisitionRunTest {
  /** Channels and variants follow from the number of the customer, as the data has none. */
  private static final String CHANNEL =
      "CASE WHEN CAST(CustomerID AS INT) % 10 < 3 THEN 'search' WHEN CAST(CustomerID AS INT) % 10 < 5"
          + " THEN 'social' WHEN CAST(CustomerID AS INT) % 10 < 9 THEN 'organic' END";

  private static final String VARIANT =
      "CASE CAST(CustomerID AS INT) % 3 WHEN 0 THEN 'control' WHEN 1 THEN 'a letter' END";

  private static final String CONFIGURATION =
      """
      perennial {
        input {
          path = data-samples/online-retail-ii
          columns { customer = CustomerID, timestamp = InvoiceDate, amount = "Quantity * Price", order = Invoice }
          customers {
            query = "SELECT DISTINCT CustomerID FROM parquet.`data-samples/online-retail-ii` WHERE CustomerID IS NOT NULL"
            columns { customer = CustomerID, channel = "%s", variant = "%s" }
          }
          spend {
            path = data-samples/made-up/spend.csv, format = csv, options { header = true }
            columns { channel = channel, kind = kind }
          }
          visits {
            path = data-samples/made-up/visits.csv, format = csv, options { header = true }
            columns { channel = channel }
          }
        }
        models.purchases = [bg-nbd]
        clv.margin = 0.12
        economics { cost-per-order = 3.50, cost-share = 0.02, conversion-rate = 0.02, experiment = variant }
      }
      """
          .formatted(CHANNEL, VARIANT);

  private static final String RUN_DATE = "2011-12-09";

  @TempDir static Path directory;
  private static SparkSession spark;
  private static JobFixture job;
  private static String said;

  @BeforeAll
  static void run() {
    spark = SparkTestSession.shared();
    job = JobFixture.written(CONFIGURATION, directory);
    said = job.succeed("run");
    for (String table : List.of("acquisition", "experiments", "cohort_value", "scores")) {
      job.table(table).createOrReplaceTempView(table);
    }
    spark.read().parquet("data-samples/online-retail-ii").createOrReplaceTempView("lines");
    spark
        .read()
        .option("header", "true")
        .csv("data-samples/made-up/spend.csv")
        .createOrReplaceTempView("spend");
    spark
        .read()
        .option("header", "true")
        .csv("data-samples/made-up/visits.csv")
        .createOrReplaceTempView("visits");
    spark
        .sql(
            """
            WITH rows AS (
              SELECT CustomerID, to_date(InvoiceDate) AS day, Invoice,
                CAST(Quantity * CAST(Price AS DECIMAL(12, 3)) AS DECIMAL(19, 6)) AS amount
              FROM lines WHERE CustomerID IS NOT NULL),
            first AS (
              SELECT CustomerID, min(day) AS first_day FROM (
                SELECT CustomerID, day FROM rows GROUP BY CustomerID, day HAVING sum(amount) > 0)
              GROUP BY CustomerID)
            SELECT CustomerID, first_day, trunc(first_day, 'MONTH') AS month,
              coalesce(%s, '(none)') AS channel, %s AS variant,
              sum(amount) AS revenue, count(DISTINCT IF(amount > 0, Invoice, NULL)) AS orders,
              0.12 * sum(amount) - 3.5 * count(DISTINCT IF(amount > 0, Invoice, NULL))
                - 0.02 * sum(amount) AS margin
            FROM rows JOIN first USING (CustomerID) GROUP BY CustomerID, first_day
            """
                .formatted(CHANNEL, VARIANT))
        .createOrReplaceTempView("customers");
    spark.sql("CACHE TABLE customers");
  }

  @Test
  void spendIsAllThereAndAddsUpInEveryRow() {
    Row sums =
        spark
            .sql(
                """
                SELECT (SELECT sum(CAST(amount AS DECIMAL(12, 2))) FROM spend),
                  sum(IF(channel = '(blended)' AND kind = '(all)', spend, 0)),
                  sum(IF(channel = '(blended)' AND kind <> '(all)', spend, 0)),
                  sum(IF(channel NOT IN ('(blended)', '(paid)') AND kind = '(all)', spend, 0)),
                  sum(IF(channel NOT IN ('(blended)', '(paid)') AND kind <> '(all)',
                    allocated + unallocated, 0)),
                  count_if(allocated + unallocated <> spend)
                FROM acquisition
                """)
            .first();
    assertThat(sums.getDecimal(0)).isEqualByComparingTo("128035.50");
    for (int i = 1; i < 5; i++) {
      assertThat(sums.getDecimal(i)).isEqualByComparingTo(sums.getDecimal(0));
    }
    assertThat(sums.getLong(5)).isZero();
    JsonNode side = job.manifest(RUN_DATE).at("/sides/0");
    assertThat(side.get("name").asText()).isEqualTo("spend");
    assertThat(side.get("rows").asLong()).isEqualTo(12);
    assertThat(side.at("/accepted/amount").decimalValue()).isEqualByComparingTo("128035.50");
    assertThat(side.at("/rejected/rows").asLong()).isZero();
    assertThat(job.manifest(RUN_DATE).at("/sides/1/accepted/rows").asLong()).isEqualTo(9);
  }

  /** Cut by days, shared by customers, divided by them: to the cents that rounding shifts. */
  @Test
  void costsAreWhatPlainSqlFinds() {
    Row compared =
        spark
            .sql(
                """
                WITH days AS (
                  SELECT channel, kind, day,
                    CAST(amount AS DOUBLE) / (datediff(end, start) + 1) AS money
                  FROM spend LATERAL VIEW explode(
                    sequence(CAST(start AS DATE), CAST(end AS DATE))) d AS day),
                won AS (SELECT month, channel, count(*) AS n, sum(margin) AS margin
                  FROM customers GROUP BY month, channel),
                total AS (SELECT month, sum(n) AS n FROM won GROUP BY month),
                own AS (
                  SELECT trunc(day, 'MONTH') AS month, channel, kind, sum(money) AS spend,
                    sum(IF(day BETWEEN '2009-12-01' AND '2011-12-09', money, 0)) AS within
                  FROM days GROUP BY ALL),
                shared AS (
                  SELECT own.month, won.channel, own.kind, own.within * won.n / total.n AS within
                  FROM own JOIN total USING (month) JOIN won USING (month)
                  WHERE own.channel IS NULL
                  UNION ALL SELECT month, channel, kind, within FROM own
                  WHERE channel IS NOT NULL),
                expected AS (
                  SELECT month, channel, sum(shared.within) AS within, any_value(n) AS n,
                    any_value(margin) AS margin
                  FROM won FULL OUTER JOIN shared USING (month, channel)
                  GROUP BY month, channel)
                SELECT count(*), count(expected.month), count(a.period),
                  count_if(a.customers <=> coalesce(n, 0)),
                  count_if(abs(coalesce(within, 0)
                    - IF(a.customers = 0, 0, allocated)) < 0.05 OR a.customers = 0),
                  count_if((cac IS NULL AND (n IS NULL OR coalesce(within, 0) = 0))
                    OR abs(cac - within / n) < 0.05),
                  count_if((value_to_date IS NULL AND n IS NULL)
                    OR abs(value_to_date - margin / n) < 1e-4)
                FROM expected FULL OUTER JOIN (
                  SELECT * FROM acquisition WHERE kind = '(all)'
                    AND channel NOT IN ('(blended)', '(paid)')) a
                  ON expected.month = a.period AND expected.channel = a.channel
                """)
            .first();
    assertThat(compared.getLong(0)).isGreaterThan(90);
    assertThat(compared.toSeq().toSet().size()).as("all equal: %s", compared).isEqualTo(1);
  }

  @Test
  void blendedAndPaidAreSumsOfChannels() {
    Row compared =
        spark
            .sql(
                """
                WITH parts AS (
                  SELECT period, kind, sum(spend) AS spend, sum(allocated) AS allocated,
                    sum(customers) AS customers,
                    sum(IF(channel IN ('search', 'social', 'fair'), spend, 0)) AS paid_spend,
                    sum(IF(channel IN ('search', 'social', 'fair'), customers, 0)) AS paid_customers
                  FROM acquisition WHERE channel NOT IN ('(blended)', '(paid)') AND kind = '(all)'
                  GROUP BY period, kind)
                SELECT count(*), count_if(b.spend = parts.spend AND b.allocated = parts.allocated
                    AND b.customers = parts.customers),
                  count_if(p.spend <= parts.paid_spend AND p.customers <= parts.paid_customers),
                  count_if(p.cac > b.cac), count_if(b.cac IS NOT NULL)
                FROM parts JOIN acquisition b ON b.channel = '(blended)' AND b.period = parts.period
                    AND b.kind = '(all)'
                  JOIN acquisition p ON p.channel = '(paid)' AND p.period = parts.period
                    AND p.kind = '(all)'
                """)
            .first();
    assertThat(compared.getLong(0)).isGreaterThan(24);
    assertThat(compared.getLong(1)).isEqualTo(compared.getLong(0));
    assertThat(compared.getLong(2)).isEqualTo(compared.getLong(0));
    assertThat(compared.getLong(3))
        .as("paid costs more than the blend")
        .isEqualTo(compared.getLong(4));
    assertThat(texts("SELECT * FROM acquisition WHERE channel = 'fair' AND kind = '(all)'"))
        .hasSize(6)
        .allMatch(row -> row.contains("\"reason\":\"nobody won"));
    assertThat(
            spark
                .sql(
                    "SELECT reason FROM acquisition WHERE channel = '(blended)' AND kind = '(all)'"
                        + " AND period = '2011-12-01'")
                .first()
                .getString(0))
        .contains("spent after the run date 2011-12-09", "spent where nobody was won");
    assertThat(said).contains("input.spend has channels that no customer came by: fair;");
  }

  /** To the cent that shares of channels, and the micro that costs of customers are rounded to. */
  @Test
  void customersHaveTheirSharesOfTheSpend() {
    Row compared =
        spark
            .sql(
                """
                WITH costs AS (
                  SELECT trunc(first_purchase, 'MONTH') AS period,
                    coalesce(channel, '(none)') AS channel, sum(acquisition_cost) AS cost,
                    count(*) AS n
                  FROM scores GROUP BY ALL)
                SELECT count(*), count_if(abs(cost - allocated) <= 0.02 + 2e-6 * n
                  OR (cost IS NULL AND allocated = 0))
                FROM costs JOIN acquisition USING (period, channel) WHERE kind = '(all)'
                """)
            .first();
    assertThat(compared.getLong(0)).isEqualTo(100);
    assertThat(compared.getLong(1)).isEqualTo(100);
  }

  @Test
  void visitsMakeConversionRatesAndBids() {
    Row october =
        spark
            .sql(
                """
                SELECT a.visits, a.conversion_rate - a.customers / a.visits,
                  a.highest_bid - a.ltv * a.conversion_rate, a.highest_cac - a.ltv / 3,
                  a.ltv_to_cac - a.ltv / a.cac, a.value_to_cac - a.value_to_date / a.cac,
                  b.visits, c.conversion_rate
                FROM acquisition a, acquisition b, acquisition c
                WHERE a.period = '2010-10-01' AND a.channel = 'search' AND a.kind = '(all)'
                  AND b.period = '2010-10-01' AND b.channel = '(blended)' AND b.kind = '(all)'
                  AND c.period = '2010-10-01' AND c.channel = 'organic' AND c.kind = '(all)'
                """)
            .first();
    assertThat(october.getDouble(0)).isEqualTo(5210);
    for (int i = 1; i < 6; i++) {
      assertThat(october.getDouble(i)).isCloseTo(0, within(1e-4));
    }
    assertThat(october.getDouble(6)).isEqualTo(7690);
    assertThat(october.getDouble(7)).as("without visits as configured").isEqualTo(0.02);
  }

  @Test
  void experimentIsWhatPlainSqlFinds() {
    List<Row> rows =
        spark
            .sql(
                """
                WITH measured AS (
                  SELECT variant, 'value_to_date' AS measure, CAST(margin AS DOUBLE) AS x
                  FROM customers
                  UNION ALL SELECT customers.variant, 'predicted_clv', predicted_clv
                  FROM customers JOIN scores ON customer_id = CustomerID
                  UNION ALL SELECT customers.variant, 'ltv', CAST(margin AS DOUBLE) + predicted_clv
                  FROM customers JOIN scores ON customer_id = CustomerID),
                expected AS (
                  SELECT variant, measure, count(*) AS n, avg(x) AS mean,
                    var_samp(x) / count(*) AS error
                  FROM measured WHERE variant IS NOT NULL GROUP BY ALL)
                SELECT e.mean - x.mean, e.n - x.customers, e.mean - c.mean,
                  sqrt(e.error + c.error), x.difference, x.difference_low, x.difference_high,
                  x.probability_above_zero, x.reason, x.variant
                FROM expected e JOIN expected c ON c.measure = e.measure AND c.variant = 'control'
                  FULL OUTER JOIN experiments x
                    ON x.variant = e.variant AND x.measure = e.measure
                """)
            .collectAsList();
    assertThat(rows).hasSize(6);
    for (Row row : rows) {
      assertThat(row.getDouble(0)).isCloseTo(0, within(1e-4));
      assertThat(row.getLong(1)).isZero();
      if (row.getString(9).equals("control")) {
        assertThat(row.isNullAt(4) && row.isNullAt(7)).isTrue();
        assertThat(row.getString(8)).isEqualTo("the control");
      } else {
        double error = row.getDouble(3);
        assertThat(row.getDouble(4)).isCloseTo(row.getDouble(2), within(2e-4));
        // With nearly 2,000 customers each, t is normal to a thousandth.
        assertThat((row.getDouble(6) - row.getDouble(4)) / error).isCloseTo(1.645, within(0.003));
        assertThat((row.getDouble(4) - row.getDouble(5)) / error).isCloseTo(1.645, within(0.003));
        assertThat(row.getDouble(7))
            .isCloseTo(
                NormalDistribution.of(0, 1).cumulativeProbability(row.getDouble(2) / error),
                within(1e-3));
        assertThat(row.isNullAt(8)).isTrue();
      }
    }
  }

  /** Months of age are twelfths of a year; only those that have ended for all of a cohort count. */
  @Test
  void paybackIsWhatPlainSqlFinds() {
    Row compared =
        spark
            .sql(
                """
                WITH rows AS (
                  SELECT CustomerID, to_date(InvoiceDate) AS day, Invoice,
                    CAST(Quantity * CAST(Price AS DECIMAL(12, 3)) AS DECIMAL(19, 6)) AS amount
                  FROM lines WHERE CustomerID IS NOT NULL),
                money AS (
                  SELECT CustomerID, day, 0.10 * sum(amount) AS margin FROM rows GROUP BY ALL
                  UNION ALL SELECT CustomerID, min(day), -3.5 FROM rows WHERE amount > 0
                  GROUP BY CustomerID, Invoice),
                aged AS (
                  SELECT month AS cohort, channel, money.margin,
                    greatest(0, floor(datediff(day, first_day) / 30.4375)) AS age
                  FROM money JOIN customers USING (CustomerID)),
                segments AS (
                  SELECT month AS cohort, 'all' AS dimension, 'all' AS segment, first_day
                  FROM customers
                  UNION ALL SELECT month, 'channel', channel, first_day FROM customers),
                cohorts AS (
                  SELECT cohort, dimension, segment, count(*) AS n,
                    floor((datediff('2011-12-09', max(first_day)) + 1) / 30.4375) AS ended
                  FROM segments GROUP BY ALL),
                sums AS (
                  SELECT cohort, 'all' AS dimension, 'all' AS segment, age, sum(margin) AS margin
                  FROM aged GROUP BY cohort, age
                  UNION ALL SELECT cohort, 'channel', channel, age, sum(margin)
                  FROM aged GROUP BY cohort, channel, age),
                cumulative AS (
                  SELECT *, sum(margin) OVER (PARTITION BY cohort, dimension, segment ORDER BY age)
                    AS earned FROM sums),
                expected AS (
                  SELECT cohort, dimension, segment, any_value(n) AS n, any_value(a.cac) AS cac,
                    min(IF(age < ended AND earned / n >= a.cac, age, NULL)) AS month
                  FROM cohorts JOIN cumulative USING (cohort, dimension, segment)
                    JOIN acquisition a ON a.period = cohort AND a.kind = '(all)'
                      AND a.channel = IF(dimension = 'all', '(blended)', segment)
                  GROUP BY cohort, dimension, segment)
                SELECT count(*), count_if(v.customers = n), count_if(v.cac <=> e.cac),
                  count_if(v.payback_month <=> e.month),
                  count_if(v.payback_progress RLIKE
                    CASE WHEN e.cac IS NULL THEN '^no spend$'
                      ELSE '^-?[0-9]+[.][0-9]{2} of [0-9]+[.][0-9]{2} so far$' END
                    OR (v.payback_progress IS NULL AND e.month IS NOT NULL)),
                  count_if(e.month > 0), count_if(e.cac IS NOT NULL AND e.month IS NULL),
                  count_if(v.payback_projected_month IS NOT NULL),
                  count_if(v.ltv_to_cac_90 <=> v.ltv_90 / v.cac
                    OR abs(v.ltv_to_cac_90 - v.ltv_90 / v.cac) < 1e-4)
                FROM expected e FULL OUTER JOIN (
                  SELECT * FROM cohort_value WHERE cohort IS NOT NULL
                    AND dimension IN ('all', 'channel')) v
                  ON v.cohort = e.cohort AND v.dimension = e.dimension AND v.segment = e.segment
                """)
            .first();
    long rows = compared.getLong(0);
    assertThat(rows).isEqualTo(125);
    for (int i = 1; i < 5; i++) {
      assertThat(compared.getLong(i)).as("column %d of %s", i, compared).isEqualTo(rows);
    }
    assertThat(compared.getLong(5)).as("paid back after month 0").isPositive();
    assertThat(compared.getLong(6)).as("not paid back so far").isPositive();
    assertThat(compared.getLong(7)).as("projected").isPositive();
    assertThat(compared.getLong(8)).isEqualTo(rows);
  }

  private static List<String> texts(String query) {
    return JobFixture.texts(spark.sql(query));
  }
}

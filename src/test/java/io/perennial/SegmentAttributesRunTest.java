package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attributes of customers as segments, and costs, on the CDNOW sample. */
@Tag("long")
class SegmentAttributesRunTest {
  private static final String RUN_DATE = "1998-06-30";

  @TempDir static Path directory;

  private static SparkSession spark;
  private static JobFixture job;
  private static String said;

  @BeforeAll
  static void run() {
    spark = SparkTestSession.shared();
    // Everybody has a level of wide: 1,900 of them. Every hundredth customer has no row.
    spark
        .sql(
            """
            SELECT customer_id, element_at(array('search', 'search', 'search', ' social ', NULL, 'fax'),
                IF(n % 300 = 1, 6, 1 + n % 5)) AS channel,
              CAST(1990 + n % 3 AS DOUBLE) AS year, CAST(n % 1900 AS STRING) AS wide,
              CASE WHEN n % 5 = 3 THEN '12.50' WHEN n % 5 = 4 THEN NULL WHEN n % 50 = 0 THEN '-1'
                WHEN n % 50 = 1 THEN 'free' ELSE '40' END AS cost
            FROM (SELECT customer_id, row_number() OVER (ORDER BY customer_id) AS n
              FROM parquet.`data-samples/cdnow-sample` GROUP BY customer_id)
            WHERE n % 100 != 7
            """)
        .write()
        .parquet(directory.resolve("customers").toString());
    job =
        JobFixture.written(
            """
            perennial {
              input {
                path = data-samples/cdnow-sample
                columns { customer = customer_id, timestamp = txn_date, amount = amount }
                customers {
                  path = "%s"
                  columns { customer = customer_id, channel = channel, year = year, wide = wide,
                    acquisition-cost = cost }
                }
              }
              purchases.zero-day = purchase
              models.purchases = [bg-nbd]
              clv.margin = 0.4
              economics {
                segments = [year, wide, channel, spend_band, cohort]
                cost-per-order = 2, cost-share = 0.05, conversion-rate = 0.03, max-spending-share = 0.2
              }
              output.tables = [segments, economics]
            }
            """
                .formatted(directory.resolve("customers")),
            directory);
    said = job.succeed("run", "--run-date", RUN_DATE);
    job.table("scores").createOrReplaceTempView("attributed");
    job.table("segments").createOrReplaceTempView("attribute_segments");
    job.table("economics").createOrReplaceTempView("attribute_economics");
    spark
        .sql(
            """
            SELECT s.*, IF(cost IN ('12.50', '40'), CAST(cost AS DECIMAL(19, 6)), NULL) AS truth,
              trim(c.channel) AS its_channel
            FROM attributed s LEFT JOIN parquet.`%s` c ON s.customer_id = c.customer_id
            """
                .formatted(directory.resolve("customers")))
        .createOrReplaceTempView("attributed_truth");
  }

  @Test
  void scoresCarryAttributesAndCosts() {
    List<String> columns = List.of(job.table("scores").columns());
    assertThat(columns.subList(columns.size() - 4, columns.size()))
        .containsExactly("year", "wide", "channel", "run_date");
    nothing(
        """
        SELECT * FROM attributed_truth WHERE NOT (acquisition_cost <=> truth
          AND channel <=> its_channel AND coalesce(year, '1990') IN ('1990', '1991', '1992')
          AND margin_product = CAST(revenue * 0.4 AS DECIMAL(19, 6))
          AND margin_delivered
            = CAST(revenue * 0.4 AS DECIMAL(19, 6)) - CAST(revenue * 0.05 AS DECIMAL(19, 6)) - 2 * orders
          AND margin_after_acquisition <=> margin_delivered - acquisition_cost)""");
  }

  @Test
  void whatCannotBeUsedIsCounted() {
    JsonNode manifest = job.manifest(RUN_DATE);
    long refused =
        spark
            .read()
            .parquet(directory.resolve("customers").toString())
            .where("cost IN ('-1', 'free')")
            .count();
    assertThat(refused).isPositive();
    assertThat(manifest.get("warnings").toString())
        .contains(refused + " customers have an acquisition-cost that is negative, no number")
        .contains("wide has more than 1,000 levels; the 1,000 of most customers are segments");
    assertThat(manifest.at("/customers/missingAttributes/year").asLong()).isZero();
  }

  @Test
  void smallAndSupernumerarySegmentsAreOneAndEverybodyIsInOne() {
    assertThat(
            spark
                .sql(
                    "SELECT segment FROM attribute_segments WHERE dimension = 'channel' ORDER BY 1")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0)))
        .as("fax has too few customers")
        .containsExactly("(none)", "(other)", "search", "social");
    assertThat(
            spark
                .sql("SELECT segment FROM attribute_segments WHERE dimension = 'year' ORDER BY 1")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0)))
        .containsExactly("(none)", "1990", "1991", "1992");
    nothing(
        """
        SELECT dimension, sum(customers) FROM attribute_segments GROUP BY dimension
        HAVING sum(customers) != 2357 OR sum(margin_after_acquisition)
          != (SELECT sum(margin_after_acquisition) FROM attributed)""");
    nothing(
        """
        SELECT * FROM attribute_segments WHERE customers < 20 AND segment != '(other)'""");
  }

  @Test
  void bandsAndCohortsAreDimensionsToo() {
    nothing(
        """
        WITH by_hand AS (
          SELECT stack(2, 'cohort', CAST(trunc(first_purchase, 'MM') AS STRING),
              'spend_band', CASE WHEN revenue >= 100 AND revenue < 250 THEN '100 to below 250'
                WHEN revenue >= 250 AND revenue < 500 THEN '250 to below 500' END)
              AS (dimension, segment), revenue
          FROM attributed)
        SELECT * FROM (
          SELECT dimension, segment, count(*) AS n, sum(revenue) AS total FROM by_hand
          WHERE segment IS NOT NULL GROUP BY ALL) h
        LEFT JOIN attribute_segments s USING (dimension, segment)
        WHERE NOT (n <=> customers AND total <=> revenue)""");
  }

  @Test
  void costsRatiosAndPaybackAreWhatPlainSqlFinds() {
    nothing(
        """
        SELECT * FROM attribute_segments s JOIN (
          SELECT 'channel' AS dimension, coalesce(channel, '(none)') AS segment,
            avg(acquisition_cost) AS cac, avg(margin_delivered + predicted_clv) AS ltv,
            sum(margin_delivered) / sum(greatest(1, age_days / 30.4375D)) AS monthly
          FROM attributed GROUP BY ALL) h USING (dimension, segment)
        WHERE NOT (s.cac <=> CAST(h.cac AS DOUBLE)
          AND (s.cac IS NULL AND s.ltv_to_cac IS NULL AND s.payback_months IS NULL
            OR abs(s.ltv_to_cac * h.cac / h.ltv - 1) < 1e-6
              AND abs(s.payback_months * h.monthly / h.cac - 1) < 1e-6))""");
    Row ratio =
        spark
            .sql(
                """
                SELECT value, reason, inputs['acquisition_cost'] FROM attribute_economics
                WHERE dimension = 'channel' AND segment = 'search' AND formula = 'LTV : CAC'""")
            .first();
    assertThat(ratio.getDouble(2)).isEqualTo(40.0);
    assertThat(ratio.getDouble(0)).isBetween(0.5, 2.9);
    assertThat(ratio.getString(1))
        .isEqualTo(ratio.getDouble(0) <= 1 ? "destroys value" : "below 3");
    Row visitor =
        spark
            .sql(
                """
                SELECT v.value, p.value FROM attribute_economics v JOIN attribute_economics p
                WHERE v.dimension = 'all' AND v.formula = 'value of a visitor, highest bid per click'
                  AND p.dimension = 'all' AND p.formula = 'average customer profit (PMC)'""")
            .first();
    assertThat(visitor.isNullAt(0)).isEqualTo(visitor.isNullAt(1));
    if (!visitor.isNullAt(0)) {
      assertThat(visitor.getDouble(0)).isCloseTo(0.03 * visitor.getDouble(1), within(1e-12));
    }
  }

  @Test
  void onlyTheTablesThatAreNamedAreWritten() {
    assertThat(Path.of(job.output(), "targets")).doesNotExist();
    assertThat(Path.of(job.output(), "equity")).doesNotExist();
    assertThat(said).contains("segments", "economics", "scores");
  }

  private static void nothing(String sql) {
    assertThat(spark.sql(sql).collectAsList()).as(sql).isEmpty();
  }
}

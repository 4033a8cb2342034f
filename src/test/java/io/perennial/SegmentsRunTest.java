package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Segments, value formulas and targets of two years of a real shop, held against plain SQL over its
 * files and the published scores.
 */
@ExtendWith(GeneratedCode.class)
@Tag("long")
class SegmentsRunTest {
  private static SparkSession spark;
  private static JobFixture job;

  @BeforeAll
  static void run() {
    spark = SparkTestSession.shared();
    job = SampleRuns.ONLINE_RETAIL_II.published();
    job.table("scores").createOrReplaceTempView("scores");
    job.table("segments").createOrReplaceTempView("segments");
    job.table("economics").createOrReplaceTempView("economics");
    job.table("targets").createOrReplaceTempView("targets");
    spark
        .sql(
            """
            SELECT CustomerID AS customer_id, to_date(InvoiceDate) AS day,
              sum(CAST(Quantity * CAST(Price AS DECIMAL(12, 3)) AS DECIMAL(19, 6))) AS net
            FROM parquet.`data-samples/online-retail-ii`
            WHERE CustomerID IS NOT NULL
              AND coalesce(StockCode NOT IN ('BANK CHARGES', 'AMAZONFEE', 'CRUK', 'S')
                AND StockCode NOT LIKE 'ADJUST%' AND StockCode NOT LIKE 'TEST%'
                AND Invoice NOT LIKE 'A%', false)
            GROUP BY ALL
            """)
        .createOrReplaceTempView("days");
    // Dimensions by hand; the tiers by rank, which is what they are where no values are equal.
    spark
        .sql(
            """
            WITH bought AS (
              SELECT customer_id,
                max(day > '2011-06-09' AND day <= '2011-09-09') AS earlier,
                max(day > '2011-09-09') AS later
              FROM days WHERE net > 0 GROUP BY customer_id),
            known AS (
              SELECT s.*, earlier, later,
                percent_rank() OVER (ORDER BY predicted_clv DESC) AS rank,
                CAST(revenue AS DOUBLE) + predicted_clv AS value,
                greatest(1, age_days / 30.4375D) AS months,
                CASE WHEN age_days < 30 THEN '0-29 days' WHEN age_days < 90 THEN '30-89 days'
                  WHEN age_days < 180 THEN '90-179 days' WHEN age_days < 365 THEN '180-364 days'
                  WHEN age_days < 730 THEN '365-729 days' ELSE '730-1094 days' END AS tenure
              FROM scores s JOIN bought b USING (customer_id))
            SELECT * EXCEPT (segment), IF(count(*) OVER (PARTITION BY dimension, segment) < 20,
                '(other)', segment) AS segment
            FROM (
              SELECT *, stack(4, 'all', 'all', 'rfm_segment', rfm_segment, 'tenure', tenure,
                  'value_tier', value_tier) AS (dimension, segment)
              FROM known)
            """)
        .createOrReplaceTempView("known");
    spark
        .sql(
            """
            SELECT dimension, segment, count(*) AS customers, sum(revenue) AS revenue,
              sum(predicted_clv) AS predicted_clv, avg(p_alive) AS p_alive,
              avg(expected_lifetime_days) AS expected_lifetime_days,
              nullif(1 - pow(try_divide(count_if(earlier AND later), count_if(earlier)), 1 / 3D), 0)
                AS monthly_churn,
              sum(revenue) / sum(orders) AS order_value,
              sum(orders) / sum(months) AS orders_per_month,
              percentile_disc(0.1) WITHIN GROUP (ORDER BY value) AS value_p10,
              percentile_disc(0.5) WITHIN GROUP (ORDER BY value) AS value_p50,
              percentile_disc(0.9) WITHIN GROUP (ORDER BY value) AS value_p90,
              avg(p_alive * age_days + (1 - p_alive) * recency_days + expected_lifetime_days)
                / 30.4375 AS lifetime_months
            FROM known GROUP BY dimension, segment
            """)
        .cache()
        .createOrReplaceTempView("by_hand");
  }

  @Test
  void everySegmentIsWhatPlainSqlFinds() {
    assertThat(spark.sql("SELECT * FROM segments").count())
        .isEqualTo(spark.sql("SELECT * FROM by_hand").count())
        .isGreaterThan(20);
    for (String name : List.of("customers", "revenue")) {
      nothing(
          "SELECT * FROM segments s FULL JOIN by_hand h USING (dimension, segment) WHERE NOT s."
              + name
              + " <=> h."
              + name);
    }
    for (String name :
        List.of(
            "predicted_clv",
            "p_alive",
            "expected_lifetime_days",
            "monthly_churn",
            "order_value",
            "orders_per_month")) {
      agree(name, "1e-6");
    }
    for (String quantile : List.of("value_p10", "value_p50", "value_p90")) {
      agree(quantile, "0.004");
    }
  }

  private static void agree(String column, String tolerance) {
    nothing(
        """
        SELECT dimension, segment, s.%1$s, h.%1$s
        FROM segments s FULL JOIN by_hand h USING (dimension, segment)
        WHERE NOT (s.%1$s <=> h.%1$s)
          AND NOT coalesce(abs(s.%1$s - h.%1$s) <= %2$s * abs(h.%1$s), false)"""
            .formatted(column, tolerance));
  }

  private static void nothing(String sql) {
    assertThat(spark.sql(sql).collectAsList()).as(sql).isEmpty();
  }

  @Test
  void segmentsAddUpToTheScores() {
    nothing(
        """
        SELECT * FROM (
          SELECT dimension, sum(customers) AS customers, sum(revenue) AS revenue,
            sum(margin_product) AS product, sum(margin_delivered) AS delivered,
            CAST(sum(CAST(predicted_clv AS DECIMAL(30, 6))) AS DOUBLE) AS predicted
          FROM segments GROUP BY dimension)
        CROSS JOIN (
          SELECT count(*) AS n, sum(revenue) AS total, sum(margin_product) AS total_product,
            sum(margin_delivered) AS total_delivered,
            CAST(sum(CAST(predicted_clv AS DECIMAL(30, 6))) AS DOUBLE) AS total_predicted
          FROM scores)
        WHERE NOT (customers = n AND revenue = total AND product = total_product
          AND delivered = total_delivered AND predicted = total_predicted)""");
    nothing(
        """
        SELECT * FROM segments
        WHERE NOT (0 <= predicted_clv_low AND predicted_clv_low <= predicted_clv
          AND predicted_clv <= predicted_clv_high)""");
    Row equity = job.table("equity").where("cohort IS NULL").first();
    Row all = spark.sql("SELECT * FROM segments WHERE dimension = 'all'").first();
    assertThat(all.<Double>getAs("predicted_clv_low"))
        .isEqualTo(equity.<Double>getAs("predicted_clv_low"));
    assertThat(all.<Double>getAs("predicted_clv_high"))
        .isEqualTo(equity.<Double>getAs("predicted_clv_high"));
    assertThat(all.isNullAt(all.fieldIndex("cac"))).as("no acquisition cost is known").isTrue();
    assertThat(all.isNullAt(all.fieldIndex("ltv_to_cac"))).isTrue();
  }

  /** The formulas once more, in SQL over the segments; d is 10% a year. */
  @Test
  void everyFormulaIsWhatPlainSqlFinds() {
    assertThat(spark.sql("SELECT * FROM economics").count())
        .isEqualTo(13 * spark.sql("SELECT * FROM segments").count());
    spark
        .sql(
            """
            WITH known AS (
              SELECT *, order_value * orders_per_month AS monthly, 12 * orders_per_month AS n,
                pow(1 - monthly_churn, 12) AS rho, try_divide(1, monthly_churn) / 12 AS years,
                CAST(revenue AS DOUBLE) / customers AS current, predicted_clv / customers AS potential
              FROM by_hand)
            SELECT dimension, segment, stack(9,
                'value × lifetime', monthly / monthly_churn,
                'AOV × frequency ÷ churn', monthly / monthly_churn,
                'average value × lifetime', monthly * lifetime_months,
                'lifetime from churn', 1 / monthly_churn,
                'profit less costs', current,
                'average customer value (VMC)',
                  IF(years >= 1, n * order_value + order_value * rho * (years - 1), NULL),
                'average customer profit (PMC)',
                  IF(years >= 1, n * order_value + order_value * rho * (years - 1), NULL),
                'discounted',
                  monthly * (1 - monthly_churn) / (pow(1.1D, 1 / 12D) - 1 + monthly_churn),
                'current and potential value', current + potential) AS (formula, value)
            FROM known
            """)
        .createOrReplaceTempView("formulas");
    nothing(
        """
        SELECT * FROM economics e JOIN formulas f USING (dimension, segment, formula)
        WHERE NOT (e.value <=> f.value)
          AND NOT coalesce(abs(e.value - f.value) <= 1e-6 * abs(f.value), false)""");
    nothing("SELECT * FROM economics WHERE (value IS NULL) != (reason IS NOT NULL)");
    nothing(
        """
        SELECT * FROM economics
        WHERE formula IN ('LTV : CAC', 'CAC payback', 'ARPU × margin ÷ churn')
          AND value IS NOT NULL""");
    assertThat(
            spark
                .sql(
                    "SELECT reason FROM economics WHERE formula = 'LTV : CAC' AND dimension = 'all'")
                .first()
                .getString(0))
        .isEqualTo("the acquisition cost is not known");
  }

  @Test
  void tiersAndBenchmarksAreWhatPlainSqlFinds() {
    // Limits are found to 0.1%, and whoever does not fit goes down: never more, hardly fewer.
    nothing(
        """
        SELECT * FROM (
          SELECT count(*) AS n, count_if(value_tier = 'top-1') AS one,
            count_if(value_tier IN ('top-1', 'top-5')) AS five,
            count_if(value_tier IN ('top-1', 'top-5', 'top-20')) AS twenty,
            count_if(value_tier != 'lower-50') AS fifty FROM scores)
        WHERE NOT (one BETWEEN n * 0.01 - 2 AND ceil(n * 0.01)
          AND five BETWEEN n * 0.05 - 3 AND ceil(n * 0.05)
          AND twenty BETWEEN n * 0.2 - 9 AND ceil(n * 0.2)
          AND fifty BETWEEN n * 0.5 - 20 AND ceil(n * 0.5))""");
    nothing(
        """
        SELECT * FROM (
          SELECT value_tier, min(predicted_clv) AS least, max(predicted_clv) AS most FROM scores
          GROUP BY value_tier) a JOIN (
          SELECT value_tier, min(predicted_clv) AS least, max(predicted_clv) AS most FROM scores
          GROUP BY value_tier) b
        WHERE a.value_tier != b.value_tier AND a.least <= b.least AND a.most >= b.least""");
    nothing(
        """
        SELECT * FROM (
          SELECT *, CAST(revenue AS DOUBLE) + predicted_clv AS value,
            avg(CAST(revenue AS DOUBLE) + predicted_clv)
              OVER (PARTITION BY trunc(first_purchase, 'MM')) AS of_cohort,
            avg(CAST(revenue AS DOUBLE) + predicted_clv) OVER (PARTITION BY rfm_segment) AS of_segment
          FROM scores)
        WHERE NOT (abs(cohort_benchmark * of_cohort - value) < 1e-5
          AND abs(segment_benchmark * of_segment - value) < 1e-5)""");
    nothing(
        """
        SELECT * FROM (
          SELECT DISTINCT customer_id, retained, IF(earlier, later, NULL) AS truth FROM known)
        WHERE NOT retained <=> truth""");
    nothing(
        """
        SELECT * FROM scores
        WHERE acquisition_cost IS NOT NULL OR margin_after_acquisition IS NOT NULL
          OR margin_product != revenue OR margin_delivered != revenue
          OR NOT expected_lifetime_days BETWEEN 0 AND 365 * p_alive""");
  }

  @Test
  void everyTargetIsWhoPlainSqlFinds() {
    spark
        .sql(
            """
            WITH known AS (
              SELECT *, CAST(revenue AS DOUBLE) AS margin, datediff('2011-12-09', last_purchase) AS silence,
                try_divide(recency_days, frequency) AS gap, predicted_clv / p_alive AS residual
              FROM scores),
            limits AS (SELECT min(margin) AS valuable FROM (
              SELECT margin, rank() OVER (ORDER BY margin DESC) AS r, count(*) OVER () AS n FROM known)
              WHERE r <= n * 0.199)
            SELECT customer_id, CASE
                WHEN margin >= valuable AND p_alive < 0.5 THEN 'win-back'
                WHEN value_tier IN ('top-1', 'top-5', 'top-20') AND frequency >= 2
                  AND silence > 2 * gap THEN 'keep'
                WHEN frequency = 0 AND age_days <= 30 THEN 'welcome'
                WHEN frequency > 0 AND p_alive >= 0.5 AND cohort_benchmark < 0.5 THEN 'grow'
                END AS action,
              least(0.1 * predicted_clv, CASE
                WHEN margin >= valuable AND p_alive < 0.5 OR
                  value_tier IN ('top-1', 'top-5', 'top-20') AND frequency >= 2 AND silence > 2 * gap
                THEN residual * (1 - p_alive)
                WHEN frequency = 0 THEN residual * exp(-expected_purchases)
                ELSE (margin + predicted_clv) * (1 / cohort_benchmark - 1) END) AS worth
            FROM known CROSS JOIN limits
            """)
        .where("action IS NOT NULL")
        .createOrReplaceTempView("targets_by_hand");
    // Whoever is within 1% of the limit of value to date may be on either side here.
    List<Row> apart =
        spark
            .sql(
                """
                SELECT * FROM targets t FULL JOIN targets_by_hand h USING (customer_id)
                WHERE NOT t.action <=> h.action OR abs(worth_spending - worth) > 0.0051""")
            .collectAsList();
    assertThat(apart).hasSizeLessThan(5);
    assertThat(
            spark.sql("SELECT DISTINCT action FROM targets").collectAsList().stream()
                .map(row -> row.getString(0)))
        .contains("win-back", "keep", "grow");
    nothing(
        """
        SELECT * FROM targets
        WHERE action = 'win-back' AND NOT reason RLIKE
            'margin of [0-9.]+ to date is in the top 20%, but the probability of being active is 0.[0-4]'
          OR action = 'keep' AND NOT reason RLIKE 'days ago, more than twice the usual gap'
          OR worth_spending > 0.1 * predicted_clv + 0.01""");
  }
}

package io.perennial.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.GeneratedCode;
import io.perennial.JobFixture;
import io.perennial.SampleRuns;
import io.perennial.SparkTestSession;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tables on the base of customers by time: {@code cohort_value}, {@code periods} and {@code
 * first_to_second}, of CDNOW against published figures and of Online Retail II, whole, against
 * plain SQL over its rows.
 */
@ExtendWith(GeneratedCode.class)
@Tag("long")
class BaseTablesTest {
  private static final String RETAIL =
      """
      SELECT CustomerID AS customer, Invoice AS invoice, to_date(InvoiceDate) AS day,
        CAST(Quantity * CAST(Price AS DECIMAL(12, 3)) AS DECIMAL(19, 6)) AS amount,
        CAST(0 AS DECIMAL(19, 6)) AS costs
      FROM parquet.`data-samples/online-retail-ii`
      WHERE CustomerID IS NOT NULL
        AND StockCode NOT IN ('BANK CHARGES', 'AMAZONFEE', 'CRUK', 'S')
        AND StockCode NOT LIKE 'ADJUST%' AND StockCode NOT LIKE 'TEST%'
        AND Invoice NOT LIKE 'A%'
      """;

  /** Goods are three fifths of the amount, an order costs 1 and a twentieth. */
  private static final String CDNOW =
      """
      SELECT customer_id AS customer, monotonically_increasing_id() AS invoice,
        to_date(txn_date) AS day, CAST(amount AS DECIMAL(19, 6)) AS amount,
        CAST(amount * 0.6 + 1 + amount * 0.05 AS DECIMAL(19, 6)) AS costs
      FROM parquet.`data-samples/cdnow-sample` WHERE txn_date <= '1997-06-15'
      """;

  private static final List<Dataset<Row>> CACHED = new ArrayList<>();

  @TempDir static Path directory;

  private static SparkSession spark;
  private static JobFixture cdnow;
  private static JobFixture retail;
  private static JobFixture channels;
  private static JobFixture viewed;

  @BeforeAll
  static void run() {
    spark = SparkTestSession.shared();
    cdnow = SampleRuns.CDNOW.published();
    retail = SampleRuns.ONLINE_RETAIL_II.published();
    Dataset<Row> customers =
        spark.sql(
            """
            SELECT DISTINCT customer_id, CASE WHEN customer_id % 100 = 7 THEN 'tv'
              WHEN customer_id % 5 = 0 THEN NULL WHEN customer_id % 3 = 0 THEN 'web' ELSE 'shop'
              END AS channel
            FROM parquet.`data-samples/cdnow-sample`""");
    channels = JobFixture.shipped("cdnow.conf", directory);
    channels.succeed(
        "run",
        "--run-date",
        "1997-06-15",
        "--set",
        "perennial.input.customers.path=" + JobFixture.parquet(customers, directory.resolve("in")),
        "--set",
        "perennial.input.customers.columns.channel=channel",
        "--set",
        "perennial.input.columns.cost=\"amount * 0.6\"",
        "--set",
        "perennial.economics.cost-per-order=1",
        "--set",
        "perennial.economics.cost-share=0.05",
        "--set",
        "perennial.economics.min-group=50",
        "--set",
        "perennial.models.purchases=[]");
  }

  /** The tables of a run, and its customers and days as one writes them by hand. */
  private static void view(JobFixture job, String taken, String purchase, String segments) {
    if (job == viewed) {
      return;
    }
    viewed = job;
    for (String table : List.of("cohort_value", "periods", "first_to_second")) {
      job.table(table).createOrReplaceTempView(table);
    }
    forget();
    cached(spark.sql(taken)).createOrReplaceTempView("taken");
    cached(
            spark.sql(
                """
            SELECT customer, day, sum(amount) AS net, sum(amount - costs) AS margin, %s AS purchase
            FROM taken GROUP BY customer, day"""
                    .formatted(purchase)))
        .createOrReplaceTempView("days");
    cached(
            spark.sql(
                """
            SELECT customer, first, dimension, segment
            FROM (SELECT customer, min(day) AS first FROM days WHERE purchase GROUP BY customer)
              LATERAL VIEW stack(%s) AS dimension, segment"""
                    .formatted(segments)))
        .createOrReplaceTempView("buyers");
    spark
        .sql(
            """
            SELECT * FROM VALUES ('month', 'MM', 1), ('quarter', 'QUARTER', 3)
              AS (kind, cut, months)""")
        .createOrReplaceTempView("kinds");
  }

  private static Dataset<Row> cached(Dataset<Row> rows) {
    CACHED.add(rows.cache());
    return rows;
  }

  @AfterAll
  static void forget() {
    CACHED.forEach(Dataset::unpersist);
    CACHED.clear();
  }

  private static void viewRetail() {
    view(retail, RETAIL, "sum(amount) > 0", "1, 'all', 'all'");
  }

  private static void viewChannels() {
    view(
        channels,
        CDNOW,
        "sum(amount) >= 0",
        """
        2, 'all', 'all', 'channel', CASE WHEN customer % 100 = 7 THEN '(other)'
          WHEN customer % 5 = 0 THEN '(none)' WHEN customer % 3 = 0 THEN 'web' ELSE 'shop' END""");
  }

  @Test
  void cdnowAtFixedAges() {
    Row all = cdnow.table("cohort_value").where("cohort IS NULL").first();
    assertThat(all.<String>getAs("dimension")).isEqualTo("all");
    assertThat(all.<String>getAs("segment")).isEqualTo("all");
    assertThat(all.<Long>getAs("customers")).isEqualTo(2357);
    assertThat(all.<Integer>getAs("youngest_age_days"))
        .as("from 1997-03-25 to 1998-06-30")
        .isEqualTo(462);
    Map.of(30, 44.3820, 60, 50.8534, 90, 55.1988, 180, 68.1049)
        .forEach(
            (age, spend) -> {
              assertThat(all.<Double>getAs("revenue_" + age)).isEqualTo(spend, within(.00005));
              assertThat(all.<Double>getAs("ltv_" + age)).isEqualTo(spend, within(.00005));
              assertThat(all.<Double>getAs("mature_ltv_" + age)).isEqualTo(spend, within(.00005));
              assertThat(all.<Long>getAs("mature_customers_" + age)).isEqualTo(2357);
            });
    Map.of(30, .173950, 60, .254985, 90, .291472, 180, .376326)
        .forEach(
            (age, share) ->
                assertThat(all.<Double>getAs("repurchase_" + age))
                    .isEqualTo(share, within(.0000005)));
  }

  @Test
  void cdnowFromFirstToSecondPurchase() {
    Row all = cdnow.table("first_to_second").first();
    assertThat(all.<Long>getAs("customers")).isEqualTo(2357);
    assertThat(all.<Long>getAs("bought_again")).isEqualTo(1139);
    assertThat(all.<Double>getAs("mean_days_bought_again")).isEqualTo(107.885, within(.0005));
    assertThat(all.<Double>getAs("median_days_bought_again")).isEqualTo(55);
    assertThat(all.<Integer>getAs("median_days")).as("fewer than half came back").isNull();
    assertThat(all.<Double>getAs("repurchase_180")).isEqualTo(.376326, within(.0000005));
  }

  @Test
  void cdnowFromQuarterToQuarter() {
    List<Row> quarters =
        cdnow.table("periods").where("kind = 'quarter'").orderBy("period").collectAsList();
    assertThat(quarters)
        .hasSize(6)
        .allSatisfy(row -> assertThat(row.<Boolean>getAs("observed")).isTrue());
    List<String> columns =
        List.of(
            "period",
            "active",
            "purchase_days",
            "revenue",
            "new",
            "retained",
            "returned",
            "lapsed");
    assertThat(quarters.subList(0, 3))
        .extracting(row -> columns.stream().map(row::<Object>getAs).toList().toString())
        .containsExactly(
            "[1997-01-01, 2357, 3169, 112498.610000, 2357, null, null, null]",
            "[1997-04-01, 524, 920, 33629.630000, 0, 524, 0, 1833]",
            "[1997-07-01, 418, 725, 26987.310000, 0, 214, 204, 310]");
    assertThat(quarters.get(2).<BigDecimal>getAs("bridge_customers").doubleValue())
        .isEqualTo(-6822.52, within(.005));
    assertThat(quarters.get(2).<BigDecimal>getAs("bridge_frequency").doubleValue())
        .isEqualTo(-368.03, within(.005));
    assertThat(quarters.get(2).<BigDecimal>getAs("bridge_value").doubleValue())
        .isEqualTo(548.23, within(.005));
    for (Row row : quarters.subList(3, 6)) {
      assertThat((double) row.<Long>getAs("returned") / row.<Long>getAs("active"))
          .as("buyers who skipped the quarter before")
          .isBetween(.435, .505);
    }
  }

  @Test
  void cohortsAtFixedAgesAreWhatPlainSqlFinds() {
    viewRetail();
    cohortsAtFixedAges("2011-12-09", 1 + 25);
    viewChannels();
    // Three cohorts and all of them, of all customers and of four channels.
    cohortsAtFixedAges("1997-06-15", (1 + 4) * (1 + 3));
    assertThat(
            spark
                .sql("SELECT * FROM cohort_value WHERE ltv_60 IS NOT NULL AND ltv_90 IS NULL")
                .count())
        .as("whoever came in March is no 90 days old; neither are all cohorts together")
        .isEqualTo(2 * (1 + 4));
  }

  private static void cohortsAtFixedAges(String runDate, int rows) {
    Dataset<Row> expected =
        spark.sql(
            """
            WITH ages AS (SELECT explode(array(30, 60, 90, 180, 365)) AS age),
            customers AS (
              SELECT dimension, segment, trunc(first, 'MM') AS cohort, age,
                datediff(DATE'%s', first) AS known,
                sum(IF(day <= date_add(first, age), net, 0)) AS spent,
                sum(IF(day <= date_add(first, age), margin, 0)) AS earned,
                max(purchase AND day > first AND day <= date_add(first, age)) AS again
              FROM buyers JOIN days USING (customer) CROSS JOIN ages
              GROUP BY customer, first, age, dimension, segment),
            cohorts AS (
              SELECT dimension, segment, cohort, age, count(*) AS customers, min(known) AS youngest,
                count_if(known >= age) AS mature,
                CAST(sum(IF(known >= age, spent, 0)) AS DOUBLE) AS spent,
                CAST(sum(IF(known >= age, earned, 0)) AS DOUBLE) AS earned,
                count_if(known >= age AND again) AS again
              FROM customers GROUP BY GROUPING SETS
                ((dimension, segment, cohort, age), (dimension, segment, age)))
            SELECT cohort, dimension, segment, age, customers, youngest,
              IF(youngest >= age, round(earned / customers, 8), NULL) AS ltv,
              IF(youngest >= age, round(spent / customers, 8), NULL) AS revenue,
              IF(youngest >= age, round(again / customers, 12), NULL) AS repurchase, mature,
              round(try_divide(earned, mature), 8) AS mature_ltv,
              round(try_divide(spent, mature), 8) AS mature_revenue,
              round(try_divide(again, mature), 12) AS mature_repurchase
            FROM cohorts
            """
                .formatted(runDate));
    Dataset<Row> found =
        spark.sql(
            """
            SELECT cohort, dimension, segment, age, customers, youngest_age_days,
              round(ltv, 8), round(revenue, 8), round(repurchase, 12), mature,
              round(mature_ltv, 8), round(mature_revenue, 8), round(mature_repurchase, 12)
            FROM cohort_value LATERAL VIEW stack(5,
              30, ltv_30, revenue_30, repurchase_30,
              mature_customers_30, mature_ltv_30, mature_revenue_30, mature_repurchase_30,
              60, ltv_60, revenue_60, repurchase_60,
              mature_customers_60, mature_ltv_60, mature_revenue_60, mature_repurchase_60,
              90, ltv_90, revenue_90, repurchase_90,
              mature_customers_90, mature_ltv_90, mature_revenue_90, mature_repurchase_90,
              180, ltv_180, revenue_180, repurchase_180,
              mature_customers_180, mature_ltv_180, mature_revenue_180, mature_repurchase_180,
              365, ltv_365, revenue_365, repurchase_365,
              mature_customers_365, mature_ltv_365, mature_revenue_365, mature_repurchase_365)
              AS age, ltv, revenue, repurchase,
                mature, mature_ltv, mature_revenue, mature_repurchase
            """);
    same(found, expected, 5 * rows);
  }

  @Test
  void periodsAreWhatPlainSqlFinds() {
    viewRetail();
    periods("2009-12-01", "2011-12-09", 25 + 9);
    viewChannels();
    periods("1997-01-01", "1997-06-15", (1 + 4) * (6 + 2));
  }

  private static void periods(String firstDay, String runDate, int rows) {
    Dataset<Row> expected =
        spark.sql(
            """
            WITH bought AS (
              SELECT kind, months, customer, first, dimension, segment,
                date_trunc(cut, day)::DATE AS period, count(*) AS days
              FROM buyers JOIN days USING (customer) CROSS JOIN kinds WHERE purchase
              GROUP BY ALL),
            neighbours AS (
              SELECT *, lag(period) OVER own AS before, lead(period) OVER own AS after
              FROM bought WINDOW own AS (PARTITION BY kind, customer, dimension ORDER BY period)),
            ordered AS (
              SELECT customer, min(day) AS day FROM taken
              WHERE amount > 0 OR costs > 0 GROUP BY customer, invoice),
            calendar AS (
              SELECT kind, dimension, segment, months,
                explode(sequence(date_trunc(cut, DATE'%1$s')::DATE,
                  date_trunc(cut, DATE'%2$s')::DATE, make_interval(0, months))) AS period
              FROM kinds CROSS JOIN (SELECT DISTINCT dimension, segment FROM buyers)),
            parts AS (
              SELECT kind, dimension, segment, period, 1 AS active, IF(first >= period, 1, 0) AS new,
                IF(before = add_months(period, -months), 1, 0) AS retained, 0 AS lapsed, days,
                0 AS orders, NULL AS revenue, NULL AS observed
              FROM neighbours
              UNION ALL
              SELECT kind, dimension, segment, add_months(period, months), 0, 0, 0, 1, 0, 0, NULL, NULL
              FROM neighbours WHERE after IS NULL OR after != add_months(period, months)
              UNION ALL
              SELECT kind, dimension, segment, date_trunc(cut, day)::DATE, 0, 0, 0, 0, 0, 0, net, NULL
              FROM days JOIN buyers USING (customer) CROSS JOIN kinds
              UNION ALL
              SELECT kind, dimension, segment, date_trunc(cut, day)::DATE, 0, 0, 0, 0, 0, 1, NULL, NULL
              FROM ordered JOIN buyers USING (customer) CROSS JOIN kinds
              UNION ALL
              SELECT kind, dimension, segment, period, 0, 0, 0, 0, 0, 0, NULL,
                add_months(period, months) <= DATE'%2$s'
              FROM calendar),
            sums AS (
              SELECT kind, dimension, segment, period, sum(active) AS active, sum(new) AS new,
                sum(retained) AS retained, sum(lapsed) AS lapsed, sum(days) AS days,
                sum(orders) AS orders, nvl(sum(revenue), 0) AS revenue, any(observed) AS observed,
                any(observed) OR sum(revenue) IS NOT NULL AS known,
                period > DATE'%1$s' AS follows
              FROM parts GROUP BY ALL)
            SELECT kind, period, dimension, segment, IF(known, active, NULL), IF(known, new, NULL),
              IF(known AND follows, retained, NULL),
              IF(known AND follows, active - new - retained, NULL),
              IF(observed AND follows, lapsed, NULL), IF(known, days, NULL), IF(known, orders, NULL),
              CAST(IF(known, revenue, NULL) AS DECIMAL(30, 6)), observed
            FROM sums WHERE observed IS NOT NULL
            """
                .formatted(firstDay, runDate));
    Dataset<Row> found =
        spark.sql(
            """
            SELECT kind, period, dimension, segment, active, new, retained, returned, lapsed,
              purchase_days, orders, revenue, observed FROM periods
            """);
    same(found, expected, rows);
  }

  @Test
  void movementsAndBridgesAddUp() {
    viewRetail();
    Row sums =
        spark
            .sql(
                """
                WITH following AS (
                  SELECT *, lag(active) OVER before AS active_before,
                    lag(purchase_days) OVER before AS days_before,
                    lag(revenue) OVER before AS revenue_before,
                    revenue::DOUBLE AS v, lag(revenue::DOUBLE) OVER before AS v_before
                  FROM periods WINDOW before AS (PARTITION BY kind ORDER BY period)),
                parts AS (SELECT *, (v - v_before) / ln(v / v_before) AS mean FROM following)
                SELECT count(*), count_if(new + nvl(retained, 0) + nvl(returned, 0) = active),
                  count_if(lapsed IS NULL), count_if(retained + lapsed = active_before),
                  count_if(bridge_value IS NULL),
                  count_if(bridge_customers + bridge_frequency + bridge_value
                    = revenue - revenue_before),
                  count_if(abs(bridge_customers - mean * ln(active / active_before)) < 1e-5
                    AND abs(bridge_frequency - mean * ln(
                      (purchase_days / active) / (days_before / active_before))) < 1e-5
                    AND abs(bridge_value - mean * ln((v / purchase_days)
                      / (v_before / days_before))) < 1e-5)
                FROM parts
                """)
            .first();
    assertThat(sums.mkString(" "))
        .as("25 months and 9 quarters; of each the first and the last have no part of a change")
        .isEqualTo("34 34 4 30 4 30 30");
  }

  @Test
  void secondPurchasesAreWhatPlainSqlFinds() {
    viewRetail();
    Row expected =
        spark
            .sql(
                """
                WITH gaps AS (
                  SELECT first, min(IF(purchase AND day > first, datediff(day, first), NULL)) AS gap
                  FROM buyers JOIN days USING (customer) GROUP BY customer, first),
                times AS (
                  SELECT nvl(gap, datediff(DATE'2011-12-09', first)) AS time,
                    gap IS NOT NULL AS happened
                  FROM gaps),
                steps AS (
                  SELECT time, count_if(happened) AS happened,
                    sum(count(*)) OVER (ORDER BY time DESC) AS observed
                  FROM times GROUP BY time),
                curve AS (
                  SELECT time, exp(sum(ln(1 - happened / observed)) OVER (ORDER BY time)) AS share
                  FROM steps WHERE happened > 0)
                SELECT count(*), count(gap), (SELECT min(time) FROM curve WHERE share <= 0.5),
                  avg(gap), median(gap) FROM gaps
                """)
            .first();
    Row found =
        spark
            .sql(
                """
                SELECT customers, bought_again, median_days, mean_days_bought_again,
                  median_days_bought_again FROM first_to_second
                """)
            .first();
    assertThat(found.getInt(2)).as("half had bought again after").isBetween(30, 365);
    assertThat(found.mkString(" ")).isEqualTo(expected.mkString(" "));
    Row ages = spark.sql("SELECT * FROM first_to_second").first();
    Row all = spark.sql("SELECT * FROM cohort_value WHERE cohort IS NULL").first();
    for (String column : ages.schema().fieldNames()) {
      if (column.matches(".*_\\d+")) {
        assertThat(ages.<Object>getAs(column)).as(column).isEqualTo(all.getAs(column));
      }
    }
    assertThat(ages.<Double>getAs("repurchase_30")).as("the youngest came yesterday").isNull();

    viewChannels();
    assertThat(
            spark
                .sql("SELECT dimension, segment, customers, bought_again FROM first_to_second")
                .collectAsList())
        .containsExactlyInAnyOrderElementsOf(
            spark
                .sql(
                    """
                    SELECT dimension, segment, count(*), count_if(again) FROM (
                      SELECT customer, dimension, segment, max(purchase AND day > first) AS again
                      FROM buyers JOIN days USING (customer) GROUP BY ALL)
                    GROUP BY ALL
                    """)
                .collectAsList());
  }

  /** The same rows, as many times each. */
  private static void same(Dataset<Row> found, Dataset<Row> expected, int rows) {
    List<String> is = JobFixture.texts(found.toDF(names(found)));
    List<String> should = JobFixture.texts(expected.toDF(names(found)));
    assertThat(is).hasSize(rows);
    assertThat(is.stream().filter(row -> !should.contains(row))).as("not expected").isEmpty();
    assertThat(should.stream().filter(row -> !is.contains(row))).as("not found").isEmpty();
    assertThat(is).isEqualTo(should);
  }

  private static String[] names(Dataset<Row> rows) {
    String[] names = new String[rows.columns().length];
    for (int i = 0; i < names.length; i++) {
      names[i] = "c" + i;
    }
    return names;
  }
}

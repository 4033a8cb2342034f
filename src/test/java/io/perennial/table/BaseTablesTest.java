package io.perennial.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.JobFixture;
import io.perennial.SampleRuns;
import io.perennial.SparkTestSession;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The tables on the base of customers by time: {@code cohort_value}, {@code periods} and {@code
 * first_to_second}, of CDNOW against published figures and of Online Retail II, whole, against
 * plain SQL over its rows.
 */
class BaseTablesTest {
  /** Days, first purchases and orders of Online Retail II as one writes them by hand. */
  private static final Map<String, String> VIEWS =
      Map.of(
          "taken",
          """
          SELECT CustomerID, Invoice, to_date(InvoiceDate) AS day,
            CAST(Quantity * CAST(Price AS DECIMAL(12, 3)) AS DECIMAL(19, 6)) AS amount
          FROM parquet.`data-samples/online-retail-ii`
          WHERE CustomerID IS NOT NULL
            AND StockCode NOT IN ('BANK CHARGES', 'AMAZONFEE', 'CRUK', 'S')
            AND StockCode NOT LIKE 'ADJUST%' AND StockCode NOT LIKE 'TEST%'
            AND Invoice NOT LIKE 'A%'
          """,
          "days",
          "SELECT CustomerID, day, sum(amount) AS net FROM taken GROUP BY CustomerID, day",
          "buyers",
          "SELECT CustomerID, min(day) AS first FROM days WHERE net > 0 GROUP BY CustomerID",
          "kinds",
          "SELECT * FROM VALUES ('month', 'MM', 1), ('quarter', 'QUARTER', 3) AS (kind, cut, months)");

  private static SparkSession spark;
  private static JobFixture cdnow;
  private static JobFixture retail;

  @BeforeAll
  static void run() {
    spark = SparkTestSession.shared();
    cdnow = SampleRuns.CDNOW.published();
    retail = SampleRuns.ONLINE_RETAIL_II.published();
    for (String view : List.of("taken", "days", "buyers", "kinds")) {
      spark.sql(VIEWS.get(view)).createOrReplaceTempView(view);
    }
    retail.table("cohort_value").createOrReplaceTempView("cohort_value");
    retail.table("periods").createOrReplaceTempView("periods");
    retail.table("first_to_second").createOrReplaceTempView("first_to_second");
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
    Dataset<Row> expected =
        spark.sql(
            """
            WITH ages AS (SELECT explode(array(30, 60, 90, 180, 365)) AS age),
            customers AS (
              SELECT trunc(first, 'MM') AS cohort, age, datediff(DATE'2011-12-09', first) AS known,
                sum(IF(day <= date_add(first, age), net, 0)) AS spent,
                max(net > 0 AND day > first AND day <= date_add(first, age)) AS again
              FROM buyers JOIN days USING (CustomerID) CROSS JOIN ages
              GROUP BY CustomerID, first, age),
            cohorts AS (
              SELECT cohort, age, count(*) AS customers, min(known) AS youngest,
                count_if(known >= age) AS mature,
                sum(IF(known >= age, spent, 0)) AS spent, count_if(known >= age AND again) AS again
              FROM customers GROUP BY GROUPING SETS ((cohort, age), (age)))
            SELECT cohort, 'all', 'all', age, customers, youngest,
              IF(youngest >= age, round(CAST(spent AS DOUBLE) / customers, 8), NULL) AS ltv,
              IF(youngest >= age, round(CAST(spent AS DOUBLE) / customers, 8), NULL) AS revenue,
              IF(youngest >= age, round(again / customers, 12), NULL) AS repurchase, mature,
              round(try_divide(CAST(spent AS DOUBLE), mature), 8) AS mature_ltv,
              round(try_divide(CAST(spent AS DOUBLE), mature), 8) AS mature_revenue,
              round(try_divide(again, mature), 12) AS mature_repurchase
            FROM cohorts
            """);
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
    same(found, expected, 5 * (1 + 25));
  }

  @Test
  void periodsAreWhatPlainSqlFinds() {
    Dataset<Row> expected =
        spark.sql(
            """
            WITH bought AS (
              SELECT kind, months, CustomerID, date_trunc(cut, day)::DATE AS period, count(*) AS days,
                min(first) AS first
              FROM buyers JOIN days USING (CustomerID) CROSS JOIN kinds WHERE net > 0
              GROUP BY ALL),
            active AS (
              SELECT kind, period, count(*) AS active, sum(days) AS purchase_days,
                count_if(first >= period) AS new
              FROM bought GROUP BY kind, period),
            stayed AS (
              SELECT kind, b.period, count(*) AS retained
              FROM bought a JOIN bought b USING (kind, CustomerID)
              WHERE b.period = add_months(a.period, a.months) GROUP BY kind, b.period),
            went AS (
              SELECT a.kind, add_months(a.period, a.months) AS period, count(*) AS lapsed
              FROM bought a LEFT ANTI JOIN bought b ON a.kind = b.kind
                AND a.CustomerID = b.CustomerID AND b.period = add_months(a.period, a.months)
              GROUP BY ALL),
            money AS (
              SELECT kind, date_trunc(cut, day)::DATE AS period, sum(net) AS revenue
              FROM days JOIN buyers USING (CustomerID) CROSS JOIN kinds GROUP BY ALL),
            ordered AS (
              SELECT CustomerID, Invoice, min(day) AS day FROM taken WHERE amount > 0 GROUP BY ALL),
            orders AS (
              SELECT kind, date_trunc(cut, day)::DATE AS period, count(*) AS orders
              FROM ordered JOIN buyers USING (CustomerID) CROSS JOIN kinds GROUP BY ALL),
            calendar AS (
              SELECT kind, explode(sequence(date_trunc(cut, DATE'2009-12-01')::DATE,
                date_trunc(cut, DATE'2011-12-09')::DATE, make_interval(0, months))) AS period
              FROM kinds)
            SELECT kind, period, 'all', 'all', nvl(active, 0), nvl(new, 0),
              IF(period <= DATE'2009-12-01', NULL, nvl(retained, 0)),
              IF(period <= DATE'2009-12-01', NULL, active - new - nvl(retained, 0)),
              IF(period <= DATE'2009-12-01' OR period >= DATE'2011-12-01'
                OR kind = 'quarter' AND period = DATE'2011-10-01', NULL, nvl(lapsed, 0)),
              nvl(purchase_days, 0), nvl(orders, 0),
              CAST(nvl(revenue, 0) AS DECIMAL(30, 6)),
              period < DATE'2011-10-01' OR kind = 'month' AND period < DATE'2011-12-01'
            FROM calendar LEFT JOIN active USING (kind, period) LEFT JOIN stayed USING (kind, period)
              LEFT JOIN went USING (kind, period) LEFT JOIN money USING (kind, period)
              LEFT JOIN orders USING (kind, period)
            """);
    Dataset<Row> found =
        spark.sql(
            """
            SELECT kind, period, dimension, segment, active, new, retained, returned, lapsed,
              purchase_days, orders, revenue, observed FROM periods
            """);
    same(found, expected, 25 + 9);
  }

  @Test
  void movementsAndBridgesAddUp() {
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
    Row expected =
        spark
            .sql(
                """
                WITH gaps AS (
                  SELECT first, min(IF(net > 0 AND day > first, datediff(day, first), NULL)) AS gap
                  FROM buyers JOIN days USING (CustomerID) GROUP BY CustomerID, first),
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
  }

  /** The same rows, as many times each. */
  private static void same(Dataset<Row> found, Dataset<Row> expected, int rows) {
    List<String> of = JobFixture.texts(found.toDF(names(found)));
    assertThat(of).hasSize(rows);
    assertThat(of)
        .containsExactlyInAnyOrderElementsOf(JobFixture.texts(expected.toDF(names(found))));
  }

  private static String[] names(Dataset<Row> rows) {
    String[] names = new String[rows.columns().length];
    for (int i = 0; i < names.length; i++) {
      names[i] = "c" + i;
    }
    return names;
  }
}

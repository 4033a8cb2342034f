package io.perennial.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.GeneratedCode;
import io.perennial.JobFixture;
import io.perennial.SampleRuns;
import io.perennial.SparkTestSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * {@code products_together}, and {@code first_to_second} by product, of Online Retail II, whole,
 * against plain SQL over its rows.
 */
@ExtendWith(GeneratedCode.class)
@Tag("long")
class ProductTablesTest {
  private static final List<Integer> AGES = List.of(30, 60, 90, 180, 365);
  private static final String RUN_DATE = "DATE'2011-12-09'";

  private static final List<Dataset<Row>> VIEWS = new ArrayList<>();
  private static SparkSession spark;
  private static JobFixture retail;

  @BeforeAll
  static void run() {
    spark = SparkTestSession.shared();
    retail = SampleRuns.ONLINE_RETAIL_II_DECISIONS.published();
    view(
        "lines",
        """
        SELECT CustomerID AS c, Invoice AS i, InvoiceDate AS t, to_date(InvoiceDate) AS d,
          CAST(Quantity * CAST(Price AS DECIMAL(12, 3)) AS DECIMAL(19, 6)) AS amount,
          CASE WHEN StockCode RLIKE '^[0-9]{5}' THEN nullif(upper(trim(Description)), '') END AS p
        FROM parquet.`data-samples/online-retail-ii`
        WHERE CustomerID IS NOT NULL AND StockCode NOT IN ('BANK CHARGES', 'AMAZONFEE', 'CRUK', 'S')
          AND StockCode NOT LIKE 'ADJUST%' AND StockCode NOT LIKE 'TEST%' AND Invoice NOT LIKE 'A%'
        """);
    view("items", "SELECT DISTINCT c, i, p FROM lines WHERE amount > 0 AND p IS NOT NULL");
    view(
        "purchase_days",
        """
        SELECT c, d, net, row_number() OVER (PARTITION BY c ORDER BY d) AS nth
        FROM (SELECT c, d, sum(amount) AS net FROM lines GROUP BY c, d) WHERE net > 0
        """);
    view(
        "nth_orders",
        """
        SELECT c, nth, d, i FROM (
          SELECT c, nth, d, i, row_number() OVER (PARTITION BY c, nth ORDER BY t, xxhash64(i)) AS rank
          FROM (SELECT l.c, nth, l.d, i, min(t) AS t FROM lines l JOIN purchase_days p
                ON l.c = p.c AND l.d = p.d AND nth <= 2 WHERE amount > 0 GROUP BY l.c, nth, l.d, i))
        WHERE rank = 1
        """);
    view("firsts", "SELECT o.c, p FROM nth_orders o JOIN items USING (c, i) WHERE nth = 1");
    view("seconds", "SELECT o.c, p FROM nth_orders o JOIN items USING (c, i) WHERE nth = 2");
    view(
        "first_levels",
        """
        SELECT DISTINCT c, IF(count(*) OVER (PARTITION BY p) >= 20, p, '(other)') AS segment
        FROM (SELECT o.c, coalesce(f.p, '(none)') AS p
              FROM nth_orders o LEFT JOIN firsts f ON o.c = f.c WHERE nth = 1)
        """);
    view(
        "spans",
        """
        SELECT a.c, a.d AS first, datediff(%s, a.d) AS age, datediff(b.d, a.d) AS gap
        FROM purchase_days a LEFT JOIN purchase_days b ON a.c = b.c AND b.nth = 2 WHERE a.nth = 1
        """
            .formatted(RUN_DATE));
    view(
        "money",
        """
        SELECT l.c, %s FROM lines l JOIN spans s ON l.c = s.c GROUP BY l.c
        """
            .formatted(
                AGES.stream()
                    .map(
                        age ->
                            "sum(IF(datediff(l.d, first) <= %1$d, amount, 0)) AS net_%1$d"
                                .formatted(age))
                    .collect(Collectors.joining(", "))));
  }

  @AfterAll
  static void forget() {
    VIEWS.forEach(Dataset::unpersist);
  }

  @Test
  void pairsInOneOrder() {
    Dataset<Row> expected =
        spark.sql(
            """
            WITH n AS (SELECT count(DISTINCT c, i) AS n FROM items),
              often AS (SELECT p, count(*) AS k, row_number() OVER (ORDER BY p) AS id
                        FROM items GROUP BY p HAVING count(*) >= 0.005 * (SELECT n FROM n)),
              numbered AS (SELECT xxhash64(c, i) AS basket, id FROM items JOIN often USING (p)),
              pairs AS (SELECT a.id AS one, b.id AS other, count(*) AS orders
                        FROM numbered a JOIN numbered b ON a.basket = b.basket AND a.id < b.id
                        GROUP BY a.id, b.id HAVING count(*) >= 0.005 * (SELECT n FROM n))
            SELECT 'same-order' AS measure, a.p AS product, b.p AS other_product, orders,
              a.k AS product_orders, b.k AS other_orders, n AS all_orders
            FROM (SELECT * FROM pairs UNION ALL SELECT other, one, orders FROM pairs) pairs
              JOIN often a ON a.id = one JOIN often b ON b.id = other CROSS JOIN n
            """);
    isTogether("same-order", expected);
  }

  @Test
  void pairsOfFirstAndSecondOrder() {
    Dataset<Row> expected =
        spark.sql(
            """
            WITH n AS (SELECT count(*) AS n FROM nth_orders WHERE nth = 2),
              a AS (SELECT p, count(*) AS k FROM firsts
                    WHERE c IN (SELECT c FROM nth_orders WHERE nth = 2) GROUP BY p),
              b AS (SELECT p, count(*) AS k FROM seconds GROUP BY p)
            SELECT 'first-to-second' AS measure, f.p AS product, s.p AS other_product,
              count(*) AS orders, a.k AS product_orders, b.k AS other_orders, n AS all_orders
            FROM firsts f JOIN seconds s ON f.c = s.c JOIN a ON a.p = f.p JOIN b ON b.p = s.p
              CROSS JOIN n GROUP BY f.p, s.p, a.k, b.k, n HAVING count(*) >= 0.005 * n
            """);
    isTogether("first-to-second", expected);
  }

  private static void isTogether(String measure, Dataset<Row> expected) {
    Dataset<Row> table = retail.table("products_together").where("measure = '" + measure + "'");
    assertThat(JobFixture.texts(table.drop("support", "confidence", "lift", "run_date")))
        .hasSizeGreaterThan(20)
        .isEqualTo(JobFixture.texts(expected));
    assertThat(
            table
                .where(
                    "abs(support - orders / all_orders) > 1e-12"
                        + " OR abs(confidence - orders / product_orders) > 1e-12"
                        + " OR abs(lift - orders * all_orders / product_orders / other_orders) > 1e-9")
                .count())
        .isZero();
  }

  /** Every figure of the rows by product; small products are one segment of their customers. */
  @Test
  void byProductOfTheFirstOrder() {
    Dataset<Row> expected =
        spark.sql(
            """
            SELECT segment, count(*) AS customers, count(gap) AS bought_again,
              avg(gap) AS mean_days_bought_again, median(gap) AS median_days_bought_again,
              min(age) AS youngest_age_days,
              count_if(segments > 1) AS overlapping, %s
            FROM (SELECT l.c, segment, age, gap, count(*) OVER (PARTITION BY l.c) AS segments, m.* EXCEPT (c)
                  FROM first_levels l JOIN spans s ON l.c = s.c JOIN money m ON m.c = l.c)
            GROUP BY segment
            """
                .formatted(
                    AGES.stream()
                        .map(
                            age ->
                                """
                                count_if(age >= %1$d) AS mature_customers_%1$d,
                                sum(IF(age >= %1$d, net_%1$d, 0)) / nullif(count_if(age >= %1$d), 0) AS mature_revenue_%1$d,
                                count_if(age >= %1$d AND gap <= %1$d) / nullif(count_if(age >= %1$d), 0) AS mature_repurchase_%1$d
                                """
                                    .formatted(age))
                        .collect(Collectors.joining(", "))));
    Map<String, Row> found =
        rows(retail.table("first_to_second").where("dimension = 'product'"), "segment");
    Map<String, Row> rows = rows(expected, "segment");
    assertThat(found.keySet()).isEqualTo(rows.keySet()).hasSizeGreaterThan(100);
    assertThat(found).containsKey("(other)");
    for (Row row : rows.values()) {
      Row other = found.get(row.<String>getAs("segment"));
      for (String column : expected.columns()) {
        same(column, other, row);
      }
      for (int age : AGES) {
        boolean mature = row.<Integer>getAs("youngest_age_days") >= age;
        assertThat(other.<Double>getAs("repurchase_" + age))
            .isEqualTo(mature ? other.<Double>getAs("mature_repurchase_" + age) : null);
      }
    }
  }

  /** The median by Kaplan-Meier as one writes it in SQL: a running product over the risk sets. */
  @Test
  void mediansByKaplanMeier() {
    Map<String, Row> expected =
        rows(
            spark.sql(
                """
                WITH lives AS (SELECT segment, coalesce(gap, age) AS time, gap IS NOT NULL AS again
                               FROM first_levels JOIN spans USING (c)),
                  times AS (SELECT segment, time, count_if(again) AS d, count(*) AS leaving
                            FROM lives GROUP BY segment, time),
                  risk AS (SELECT segment, time, d, sum(leaving) OVER
                             (PARTITION BY segment ORDER BY time DESC) AS n FROM times),
                  steps AS (SELECT segment, time, d, sum(IF(d = n, -1e9, ln(1 - d / n))) OVER
                             (PARTITION BY segment ORDER BY time) AS log FROM risk)
                SELECT segment, min(IF(d > 0 AND exp(log) <= 0.5 + 1e-9, time, NULL)) AS median_days
                FROM steps GROUP BY segment
                """),
            "segment");
    retail
        .table("first_to_second")
        .where("dimension = 'product'")
        .collectAsList()
        .forEach(row -> same("median_days", row, expected.get(row.<String>getAs("segment"))));
  }

  @Test
  void productsOfTheSecondOrder() {
    Dataset<Row> expected =
        spark.sql(
            """
            WITH back AS (SELECT segment, count(*) AS n FROM first_levels
                          JOIN (SELECT c FROM nth_orders WHERE nth = 2) USING (c) GROUP BY segment),
              everybody AS (SELECT p, count(*) / (SELECT count(*) FROM nth_orders WHERE nth = 2) AS share
                            FROM seconds GROUP BY p)
            SELECT segment, rank, k.p AS product, k AS customers, k / n AS share, k / n / share AS lift
            FROM (SELECT segment, p, count(*) AS k,
                    row_number() OVER (PARTITION BY segment ORDER BY count(*) DESC, p) AS rank
                  FROM first_levels JOIN seconds USING (c) GROUP BY segment, p) k
              JOIN back USING (segment) JOIN everybody USING (p) WHERE rank <= 3
            """);
    Dataset<Row> found =
        retail
            .table("first_to_second")
            .where("dimension = 'product'")
            .selectExpr("segment", "posexplode(second_products) AS (at, one)")
            .selectExpr("segment", "at + 1 AS rank", "one.*");
    found.createOrReplaceTempView("found_second");
    expected.createOrReplaceTempView("expected_second");
    assertThat(found.count()).isEqualTo(expected.count()).isGreaterThan(300);
    assertThat(
            spark
                .sql(
                    """
                    SELECT * FROM found_second f FULL JOIN expected_second e USING (segment, rank)
                    WHERE NOT (f.product <=> e.product AND f.customers <=> e.customers
                      AND abs(f.share - e.share) < 1e-12 AND abs(f.lift - e.lift) < 1e-9)
                    """)
                .collectAsList())
        .isEmpty();
  }

  private static void view(String name, String query) {
    Dataset<Row> rows = spark.sql(query).cache();
    VIEWS.add(rows);
    rows.createOrReplaceTempView(name);
  }

  private static Map<String, Row> rows(Dataset<Row> table, String key) {
    return table.collectAsList().stream()
        .collect(Collectors.toMap(row -> row.<String>getAs(key), row -> row));
  }

  private static void same(String column, Row found, Row expected) {
    Object value = expected.getAs(column);
    if (value instanceof Number number) {
      assertThat(found.<Number>getAs(column).doubleValue())
          .as("%s of %s", column, expected)
          // Spark SQL rounds an average of amounts to six decimals.
          .isEqualTo(
              number.doubleValue(), within(5e-7 + 1e-9 * (1 + Math.abs(number.doubleValue()))));
    } else {
      assertThat(found.<Object>getAs(column)).as("%s of %s", column, expected).isEqualTo(value);
    }
  }
}

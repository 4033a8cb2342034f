package io.perennial.history;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.HistoryFixture;
import io.perennial.JobFixture;
import io.perennial.SparkTestSession;
import io.perennial.ingest.InputFailures;
import io.perennial.run.Manifest;
import io.perennial.schema.TransactionColumns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("long")
class HistoriesTest {
  private static final SparkSession SPARK = SparkTestSession.shared();
  private static final PurchasePolicy POLICY = new PurchasePolicy(false);

  @TempDir Path directory;

  /** Rows of many customers, by hand and through Spark. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void historiesAreWhatRowsAddUpTo(long seed) {
    Random random = new Random(seed);
    List<Sale> sales = new ArrayList<>();
    for (int i = 0; i < 6000; i++) {
      boolean nextLine = i > 0 && random.nextInt(3) == 0;
      Sale last = nextLine ? sales.get(i - 1) : null;
      sales.add(
          new Sale(
              nextLine ? last.customer : "c" + random.nextInt(1 + random.nextInt(300)),
              nextLine ? last.day : 18_000 + random.nextInt(200) - 100,
              random.nextInt(5) == 0 ? 0 : random.nextLong(-1_000_000_000L, 3_000_000_000L),
              random.nextLong(1_000_000),
              nextLine ? last.order : random.nextInt(4) == 0 ? null : random.nextLong(400)));
    }
    Collections.shuffle(sales.subList(3000, 6000), random);
    for (boolean countsZero : new boolean[] {false, true}) {
      PurchasePolicy policy = new PurchasePolicy(countsZero);
      Dataset<Row> histories =
          Histories.build(classified(sales).repartition(1 + random.nextInt(5)), policy);

      assertThat(byCustomer(histories)).isEqualTo(byHand(sales, policy));
    }
  }

  private record Sale(String customer, int day, long amount, long cost, Long order) {}

  private static Dataset<Row> classified(List<Sale> sales) {
    StructType schema =
        new StructType()
            .add(TransactionColumns.ROW_CLASS, DataTypes.IntegerType, false)
            .add(TransactionColumns.CUSTOMER, DataTypes.StringType)
            .add(TransactionColumns.TIMESTAMP, DataTypes.LongType)
            .add(TransactionColumns.DAY, DataTypes.IntegerType, false)
            .add(TransactionColumns.AMOUNT, DataTypes.LongType, false)
            .add(TransactionColumns.COST, DataTypes.LongType, false)
            .add(TransactionColumns.ORDER, DataTypes.LongType);
    return SPARK.createDataFrame(
        sales.stream()
            .map(
                sale ->
                    RowFactory.create(
                        0,
                        sale.customer,
                        sale.day * 86_400_000_000L,
                        sale.day,
                        sale.amount,
                        sale.cost,
                        sale.order))
            .toList(),
        schema);
  }

  private static Map<String, CustomerHistory> byCustomer(Dataset<Row> histories) {
    return Histories.customers(histories).collectAsList().stream()
        .collect(Collectors.toMap(row -> row.getAs(0), HistoryFixture::days));
  }

  private static Map<String, CustomerHistory> byHand(List<Sale> sales, PurchasePolicy policy) {
    Map<String, TreeMap<Integer, long[]>> customers = new HashMap<>();
    Map<List<Object>, Integer> placed = new HashMap<>();
    for (Sale sale : sales) {
      boolean purchase = sale.amount > 0 || policy.countsZero() && sale.amount == 0;
      long[] day =
          customers
              .computeIfAbsent(sale.customer, name -> new TreeMap<>())
              .computeIfAbsent(sale.day, d -> new long[3]);
      day[0] += sale.amount;
      day[1] += sale.cost;
      if (purchase && sale.order == null) {
        day[2]++;
      } else if (purchase) {
        placed.merge(List.of(sale.customer, sale.order), sale.day, Math::min);
      }
    }
    placed.forEach((order, day) -> customers.get((String) order.get(0)).get(day)[2]++);
    return customers.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry ->
                    CustomerHistory.of(
                        entry.getValue().keySet().stream().mapToInt(day -> day).toArray(),
                        entry.getValue().values().stream().mapToInt(day -> (int) day[2]).toArray(),
                        entry.getValue().values().stream().mapToLong(day -> day[0]).toArray(),
                        entry.getValue().values().stream().mapToLong(day -> day[1]).toArray())));
  }

  /** Two customers of one hash, whose rows are mixed. */
  @Test
  void customersOfOneHashAreTwo() {
    SalesLayout layout = SalesLayout.of(classified(List.of()).schema());
    List<InternalRow> rows = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      UTF8String customer = UTF8String.fromString(i % 2 == 0 ? "even" : "odd");
      rows.add(
          new GenericInternalRow(
              new Object[] {42L, customer, 18_000 + i, 1, 10L + i, null, 0L, (long) i}));
    }
    Map<String, Integer> daysOf = new HashMap<>();
    new HistoryBuilder(rows.iterator(), layout, new PurchasePolicy(false))
        .forEachRemaining(
            row -> {
              if (!row.isNullAt(1)) {
                daysOf.put(
                    row.getUTF8String(0).toString(),
                    CustomerHistory.decode(row.getBinary(1)).size());
              }
            });

    assertThat(daysOf).isEqualTo(Map.of("even", 5, "odd", 5));
  }

  /** The same through Spark: other files, other orders, other partitions. */
  @Test
  void filesAndPartitionsChangeNothing() {
    Dataset<Row> rows =
        SPARK
            .range(20_000)
            .selectExpr(
                "abs(hash(id, 1)) % 300 AS customer_id",
                "timestamp_seconds(1600000000 + abs(hash(id, 2)) % 30000000) AS timestamp",
                "round((abs(hash(id, 3)) % 100000) / 100 - 100, 2) AS amount",
                "abs(hash(id, 4)) % 5000 AS order_id");
    Map<String, String> byOrder = Map.of("input.columns.order", "order_id");
    Path one = JobFixture.parquet(rows.coalesce(1), directory.resolve("one"));
    List<String> expected = described(one, byOrder);
    Path many =
        JobFixture.parquet(rows.orderBy(col("amount")).repartition(7), directory.resolve("many"));

    assertThat(expected).hasSize(300);
    assertThat(described(many, byOrder)).isEqualTo(expected);
    assertThat(
            JobFixture.with("spark.sql.shuffle.partitions", "17", () -> described(many, byOrder)))
        .isEqualTo(expected);
    assertThat(
            JobFixture.with("spark.sql.adaptive.enabled", "false", () -> described(many, byOrder)))
        .isEqualTo(expected);
    assertThat(HistoryFixture.reconciliation(many, byOrder, Optional.empty()))
        .isEqualTo(HistoryFixture.reconciliation(one, byOrder, Optional.empty()));
  }

  private static List<String> described(Path file, Map<String, String> settings) {
    return HistoryFixture.customers(file, settings, Optional.empty()).stream()
        .map(row -> row.get(0) + " " + HistoryFixture.days(row))
        .toList();
  }

  /** More orders than are kept in arrays, each with rows on two days. */
  @Test
  void tenMillionRowsOfOneCustomerAreOneHistory() {
    Dataset<Row> rows =
        SPARK
            .range(0, 10_000_000, 1, 4)
            .selectExpr(
                "0 AS __perennial_row_class",
                "'whale' AS __perennial_customer",
                "1600000000000000L AS __perennial_timestamp",
                "CAST(18000 + id % 1000 AS INT) AS __perennial_day",
                "CAST(1000000 AS BIGINT) AS __perennial_amount",
                "CAST(0 AS BIGINT) AS __perennial_cost",
                "xxhash64(id % 5000500) AS __perennial_order");
    Dataset<Row> histories = Histories.build(rows, POLICY);
    CustomerHistory whale = HistoryFixture.days(Histories.customers(histories).first());

    assertThat(whale.size()).isEqualTo(1000);
    // Orders 0 to 4,999,499 have their rows on days d and (d + 500) % 1000.
    int[] orders = IntStream.range(0, 1000).map(whale::orders).toArray();
    assertThat(orders[0]).as("first days only").isGreaterThan(9000);
    assertThat(IntStream.of(orders).sum()).isEqualTo(5_000_500);
    assertThat(IntStream.range(0, 1000).mapToLong(whale::amount).sum())
        .isEqualTo(10_000_000L * 1_000_000);
  }

  /** Rows that are left out are counted where they are read, and go no further. */
  @Test
  void runWithAllRowsRejectedShufflesTalliesOnly() {
    Dataset<Row> rows =
        SPARK
            .range(0, 5_000_000, 1, 4)
            .selectExpr(
                "CAST(IF(id % 2 = 0, 1, -1) AS INT) AS __perennial_row_class",
                "CAST(NULL AS STRING) AS __perennial_customer",
                "CAST(NULL AS BIGINT) AS __perennial_timestamp",
                "0 AS __perennial_day",
                "9000000000000000000L AS __perennial_amount");
    Dataset<Row> histories = Histories.build(rows, POLICY);

    assertThat(histories.count()).isLessThanOrEqualTo(4 * 2);
    Reconciliation reconciliation = Reconciliation.of(histories);
    assertThat(reconciliation.rows()).isEqualTo(5_000_000);
    assertThat(reconciliation.counts().accepted().rows()).isZero();
    assertThat(reconciliation.counts().filtered().amount())
        .as("2.5 million times the largest amount")
        .isEqualByComparingTo("22500000000000000000");
    assertThat(reconciliation.counts().quarantined().reasons())
        .isEqualTo(Map.of("customer-missing", 2_500_000L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "STRING | concat('A', ' 1')",
        "BIGINT | 9007199254740993",
        "INT | 12345",
        "DECIMAL(20,2) | 12345678901234567.89",
        "DOUBLE | 12345.5",
        "DATE | DATE'2024-02-29'",
        "BOOLEAN | true",
        "TIMESTAMP | TIMESTAMP'2024-01-01 12:30:00'"
      })
  void customersKeepTheirType(String type, String value) {
    Dataset<Row> rows =
        SPARK.sql(
            "SELECT CAST(%s AS %s) AS customer_id, TIMESTAMP'2024-01-01 10:00:00' AS timestamp, 5 AS amount"
                .formatted(value, type));
    Path file = JobFixture.parquet(rows, directory.resolve("rows"));

    Row customer = HistoryFixture.customers(file, Map.of(), Optional.empty()).get(0);

    assertThat(customer.schema().apply(HistoryColumns.CUSTOMER_ID).dataType())
        .isEqualTo(rows.schema().apply("customer_id").dataType());
    assertThat(customer.<Object>getAs(HistoryColumns.CUSTOMER_ID)).isEqualTo(rows.first().get(0));
  }

  @Test
  void customersWithoutNameAreLeftOut() {
    for (String nameless :
        List.of("CAST(NULL AS STRING)", "''", "'  '", "double('NaN')", "float('NaN')")) {
      Path file =
          JobFixture.parquet(
              SPARK.sql(
                  "SELECT %s AS customer_id, DATE'2024-01-01' AS timestamp, 5 AS amount"
                      .formatted(nameless)),
              directory.resolve("rows" + nameless.hashCode()));

      assertThat(HistoryFixture.customers(file, Map.of(), Optional.empty())).as(nameless).isEmpty();
      assertThat(
              HistoryFixture.reconciliation(file, Map.of(), Optional.empty())
                  .counts()
                  .quarantined()
                  .reasons())
          .isEqualTo(Map.of("customer-missing", 1L));
    }
  }

  @Test
  void everyReasonOfRowIsGiven() {
    Path file =
        JobFixture.parquet(
            SPARK.sql(
                """
                SELECT * FROM VALUES (NULL, NULL, NULL), ('a', 'yesterday', 'free'),
                  ('a', '0001-01-01', '1e15'), ('a', '2024-02-30', ' 12.5 '), ('a', '2024-02-29', '12.5')
                AS t(customer_id, timestamp, amount)"""),
            directory.resolve("rows"));

    Manifest.Counts counts =
        HistoryFixture.reconciliation(file, Map.of(), Optional.empty()).counts();
    assertThat(counts.accepted().rows()).isEqualTo(1);
    assertThat(counts.quarantined().rows()).isEqualTo(4);
    assertThat(counts.quarantined().reasons())
        .isEqualTo(
            Map.of(
                "customer-missing", 1L,
                "timestamp-missing", 1L,
                "amount-missing", 1L,
                "timestamp-unreadable", 2L,
                "amount-unreadable", 1L,
                "timestamp-out-of-range", 1L,
                "amount-out-of-range", 1L));
  }

  @Test
  void ordersAreRowsOrWhatSharesAnIdentifier() {
    Path file =
        JobFixture.parquet(
            SPARK.sql(
                """
                SELECT 'a' AS customer_id, day AS timestamp, amount, number FROM VALUES
                  (DATE'2024-01-01', 10, 1), (DATE'2024-01-01', 10, 1), (DATE'2024-01-01', 5, 2),
                  (DATE'2024-01-01', -5, 3), (DATE'2024-01-02', 10, 1), (DATE'2024-01-03', -7, 4),
                  (DATE'2024-01-02', 3, NULL), (DATE'2024-01-02', 4, NULL), (DATE'2024-01-02', -1, NULL)
                AS t(day, amount, number)"""),
            directory.resolve("rows"));

    Row rows = HistoryFixture.customers(file, Map.of(), Optional.empty()).get(0);
    Row numbers =
        HistoryFixture.customers(file, Map.of("input.columns.order", "number"), Optional.empty())
            .get(0);

    assertThat(rows.<Long>getAs(HistoryColumns.ORDERS)).isEqualTo(6);
    assertThat(numbers.<Long>getAs(HistoryColumns.ORDERS))
        .as("an order of two days is one, rows without a number are one each")
        .isEqualTo(4);
    assertThat(numbers.<Integer>getAs(HistoryColumns.PURCHASE_DAYS)).isEqualTo(2);
    assertThat(HistoryFixture.days(numbers).orders(0)).as("orders 1 and 2").isEqualTo(2);
    assertThat(HistoryFixture.days(numbers).orders(1)).as("two without number").isEqualTo(2);
    assertThat(numbers.<Long>getAs(HistoryColumns.REVENUE)).isEqualTo(29_000_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DOUBLE", "FLOAT", "DECIMAL(10,2)", "STRING", "DECIMAL(38,18)"})
  void amountsAreExactToTheMillionth(String type) {
    Path file =
        JobFixture.parquet(
            SPARK
                .range(1000)
                .selectExpr(
                    "'a' AS customer_id",
                    "DATE'2024-01-01' AS timestamp",
                    "CAST(IF(id %% 2 = 0, 0.1, 0.2) AS %s) AS amount".formatted(type)),
            directory.resolve("rows"));

    assertThat(
            HistoryFixture.customers(file, Map.of(), Optional.empty())
                .get(0)
                .<Long>getAs(HistoryColumns.REVENUE))
        .isEqualTo(150_000_000);
  }

  @Test
  void sumBeyondTheRangeOfMoneyIsAnError() {
    Path file =
        JobFixture.parquet(
            SPARK
                .range(3)
                .selectExpr(
                    "'a' AS customer_id", "DATE'2024-01-01' AS timestamp", "8e12 AS amount"),
            directory.resolve("rows"));

    assertThatThrownBy(
            () -> {
              try {
                HistoryFixture.customers(file, Map.of(), Optional.empty());
              } catch (
                  Exception
                      e) { // SparkException is checked, and thrown by Scala without being declared
                throw InputFailures.translate("input rows", e);
              }
            })
        .hasMessageContaining("input rows: the amounts of one customer")
        .hasMessageContaining("add up to more than 9.2e12 currency units");
  }
}

package io.perennial.history;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.HistoryFixture;
import io.perennial.JobFixture;
import io.perennial.SparkTestSession;
import io.perennial.ingest.InputFailures;
import io.perennial.schema.RowClass;
import io.perennial.schema.CustomerHistory;
import io.perennial.schema.HistoryColumns;
import io.perennial.schema.PurchasePolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HistoriesTest {
  private static final SparkSession SPARK = SparkTestSession.shared();

  @TempDir Path directory;

  /** Rows of one customer, by hand and by an aggregator fed in random order in random pieces. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void orderAndPiecesChangeNothing(long seed) {
    Random random = new Random(seed);
    List<TransactionRow> rows = new ArrayList<>();
    int n = 1 + random.nextInt(400);
    for (int i = 0; i < n; i++) {
      TransactionRow row = new TransactionRow();
      row.setDay(18_000 + random.nextInt(1 + random.nextInt(300)) - 100);
      row.setAmount(random.nextInt(5) == 0 ? 0 : random.nextLong(-1_000_000_000L, 3_000_000_000L));
      row.setCost(random.nextLong(1_000_000));
      row.setOrder(
          random.nextInt(3) == 0
              ? rows.isEmpty() ? 7L : rows.get(0).getOrder()
              : random.nextLong());
      rows.add(row);
    }
    for (HistoryAggregator.OrderGrain grain : HistoryAggregator.OrderGrain.values()) {
      if (grain == HistoryAggregator.OrderGrain.ROW) {
        rows.forEach(row -> row.setOrder(null));
      }
      HistoryAggregator aggregator = new HistoryAggregator(grain, PurchasePolicy.IGNORE_ZERO);
      CustomerHistory whole = aggregator.finish(reduce(aggregator, rows));
      assertThat(describe(whole)).isEqualTo(byHand(rows, grain));
      for (int trial = 0; trial < 5; trial++) {
        Collections.shuffle(rows, random);
        HistoryBuffer merged = aggregator.zero();
        for (int from = 0; from < n; ) {
          int to = Math.min(n, from + 1 + random.nextInt(n));
          merged = aggregator.merge(merged, reduce(aggregator, rows.subList(from, to)));
          from = to;
        }
        assertThat(describe(aggregator.finish(merged))).isEqualTo(describe(whole));
      }
      rows.forEach(row -> row.setOrder(1L));
    }
  }

  private static HistoryBuffer reduce(HistoryAggregator aggregator, List<TransactionRow> rows) {
    HistoryBuffer buffer = aggregator.zero();
    for (TransactionRow row : rows) {
      buffer = aggregator.reduce(buffer, row);
    }
    // Through the bean's property, as between two executors.
    HistoryBuffer arrived = new HistoryBuffer();
    arrived.setWords(buffer.getWords());
    return arrived;
  }

  private static List<Object> describe(CustomerHistory history) {
    return List.of(
        Arrays.stream(history.getDays()).boxed().toList(),
        Arrays.stream(history.getOrders()).boxed().toList(),
        Arrays.stream(history.getAmounts()).boxed().toList(),
        Arrays.stream(history.getCosts()).boxed().toList(),
        history.getPurchaseDays(),
        String.valueOf(history.getFirstDay()),
        String.valueOf(history.getLastDay()),
        history.getRevenue(),
        history.getPurchaseRevenue(),
        history.getRepeatRevenue(),
        history.getLogGapDays());
  }

  private static List<Object> byHand(
      List<TransactionRow> rows, HistoryAggregator.OrderGrain grain) {
    TreeMap<Integer, long[]> days = new TreeMap<>();
    Set<List<Long>> orders = new HashSet<>();
    for (TransactionRow row : rows) {
      long[] day = days.computeIfAbsent(row.getDay(), d -> new long[3]);
      day[0] += row.getAmount();
      day[1] += row.getCost();
      boolean counted =
          row.getAmount() > 0
              && (grain == HistoryAggregator.OrderGrain.ROW
                  || orders.add(List.of((long) row.getDay(), row.getOrder())));
      day[2] += counted ? 1 : 0;
    }
    List<Integer> bought =
        days.entrySet().stream()
            .filter(day -> day.getValue()[0] > 0)
            .map(Map.Entry::getKey)
            .toList();
    double logGaps = 0;
    for (int i = 1; i < bought.size(); i++) {
      logGaps += Math.log(bought.get(i) - bought.get(i - 1));
    }
    long purchases = bought.stream().mapToLong(day -> days.get(day)[0]).sum();
    return List.of(
        List.copyOf(days.keySet()),
        days.values().stream().map(day -> (int) day[2]).toList(),
        days.values().stream().map(day -> day[0]).toList(),
        days.values().stream().map(day -> day[1]).toList(),
        bought.size(),
        bought.isEmpty() ? "null" : bought.get(0).toString(),
        bought.isEmpty() ? "null" : bought.get(bought.size() - 1).toString(),
        days.values().stream().mapToLong(day -> day[0]).sum(),
        purchases,
        bought.isEmpty() ? 0L : purchases - days.get(bought.get(0))[0],
        logGaps);
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
    List<Row> expected =
        HistoryFixture.all(
            JobFixture.parquet(rows.coalesce(1), directory.resolve("one")),
            byOrder,
            Optional.empty());
    Path many =
        JobFixture.parquet(rows.orderBy(col("amount")).repartition(7), directory.resolve("many"));

    assertThat(expected).hasSize(300);
    assertThat(HistoryFixture.all(many, byOrder, Optional.empty())).isEqualTo(expected);
    assertThat(
            JobFixture.with(
                "spark.sql.shuffle.partitions",
                "17",
                () -> HistoryFixture.all(many, byOrder, Optional.empty())))
        .isEqualTo(expected);
  }

  /** Alone in its partition, with ten million orders. */
  @Test
  void tenMillionTransactionsOfOneCustomerAreOneHistory() {
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
                "xxhash64(id) AS __perennial_order");
    Row whale = Histories.build(rows, PurchasePolicy.IGNORE_ZERO).first();

    assertThat(whale.<Long>getAs(HistoryColumns.ROWS)).isEqualTo(10_000_000);
    assertThat(whale.<Long>getAs(HistoryColumns.ORDERS)).isEqualTo(10_000_000);
    assertThat(whale.<Integer>getAs(HistoryColumns.PURCHASE_DAYS)).isEqualTo(1000);
    assertThat(whale.<Long>getAs(HistoryColumns.REVENUE)).isEqualTo(10_000_000L * 1_000_000);
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

      assertThat(HistoryFixture.all(file, Map.of(), Optional.empty()))
          .as(nameless)
          .singleElement()
          .satisfies(
              row ->
                  assertThat(RowClass.reasons(row.getAs(HistoryColumns.ROW_CLASS)))
                      .containsExactly(RowClass.Reason.CUSTOMER_MISSING));
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

    assertThat(HistoryFixture.all(file, Map.of(), Optional.empty()))
        .extracting(row -> RowClass.reasons(row.getAs(HistoryColumns.ROW_CLASS)).toString())
        .containsExactlyInAnyOrder(
            "[CUSTOMER_MISSING, TIMESTAMP_MISSING, AMOUNT_MISSING]",
            "[TIMESTAMP_UNREADABLE, AMOUNT_UNREADABLE]",
            "[TIMESTAMP_OUT_OF_RANGE, AMOUNT_OUT_OF_RANGE]",
            "[TIMESTAMP_UNREADABLE]",
            "[]");
  }

  @Test
  void ordersAreRowsOrWhatSharesAnIdentifier() {
    Path file =
        JobFixture.parquet(
            SPARK.sql(
                """
                SELECT 'a' AS customer_id, day AS timestamp, amount, number FROM VALUES
                  (DATE'2024-01-01', 10, 1), (DATE'2024-01-01', 10, 1), (DATE'2024-01-01', 5, 2),
                  (DATE'2024-01-01', -5, 3), (DATE'2024-01-02', 10, 1), (DATE'2024-01-03', -7, 4)
                AS t(day, amount, number)"""),
            directory.resolve("rows"));

    Row rows = HistoryFixture.customers(file, Map.of(), Optional.empty()).get(0);
    Row numbers =
        HistoryFixture.customers(file, Map.of("input.columns.order", "number"), Optional.empty())
            .get(0);

    assertThat(rows.<Long>getAs(HistoryColumns.ORDERS)).isEqualTo(4);
    assertThat(numbers.<Long>getAs(HistoryColumns.ORDERS))
        .as("an order of two days is two")
        .isEqualTo(3);
    assertThat(numbers.<Integer>getAs(HistoryColumns.PURCHASE_DAYS)).isEqualTo(2);
    assertThat(numbers.<Integer>getAs(HistoryColumns.DAY_COUNT)).isEqualTo(3);
    assertThat(numbers.<Long>getAs(HistoryColumns.REVENUE)).isEqualTo(23_000_000);
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
                HistoryFixture.all(file, Map.of(), Optional.empty());
              } catch (Exception e) { // SparkException is checked, and thrown without a word
                throw InputFailures.translate("input rows", e);
              }
            })
        .hasMessageContaining("input rows: the amounts of one customer")
        .hasMessageContaining("add up to more than 9.2e12 currency units");
  }
}

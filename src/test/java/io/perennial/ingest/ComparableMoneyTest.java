package io.perennial.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.JobFixture;
import io.perennial.SparkTestSession;
import io.perennial.failure.JobFailure;
import io.perennial.schema.RowClass;
import io.perennial.schema.TransactionColumns;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Amounts of several currencies and years, each computed by hand. */
class ComparableMoneyTest {
  private static final String RATES =
      """
      SELECT * FROM VALUES
        (DATE'2011-01-10', 'usd ', '0.75'), (DATE'2011-01-12', 'USD', '0.8'),
        (DATE'2011-01-12', 'USD', '0.80'), (DATE'2011-01-10', 'JPY', '0.0091'),
        (DATE'2011-01-10', 'EUR', '1') AS t(date, currency, rate)\
      """;

  private static final String INDEX =
      "SELECT * FROM VALUES ('2010-12', 92.4), ('2011-01', 93.3) AS t(month, index)";

  /** Halves go away from zero; the wide case has more than 64 bits on the way. */
  @ParameterizedTest
  @CsvSource({
    "100000000, 75, 1, 100, 1, 75000000",
    "1, 5, 1, 10, 1, 1",
    "-1, 5, 1, 10, 1, -1",
    "1, 49, 1, 100, 1, 0",
    "-3, 1, 1, 2, 1, -2",
    "100000000, 1, 311, 1, 308, 100974026",
    "100000000, 75, 311, 100, 308, 75730519",
    "9000000000000, 1234567890123456, 311, 1000000000000000, 308, 11219336118362",
    "9000000000000000000, 2, 1, 1, 1, 77",
  })
  void multipliesExactlyAndRoundsOnce(
      long micros, long n1, long n2, long d1, long d2, long expected) {
    assertThat(ExactProduct.of(micros, n1, n2, d1, d2, 9_000_000_000_000_000_000L, 77))
        .isEqualTo(expected);
  }

  @Test
  void agreesWithBigDecimalEverywhere() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      long micros = random.nextLong() >> random.nextInt(63);
      long n1 = (random.nextLong() >>> 1 >> random.nextInt(62)) + 1;
      long n2 = 1L + random.nextInt(1 << random.nextInt(1, 30));
      long d1 = BigDecimal.TEN.pow(random.nextInt(19)).longValueExact();
      long d2 = 1L + random.nextInt(1 << random.nextInt(1, 30));
      BigDecimal exact =
          BigDecimal.valueOf(micros)
              .multiply(BigDecimal.valueOf(n1))
              .multiply(BigDecimal.valueOf(n2))
              .divide(
                  BigDecimal.valueOf(d1).multiply(BigDecimal.valueOf(d2)), 0, RoundingMode.HALF_UP);
      long most = 9_000_000_000_000_000_000L;
      long expected = exact.abs().compareTo(BigDecimal.valueOf(most)) > 0 ? -7 : exact.longValue();
      assertThat(ExactProduct.of(micros, n1, n2, d1, d2, most, -7)).isEqualTo(expected);
    }
  }

  /** The rate of the day, the last before it up to the age allowed, none before the first. */
  @ParameterizedTest
  @CsvSource({
    "EUR, 2011-01-09, 100.00, 0, 100000000",
    "eur, 1999-01-09, 100.00, 0, 100000000",
    "USD, 2011-01-09, 100.00, rate-missing, 0",
    "USD, 2011-01-10, 100.00, 0, 75000000",
    "USD, 2011-01-11, 100.00, 0, 75000000",
    "' usd', 2011-01-12, 100.00, 0, 80000000",
    "USD, 2011-01-15, -0.01, 0, -8000",
    "USD, 2011-01-16, 100.00, rate-missing, 0",
    "JPY, 2011-01-13, 1234, 0, 11229400",
    "CHF, 2011-01-10, 100.00, rate-missing, 0",
    "'', 2011-01-10, 100.00, rate-missing, 0",
    "JPY, 2011-01-10, 0.00005, 0, 0",
    "JPY, 2011-01-10, 0.00006, 0, 1",
  })
  void convertsByTheRateOfTheDay(
      String currency, String day, String amount, String rowClass, long micros) {
    var row =
        row(
            Map.of("input.rates.query", RATES, "input.rates.max-age-days", "3"),
            "VALUES ('c', DATE'%s', %s, %s, '%s') AS t(customer_id, timestamp, amount, cost, currency)"
                .formatted(day, amount, amount, currency));
    assertThat(row.reasons()).isEqualTo(rowClass.equals("0") ? List.of() : List.of(rowClass));
    assertThat(row.amount()).isEqualTo(micros);
    assertThat(row.cost()).as("costs convert too").isEqualTo(micros);
  }

  /** 100.00 of December 2010 in the money of January 2011: 100 × 93.3 ÷ 92.4 = 100.974026. */
  @ParameterizedTest
  @CsvSource({
    "EUR, 2010-12-31, '', 100974026",
    "EUR, 2011-01-31, '', 100000000",
    "USD, 2011-01-10, '', 75000000",
    "EUR, 2011-02-01, index-missing, 0",
    "USD, 2010-12-31, rate-missing, 0",
    "USD, 2010-11-30, 'rate-missing,index-missing', 0",
  })
  void tellsAmountsInTheMoneyOfTheBaseMonth(
      String currency, String day, String reasons, long micros) {
    var row =
        row(
            Map.of(
                "input.rates.query",
                RATES,
                "input.price-index.query",
                INDEX,
                "input.price-index.base",
                "2011-01"),
            "VALUES ('c', DATE'%s', 100, 1, '%s') AS t(customer_id, timestamp, amount, cost, currency)"
                .formatted(day, currency));
    assertThat(String.join(",", row.reasons())).isEqualTo(reasons);
    assertThat(row.amount()).isEqualTo(micros);
  }

  /** A row after the run date needs no rate; one with another fault has all its reasons. */
  @Test
  void aMissingRateIsOneReasonAmongOthersAndNoneAfterTheRunDate() {
    Map<String, String> rates = Map.of("input.rates.query", RATES);
    assertThat(
            row(
                    rates,
                    "VALUES (string(NULL), DATE'2011-03-01', 'x', 1, 'USD') AS t(customer_id, timestamp, amount, cost, currency)")
                .reasons())
        .containsExactly("customer-missing", "amount-unreadable", "rate-missing");
    assertThat(
            row(
                    rates,
                    "VALUES ('c', DATE'2011-03-01', 5, 1, 'USD') AS t(customer_id, timestamp, amount, cost, currency)",
                    LocalDate.of(2011, 2, 28))
                .rowClass())
        .isEqualTo(RowClass.AFTER_RUN_DATE);
    assertThat(
            row(
                    rates,
                    "VALUES ('c', DATE'2011-03-01', 8e12, 1, 'EUR') AS t(customer_id, timestamp, amount, cost, currency)")
                .amount())
        .isEqualTo(8_000_000_000_000_000_000L);
    assertThat(
            row(
                    Map.of(
                        "input.rates.query",
                        "SELECT DATE'2011-03-01' AS date, 'BTC' AS currency, 50000D AS rate"),
                    "VALUES ('c', DATE'2011-03-01', 8e12, 1, 'BTC') AS t(customer_id, timestamp, amount, cost, currency)")
                .reasons())
        .containsExactly("amount-out-of-range");
  }

  @Test
  void everythingWrongWithBothTablesIsToldAtOnce() {
    Map<String, String> values =
        Map.of(
            "input.rates.query",
            """
            SELECT * FROM VALUES
              ('2011-01-10', 'USD', '0.75'), ('2011-01-10', 'usd', '0.76'), ('2011-01-11', 'USD', '0'),
              ('2011-01-11', 'JPY', '-1'), ('yesterday', 'USD', '1'), ('2011-01-12', NULL, '1'),
              ('2011-01-12', 'USD', 'n/a'), ('2011-01-12', 'EUR', '1.1') AS t(date, currency, rate)\
            """,
            "input.price-index.query",
            "SELECT * FROM VALUES ('2010-12', 92.4), ('2010-12-01', 93), ('12/2010', 1), ('2010-11', 0) AS t(month, index)",
            "input.price-index.base",
            "2011-01");
    assertThatThrownBy(
            () ->
                row(
                    values,
                    "VALUES ('c', DATE'2011-01-10', 1, 1, 'USD') AS t(customer_id, timestamp, amount, cost, currency)"))
        .isInstanceOfSatisfying(
            JobFailure.class,
            failure -> {
              assertThat(failure.exitCode().number()).isEqualTo(4);
              assertThat(
                      failure.problems().stream()
                          .map(p -> p.replaceFirst("(?s)^query .*(rate|index)\\):? ", "")))
                  .containsExactly(
                      "different rates for one date and currency (1 row), for example USD on 2011-01-10: 0.75 and 0.76",
                      "a rate that is not above 0 (2 rows), for example USD on 2011-01-11: 0",
                      "a date that cannot be read (1 row), for example 'yesterday'",
                      "no currency (1 row), for example date = 2011-01-12, currency = null, rate = 1",
                      "a rate that cannot be read (1 row), for example 'n/a'",
                      "a rate of the reporting currency that is not 1 (1 row), for example EUR on 2011-01-12: 1.1",
                      "different levels for one month (1 row), for example 2010-12: 92.4 and 93",
                      "a month that cannot be read (1 row), for example '12/2010'",
                      "an index that is not above 0 (1 row), for example 2010-11: 0",
                      "holds no level for the base month 2011-01 (input.price-index.base); there are 2010-12 to 2010-12");
            });
  }

  /** A classified row. */
  private record Classified(int rowClass, List<String> reasons, long amount, long cost) {}

  private static Classified row(Map<String, String> values, String rows) {
    return row(values, rows, null);
  }

  private static Classified row(Map<String, String> values, String rows, LocalDate runDate) {
    Map<String, String> all = new HashMap<>();
    values.forEach((key, value) -> all.put("perennial." + key, quoted(value)));
    all.put("perennial.input.query", quoted("SELECT * FROM " + rows));
    all.put("perennial.input.columns.cost", "cost");
    all.put("perennial.input.columns.currency", "currency");
    var row =
        Transactions.open(
                SparkTestSession.shared(),
                JobFixture.settings(all).input(),
                List.of(),
                Optional.ofNullable(runDate))
            .classified()
            .first();
    int rowClass = row.getAs(TransactionColumns.ROW_CLASS);
    return new Classified(
        rowClass,
        RowClass.reasons(rowClass).stream().map(RowClass.Reason::code).toList(),
        row.getAs(TransactionColumns.AMOUNT),
        row.getAs(TransactionColumns.COST));
  }

  private static String quoted(String value) {
    return "\"\"\"" + value + "\"\"\"";
  }
}

package io.perennial.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.perennial.JobFixture;
import io.perennial.SparkTestSession;
import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.schema.Money;
import io.perennial.schema.RowClass;
import io.perennial.schema.TransactionColumns;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Inputs that were once read wrongly: each comes to the right figures, or ends with its sentence.
 */
@Tag("long")
class CasesTest {
  /** What becomes of an input: accepted rows, their customers and amount, and rows by reason. */
  record Read(long rows, long customers, String amount, Map<String, Long> reasons) {}

  private static final Map<String, String> NOTHING = Map.of();

  static Stream<Arguments> rightFigures() {
    return Stream.of(
        read("02-column-names-with-spaces", "backticks", NOTHING, 0, 150, "19428.82", Map.of()),
        read(
            "03-pandas-nanos",
            "aslong",
            Map.of("spark.sql.legacy.parquet.nanosAsLong", "true"),
            576,
            150,
            "18892.58",
            Map.of()),
        read(
            "03-pandas-nanos",
            "aslong_ntz",
            Map.of("spark.sql.legacy.parquet.nanosAsLong", "true"),
            576,
            150,
            "18892.58",
            Map.of()),
        read(
            "05-names-differ-by-case",
            "p",
            Map.of("spark.sql.caseSensitive", "true"),
            576,
            150,
            "18892.58",
            Map.of()),
        read("09-thousands-separators", "replace", NOTHING, 720, 200, "358742.89", Map.of()),
        read(
            "09-thousands-separators",
            "eu",
            Map.of("spark.sql.legacy.javaCharsets", "true"),
            720,
            200,
            "358742.89",
            Map.of()),
        read(
            "09-thousands-separators",
            "plain",
            NOTHING,
            597,
            185,
            "48476.29",
            Map.of("amount-unreadable", 123L)),
        read(
            "09-thousands-separators",
            "infer",
            NOTHING,
            597,
            185,
            "48476.29",
            Map.of("amount-unreadable", 123L)),
        read(
            "10-nan-text-customers",
            "p",
            NOTHING,
            592 + 121 + 117 + 93 + 88,
            150 + 4,
            null,
            Map.of("customer-missing", 106L + 102 + 99)),
        read("26-csv-columns-reordered", "p", NOTHING, 0, 0, "33013.97", Map.of()),
        read("26-csv-columns-reordered", "enforce", NOTHING, 0, 0, "33013.97", Map.of()),
        read("46-csv-inch-marks", "default", NOTHING, 775, 0, "30634.66", Map.of()),
        read("46-csv-inch-marks", "escape", NOTHING, 775, 0, "30634.66", Map.of()),
        read("46-csv-inch-marks", "failfast", NOTHING, 775, 0, "30634.66", Map.of()),
        read(
            "hostile-03-text-amount-exit1",
            "job",
            NOTHING,
            1806,
            0,
            null,
            Map.of("amount-unreadable", 1L)),
        read(
            "hostile-03-text-amount-hangs",
            "job",
            NOTHING,
            1806,
            0,
            null,
            Map.of("amount-unreadable", 1L)),
        read(
            "hostile-05-time-only-becomes-today",
            "job",
            NOTHING,
            1806,
            0,
            null,
            Map.of("timestamp-unreadable", 1L)),
        read(
            "hostile-06-tab-is-a-customer",
            "job",
            NOTHING,
            1806,
            589,
            null,
            Map.of("customer-missing", 19L)),
        read(
            "hostile-amt-string-1e-999999999",
            "amt-string-1e-999999999",
            NOTHING,
            0,
            0,
            null,
            Map.of("amount-unreadable", 362L)),
        read(
            "hostile-date-max",
            "date-max",
            NOTHING,
            0,
            0,
            null,
            Map.of("timestamp-out-of-range", 181L)));
  }

  @ParameterizedTest
  @MethodSource("rightFigures")
  void comesToTheRightFigures(
      String folder, String configuration, Map<String, String> session, Read expected) {
    Read read = with(session, () -> read(CaseFolder.of(folder).settings(configuration)));

    assertThat(read.reasons()).isEqualTo(expected.reasons());
    if (expected.rows() > 0) {
      assertThat(read.rows()).isEqualTo(expected.rows());
    }
    if (expected.customers() > 0) {
      assertThat(read.customers()).isEqualTo(expected.customers());
    }
    if (expected.amount() != null) {
      assertThat(new BigDecimal(read.amount())).isEqualByComparingTo(expected.amount());
    }
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        fails(
            "02-column-names-with-spaces",
            "nobackticks",
            ExitCode.INPUT,
            "input.columns.customer = \"Customer ID\" would be read as",
            "stand in backticks: `Customer ID`",
            "stand in backticks: `Amount Net`"),
        fails("03-pandas-nanos", "plain", ExitCode.INPUT, "nanoseconds", "nanosAsLong=true"),
        fails("03-pandas-nanos", "utc", ExitCode.INPUT, "nanoseconds", "timestamp_micros("),
        fails("04-schema-drift", "p", ExitCode.INPUT, "column", "type", "2025-0", ".parquet"),
        fails("04-schema-drift", "merge", ExitCode.INPUT, "different types in different files"),
        fails(
            "05-names-differ-by-case",
            "p",
            ExitCode.INPUT,
            "caseSensitive=true to tell them apart: ",
            "customer",
            "Customer"),
        fails(
            "09-thousands-separators",
            "eu",
            ExitCode.CONFIGURATION,
            "input.options.encoding = windows-1252: expected one of ",
            "spark.sql.legacy.javaCharsets=true"),
        fails("hostile-02-split-one-bad-row", "job", ExitCode.INPUT, "fails on a row", "get("),
        fails(
            "hostile-02-to_date-one-bad-row",
            "job",
            ExitCode.INPUT,
            "fails on a row",
            "try_to_date"),
        fails(
            "hostile-07-encoding-windows-1252",
            "job",
            ExitCode.CONFIGURATION,
            "input.options.encoding = windows-1252"),
        fails("hostile-07-header-yes", "job", ExitCode.CONFIGURATION, "input.options.header = yes"),
        fails("hostile-08-long-cell-slow-mask", "job", ExitCode.INPUT, "try_cast"),
        fails(
            "hostile-10-empty-parse-reason",
            "job",
            ExitCode.INPUT,
            "input.columns.amount = \"amt)\" is no SQL expression over the input:"
                + " [PARSE_SYNTAX_ERROR]"),
        fails(
            "hostile-12-json-keys-differ-by-case",
            "job",
            ExitCode.INPUT,
            "is there twice",
            "caseSensitive=true"),
        fails(
            "hostile-json-casekeys",
            "json-casekeys",
            ExitCode.INPUT,
            "is there twice",
            "caseSensitive=true"),
        fails("hostile-json-dupkeys", "json-dupkeys", ExitCode.INPUT, "is there twice"),
        fails(
            "hostile-f-hive-conflict",
            "f-hive-conflict",
            ExitCode.INPUT,
            "directories disagree about the partition columns"),
        fails(
            "hostile-f-hive-depth",
            "f-hive-depth",
            ExitCode.INPUT,
            "directories disagree about the partition columns"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void endsWithItsSentence(
      String folder, String configuration, ExitCode exitCode, List<String> said) {
    JobFailure failure =
        catchThrowableOfType(
            JobFailure.class, () -> read(CaseFolder.of(folder).settings(configuration)));

    assertThat(failure).isNotNull();
    assertThat(failure.getMessage()).contains(said).doesNotContain("damaged").isNotBlank();
    assertThat(failure.getMessage().length()).as("length of the message").isLessThan(2000);
    assertThat(failure.exitCode()).isEqualTo(exitCode);
  }

  @Test
  void numbersOfAnotherFormEndOrAreRead() {
    Settings settings = CaseFolder.of("09-thousands-separators").settings("tonumber");
    JobFailure failure = catchThrowableOfType(JobFailure.class, () -> read(settings));

    if (failure == null) {
      assertThat(read(settings).amount()).startsWith("358742.89");
    } else {
      assertThat(failure.exitCode()).isEqualTo(ExitCode.INPUT);
      assertThat(failure.getMessage()).contains("try_to_number");
    }
  }

  @Test
  void amountsThatCannotBeReadAreShownWithWhatReadsThem() {
    Settings settings = CaseFolder.of("09-thousands-separators").settings("plain");

    List<RejectedValues> examples = open(settings).examples(List.of("amount-unreadable"), 3);

    assertThat(examples)
        .singleElement()
        .satisfies(
            values -> {
              assertThat(values.values()).hasSize(3).allMatch(value -> value.contains(","));
              assertThat(values.key()).contains("input.columns.amount");
              assertThat(values.suggestion())
                  .contains(
                      "concat(IF(amount RLIKE '[(-]', '-', ''), translate(regexp_extract(amount, '^-?((?:[0-9]{1,3}(?:[,][0-9]{3})+|[0-9]+)(?:[.][0-9]{1,2})?)$', 1), ',', ''))");
            });
  }

  @Test
  void timesWithoutDateAreUnreadable() {
    Transactions transactions = open(CaseFolder.of("13-odd-time-texts").settings("p"));

    List<String> unreadable =
        transactions
            .quarantined("run")
            .where("reasons[0] = 'timestamp-unreadable'")
            .select("ts")
            .collectAsList()
            .stream()
            .map(row -> row.getString(0))
            .toList();

    assertThat(unreadable).contains("12:30:00", "T08:15", "9:05", "today", "now", "2024-13-01");
    assertThat(unreadable).doesNotContain("2024-6-1", "2024-06-01 23:30:00 PST");
  }

  static Stream<Arguments> currencies() {
    return Stream.of(
        argumentSet("capitals", "case", List.of("EUR")),
        argumentSet("blanks around", "blank", List.of("EUR")),
        argumentSet("none", "all_null", List.of("")),
        argumentSet("one or none", "some_null", List.of("", "EUR")));
  }

  @ParameterizedTest
  @MethodSource("currencies")
  void currenciesAreToldApartByWhatTheyAre(String configuration, List<String> expected) {
    Transactions transactions = open(CaseFolder.of("17-currency-column").settings(configuration));

    assertThat(
            transactions
                .classified()
                .select(TransactionColumns.CURRENCY)
                .distinct()
                .collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void orderWithoutIdentifierIsNoOther() {
    Dataset<Row> rows = open(CaseFolder.of("28-missing-order-ids").settings("p")).classified();

    assertThat(
            rows.where(col(TransactionColumns.CUSTOMER).equalTo("TILL"))
                .where(col(TransactionColumns.ORDER).isNull())
                .count())
        .isEqualTo(3);
  }

  @Test
  void orderKeepsItsIdentifierOnEveryDay() {
    Dataset<Row> rows = open(CaseFolder.of("12-order-over-two-days").settings("p")).classified();

    assertThat(
            rows.where(col(TransactionColumns.AMOUNT).gt(0))
                .select(TransactionColumns.ORDER)
                .distinct()
                .count())
        .isEqualTo(565);
  }

  @Test
  void dateIsDateInEveryZone() {
    Settings settings = CaseFolder.of("32-day-that-does-not-exist").settings("p");

    List<Integer> days =
        with(
            Map.of("spark.sql.session.timeZone", settings.calendar().timeZone().getId()),
            () ->
                open(settings)
                    .classified()
                    .where(col(TransactionColumns.CUSTOMER).equalTo("S2"))
                    .select(TransactionColumns.DAY)
                    .collectAsList()
                    .stream()
                    .map(row -> row.getInt(0))
                    .toList());

    assertThat(days).contains(15338); // 2011-12-30
  }

  private static Read read(Settings settings) {
    Transactions transactions = open(settings);
    try {
      Map<String, Long> reasons = new TreeMap<>();
      Read accepted = new Read(0, 0, "0", reasons);
      for (Row row :
          transactions
              .classified()
              .groupBy(TransactionColumns.ROW_CLASS)
              .agg(
                  count(lit(1)),
                  countDistinct(col(TransactionColumns.CUSTOMER)),
                  sum(TransactionColumns.AMOUNT))
              .collectAsList()) {
        if (row.getInt(0) == RowClass.ACCEPTED) {
          accepted =
              new Read(
                  row.getLong(1),
                  row.getLong(2),
                  Money.amount(row.getLong(3)).toPlainString(),
                  reasons);
        }
        RowClass.reasons(row.getInt(0))
            .forEach(reason -> reasons.merge(reason.code(), row.getLong(1), Long::sum));
      }
      return accepted;
    } catch (Exception e) {
      throw InputFailures.translate(transactions.source(), e);
    }
  }

  private static Transactions open(Settings settings) {
    return Transactions.open(
        SparkTestSession.shared(), settings.input(), List.of(), Optional.empty());
  }

  private static <T> T with(Map<String, String> session, Supplier<T> work) {
    if (session.isEmpty()) {
      return work.get();
    }
    var only = session.entrySet().iterator().next();
    return JobFixture.with(only.getKey(), only.getValue(), work);
  }

  private static Arguments read(
      String folder,
      String configuration,
      Map<String, String> session,
      long rows,
      long customers,
      String amount,
      Map<String, Long> reasons) {
    return argumentSet(
        folder + " " + configuration,
        folder,
        configuration,
        session,
        new Read(rows, customers, amount, reasons));
  }

  private static Arguments fails(
      String folder, String configuration, ExitCode exitCode, String... said) {
    return argumentSet(
        folder + " " + configuration, folder, configuration, exitCode, List.of(said));
  }
}

package io.perennial.history;

import static org.apache.spark.sql.functions.col;

import io.perennial.run.Manifest;
import io.perennial.schema.Money;
import io.perennial.schema.RowClass;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What became of every input row. The counts were stored with the histories by the tasks that read
 * the rows and built them, so that a task that ran twice counts once, and reading them takes no
 * pass over the customers.
 *
 * @param firstTimestamp of the accepted rows, in the session's time zone; null without one
 * @param lastDay day of the newest accepted row; absent without one
 * @param revenue net amount of the customers with a purchase day
 * @param cost of all accepted rows
 * @param returned what the customers with a purchase day got back on other days, net
 * @param absoluteAmount of all rows read, each without its sign
 * @param quarantinedAbsoluteAmount of the quarantined rows, likewise
 * @param rowsByDay accepted rows
 * @param rowsWithoutOrder accepted rows without an order's identifier, where one is mapped
 * @param placeholders accepted rows by name of customers such as nan and NULL
 * @param largest the customers with most rows and most revenue
 * @param duplicateRows accepted rows that repeat another one in the columns of the duplicate gate
 */
public record Reconciliation(
    long rows,
    BigDecimal amount,
    String firstTimestamp,
    String lastTimestamp,
    Optional<LocalDate> firstDay,
    Optional<LocalDate> lastDay,
    Manifest.Counts counts,
    BigDecimal revenue,
    BigDecimal cost,
    BigDecimal returned,
    BigDecimal absoluteAmount,
    BigDecimal quarantinedAbsoluteAmount,
    SortedMap<LocalDate, Long> rowsByDay,
    long rowsWithoutOrder,
    SortedMap<String, Long> placeholders,
    LargestCustomers largest,
    long duplicateRows,
    BigDecimal duplicateAmount,
    Optional<Currencies> currencies) {

  /**
   * The least and the greatest currency code; null where no row has one.
   *
   * @param missing rows without one
   */
  public record Currencies(String first, String last, long missing) {}

  /**
   * Who has most; names are null where there is no customer.
   *
   * @param ofRows who has most of the rows whose own amount is a purchase
   * @param rows how many
   * @param allRows how many there are
   * @param ofRevenue who has most net revenue
   * @param revenue how much
   */
  public record LargestCustomers(
      String ofRows, long rows, long allRows, String ofRevenue, BigDecimal revenue) {}

  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
          .toFormatter(Locale.ROOT);

  /** Customers with a purchase day. */
  public long buyers() {
    return counts.customers() - counts.customersWithoutPurchase();
  }

  /** Net amount of the purchase days. */
  public BigDecimal purchaseRevenue() {
    return revenue.add(returned);
  }

  /** The days of the accepted rows without those that stand far apart. */
  public PlausibleDays plausibleDays() {
    return PlausibleDays.of(rowsByDay);
  }

  /**
   * Adds up the counts that stand beside histories.
   *
   * @throws IllegalStateException when the histories do not hold what was accepted
   */
  public static Reconciliation of(Dataset<Row> histories) {
    Tallies tallies = new Tallies();
    histories
        .where(col(HistoryColumns.TALLY).isNotNull())
        .select(HistoryColumns.TALLY)
        .collectAsList()
        .forEach(row -> tallies.merge(Tally.decode(row.getAs(0))));
    Tally accepted = tallies.of(RowClass.ACCEPTED);
    if (!accepted.amount().value().equals(accepted.historyAmount().value())) {
      throw new IllegalStateException(
          "accepted rows add up to %s, but the histories made of them to %s"
              .formatted(amount(accepted.amount()), amount(accepted.historyAmount())));
    }
    ZoneId zone = ZoneId.of(histories.sparkSession().conf().get("spark.sql.session.timeZone"));
    Optional<LocalDateTime> first =
        accepted.hasTimestamps()
            ? Optional.of(localTime(accepted.firstTimestamp(), zone))
            : Optional.empty();
    Optional<LocalDateTime> last =
        accepted.hasTimestamps()
            ? Optional.of(localTime(accepted.lastTimestamp(), zone))
            : Optional.empty();
    Manifest.RowsAmount all = sum(tallies, rowClass -> true);
    return new Reconciliation(
        all.rows(),
        all.amount(),
        first.map(TIMESTAMP::format).orElse(null),
        last.map(TIMESTAMP::format).orElse(null),
        first.map(LocalDateTime::toLocalDate),
        last.map(LocalDateTime::toLocalDate),
        counts(tallies, accepted),
        amount(accepted.buyersAmount()),
        amount(accepted.cost()),
        amount(accepted.returned()),
        absolute(tallies, rowClass -> true),
        absolute(tallies, rowClass -> rowClass > RowClass.ACCEPTED),
        byDay(accepted),
        accepted.withoutOrder(),
        accepted.placeholders(),
        largest(accepted),
        accepted.duplicateRows(),
        amount(accepted.duplicateAmount()),
        accepted.hasCurrencies()
            ? Optional.of(
                new Currencies(
                    accepted.firstCurrency(), accepted.lastCurrency(), accepted.withoutCurrency()))
            : Optional.empty());
  }

  private static Manifest.Counts counts(Tallies tallies, Tally accepted) {
    Manifest.RowsAmount quarantined = sum(tallies, rowClass -> rowClass > RowClass.ACCEPTED);
    return new Manifest.Counts(
        sum(tallies, rowClass -> rowClass == RowClass.ACCEPTED),
        sum(tallies, rowClass -> rowClass == RowClass.FILTERED),
        sum(tallies, rowClass -> rowClass == RowClass.AFTER_RUN_DATE),
        new Manifest.Quarantined(quarantined.rows(), quarantined.amount(), reasons(tallies)),
        accepted.customers(),
        accepted.customers() - accepted.buyers(),
        accepted.customerDays(),
        accepted.purchaseDays(),
        amount(accepted.amount()).subtract(amount(accepted.buyersAmount())));
  }

  private static SortedMap<String, Long> reasons(Tallies tallies) {
    SortedMap<String, Long> reasons = new TreeMap<>();
    for (Tally tally : tallies.all()) {
      for (RowClass.Reason reason : RowClass.reasons(tally.rowClass())) {
        reasons.merge(reason.code(), tally.rows(), Long::sum);
      }
    }
    return reasons;
  }

  private static Manifest.RowsAmount sum(Tallies tallies, IntPredicate rowClass) {
    List<Tally> these =
        tallies.all().stream().filter(tally -> rowClass.test(tally.rowClass())).toList();
    ExactSum amount = new ExactSum();
    these.forEach(tally -> amount.add(tally.amount()));
    return new Manifest.RowsAmount(these.stream().mapToLong(Tally::rows).sum(), amount(amount));
  }

  private static BigDecimal absolute(Tallies tallies, IntPredicate rowClass) {
    ExactSum sum = new ExactSum();
    tallies.all().stream()
        .filter(tally -> rowClass.test(tally.rowClass()))
        .forEach(tally -> sum.add(tally.absoluteAmount()));
    return amount(sum);
  }

  private static SortedMap<LocalDate, Long> byDay(Tally accepted) {
    SortedMap<LocalDate, Long> days = new TreeMap<>();
    accepted.days().forEach((day, rows) -> days.put(LocalDate.ofEpochDay(day), rows));
    return days;
  }

  private static LargestCustomers largest(Tally accepted) {
    String name = accepted.mostRevenue().name();
    return new LargestCustomers(
        accepted.mostRows().name(),
        accepted.mostRows().most(),
        accepted.purchaseRows(),
        name,
        name == null ? BigDecimal.ZERO : Money.amount(accepted.mostRevenue().most()));
  }

  private static BigDecimal amount(ExactSum micros) {
    return new BigDecimal(micros.value(), Money.SCALE);
  }

  private static LocalDateTime localTime(long micros, ZoneId zone) {
    return LocalDateTime.ofInstant(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), zone);
  }
}

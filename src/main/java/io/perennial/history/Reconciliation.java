package io.perennial.history;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.when;

import io.perennial.schema.RowClass;
import io.perennial.run.Manifest;
import io.perennial.schema.HistoryColumns;
import io.perennial.schema.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Every input row, accounted for: sums over the histories, in which each row is exactly once.
 *
 * @param lastDay day of the newest accepted row; absent without one
 * @param revenue net amount of the customers with a purchase day
 * @param cost of all accepted rows
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
    long duplicateRows,
    BigDecimal duplicateAmount,
    Optional<Currencies> currencies) {

  /** The least and the greatest currency code. */
  public record Currencies(String first, String last) {}

  /** Customers with a purchase day. */
  public long buyers() {
    return counts.customers() - counts.customersWithoutPurchase();
  }

  /** Sums up the histories by row class. */
  public static Reconciliation of(Dataset<Row> histories) {
    List<String> columns = Arrays.asList(histories.columns());
    Column buys = col(HistoryColumns.PURCHASE_DAYS).gt(0);
    List<Column> sums = new ArrayList<>();
    sums.add(Money.sum(col(HistoryColumns.REVENUE)).as("amount"));
    sums.add(Money.sum(when(buys, col(HistoryColumns.REVENUE))).as("revenue"));
    sums.add(Money.sum(col(HistoryColumns.COST)).as("cost"));
    sums.add(count(lit(1)).as("customers"));
    sums.add(count(when(buys, 1)).as("buyers"));
    sums.add(sum(HistoryColumns.DAY_COUNT).as("days"));
    sums.add(sum(HistoryColumns.PURCHASE_DAYS).as("purchase_days"));
    sums.add(timestamp_micros(min(HistoryColumns.FIRST_TIMESTAMP)).cast("string").as("first"));
    sums.add(timestamp_micros(max(HistoryColumns.LAST_TIMESTAMP)).cast("string").as("last"));
    sums.add(
        timestamp_micros(min(HistoryColumns.FIRST_TIMESTAMP))
            .cast("date")
            .cast("string")
            .as("first_day"));
    sums.add(
        timestamp_micros(max(HistoryColumns.LAST_TIMESTAMP))
            .cast("date")
            .cast("string")
            .as("last_day"));
    boolean hasDuplicates = columns.contains(HistoryColumns.DUPLICATE_ROWS);
    if (hasDuplicates) {
      sums.add(sum(HistoryColumns.DUPLICATE_ROWS).as("duplicate_rows"));
      sums.add(Money.sum(col(HistoryColumns.DUPLICATE_AMOUNT)).as("duplicate_amount"));
    }
    boolean hasCurrency = columns.contains(HistoryColumns.FIRST_CURRENCY);
    if (hasCurrency) {
      sums.add(min(HistoryColumns.FIRST_CURRENCY).as("first_currency"));
      sums.add(max(HistoryColumns.LAST_CURRENCY).as("last_currency"));
    }
    List<Row> classes =
        histories
            .groupBy(HistoryColumns.ROW_CLASS)
            .agg(sum(HistoryColumns.ROWS).as("rows"), sums.toArray(Column[]::new))
            .collectAsList();

    Manifest.RowsAmount nothing = new Manifest.RowsAmount(0, Money.amount(0));
    Manifest.RowsAmount accepted = nothing;
    Manifest.RowsAmount filtered = nothing;
    Manifest.RowsAmount afterRunDate = nothing;
    Manifest.RowsAmount quarantined = nothing;
    SortedMap<String, Long> reasons = new TreeMap<>();
    long rows = 0;
    BigDecimal amount = BigDecimal.ZERO;
    Optional<Row> customers = Optional.empty();
    for (Row row : classes) {
      int rowClass = row.getInt(0);
      Manifest.RowsAmount these =
          new Manifest.RowsAmount(
              row.getAs("rows"), Money.amount((BigDecimal) row.getAs("amount")));
      rows += these.rows();
      amount = amount.add(these.amount());
      switch (rowClass) {
        case RowClass.ACCEPTED -> {
          accepted = these;
          customers = Optional.of(row);
        }
        case RowClass.FILTERED -> filtered = these;
        case RowClass.AFTER_RUN_DATE -> afterRunDate = these;
        default -> {
          quarantined =
              new Manifest.RowsAmount(
                  quarantined.rows() + these.rows(), quarantined.amount().add(these.amount()));
          for (RowClass.Reason reason : RowClass.reasons(rowClass)) {
            reasons.merge(reason.code(), these.rows(), Long::sum);
          }
        }
      }
    }
    long customerCount = customers.map(row -> row.<Long>getAs("customers")).orElse(0L);
    Manifest.Counts counts =
        new Manifest.Counts(
            accepted,
            filtered,
            afterRunDate,
            new Manifest.Quarantined(quarantined.rows(), quarantined.amount(), reasons),
            customerCount,
            customerCount - customers.map(row -> row.<Long>getAs("buyers")).orElse(0L),
            customers.map(row -> row.<Long>getAs("days")).orElse(0L),
            customers.map(row -> row.<Long>getAs("purchase_days")).orElse(0L));
    return new Reconciliation(
        rows,
        amount.setScale(Money.SCALE),
        customers.map(row -> row.<String>getAs("first")).orElse(null),
        customers.map(row -> row.<String>getAs("last")).orElse(null),
        customers.map(row -> LocalDate.parse(row.<String>getAs("first_day"))),
        customers.map(row -> LocalDate.parse(row.<String>getAs("last_day"))),
        counts,
        customers
            .map(row -> Money.amount((BigDecimal) row.getAs("revenue")))
            .orElse(BigDecimal.ZERO),
        customers.map(row -> Money.amount((BigDecimal) row.getAs("cost"))).orElse(BigDecimal.ZERO),
        hasDuplicates ? customers.map(row -> row.<Long>getAs("duplicate_rows")).orElse(0L) : 0,
        hasDuplicates
            ? customers
                .map(row -> Money.amount((BigDecimal) row.getAs("duplicate_amount")))
                .orElse(BigDecimal.ZERO)
            : BigDecimal.ZERO,
        hasCurrency
            ? customers.map(
                row -> new Currencies(row.getAs("first_currency"), row.getAs("last_currency")))
            : Optional.empty());
  }
}

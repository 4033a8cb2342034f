package io.perennial.ingest;

import io.perennial.config.Settings;
import io.perennial.ingest.SideTable.Kind;
import io.perennial.ingest.SideTable.Wanted;
import io.perennial.run.Manifest;
import java.io.Serializable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.unsafe.types.UTF8String;

/** Rates of exchange into the reporting currency, as exact decimals, by currency and day. */
final class ExchangeRates implements Serializable {
  private static final long serialVersionUID = 1L;

  /** No rate is there, or only older ones. */
  static final int NONE = -1;

  /** The currency is the reporting one. */
  static final int ONE = -2;

  /** Forty currencies a day over sixty years. */
  private static final int MAX_ROWS = 1_000_000;

  private static final int DECIMALS = 18;
  private static final String DATE = "date";
  private static final String CURRENCY = "currency";
  private static final String RATE = "rate";

  private final String currency;
  private final UTF8String own;
  private final int maxAgeDays;

  /** From where to where a currency has its rates. */
  private final HashMap<UTF8String, int[]> ranges = new HashMap<>();

  /** Days since 1970-01-01, ascending within a currency. */
  private final int[] days;

  /** The digits of the rates, without their decimal points. */
  private final long[] digits;

  /** The power of ten to divide the digits by. */
  private final long[] units;

  private ExchangeRates(
      SortedMap<String, SortedMap<LocalDate, BigDecimal>> rates, String currency, int maxAgeDays) {
    this.currency = currency;
    this.own = UTF8String.fromString(currency);
    this.maxAgeDays = maxAgeDays;
    int size = rates.values().stream().mapToInt(Map::size).sum();
    this.days = new int[size];
    this.digits = new long[size];
    this.units = new long[size];
    int at = 0;
    for (var each : rates.entrySet()) {
      int from = at;
      for (var rate : each.getValue().entrySet()) {
        days[at] = Math.toIntExact(rate.getKey().toEpochDay());
        digits[at] = rate.getValue().unscaledValue().longValueExact();
        units[at++] = BigDecimal.TEN.pow(rate.getValue().scale()).longValueExact();
      }
      ranges.put(UTF8String.fromString(each.getKey()), new int[] {from, at});
    }
  }

  /**
   * Reads the rates.
   *
   * @param problems receives what is wrong with them
   */
  static ExchangeRates read(SparkSession spark, Settings.Rates settings, TableProblems problems) {
    SideTable table =
        SideTable.open(
            spark,
            settings,
            Section.RATES,
            List.of(
                new Wanted(DATE, settings.columns().date(), Kind.DAY),
                new Wanted(CURRENCY, settings.columns().currency(), Kind.TEXT),
                new Wanted(RATE, settings.columns().rate(), Kind.NUMBER)));
    problems.of(table);
    return of(table.collect(MAX_ROWS), settings.currency(), settings.maxAgeDays(), problems);
  }

  /** The rates in rows as {@link SideTable} reads them. */
  static ExchangeRates of(
      List<Row> rows, String reporting, int maxAgeDays, TableProblems problems) {
    String own = code(reporting);
    SortedMap<String, SortedMap<LocalDate, BigDecimal>> rates = new TreeMap<>();
    for (Row row : rows) {
      if (!problems.isComplete(row, DATE, CURRENCY, RATE)) {
        continue;
      }
      LocalDate date = row.<java.sql.Date>getAs(DATE).toLocalDate();
      String code = code(row.getAs(CURRENCY));
      BigDecimal rate = problems.positive(row, RATE, DECIMALS, code + " on " + date);
      if (rate == null) {
        continue;
      }
      if (code.equals(own) && rate.compareTo(BigDecimal.ONE) != 0) {
        problems.add(
            "a rate of the reporting currency that is not 1",
            "%s on %s: %s".formatted(code, date, rate.toPlainString()));
        continue;
      }
      BigDecimal other =
          rates.computeIfAbsent(code, any -> new TreeMap<>()).putIfAbsent(date, rate);
      if (other != null && other.compareTo(rate) != 0) {
        problems.add(
            "different rates for one date and currency",
            "%s on %s: %s and %s"
                .formatted(code, date, other.toPlainString(), rate.toPlainString()));
      }
    }
    if (rows.isEmpty()) {
      problems.addAbsent("rates");
    }
    return new ExchangeRates(rates, own, maxAgeDays);
  }

  /**
   * The place of the rate for a day: the one of the day, or the last before it that is not too old.
   *
   * @param code in capitals, without blanks around it; empty or null for none
   */
  int at(UTF8String code, int day) {
    if (own.equals(code)) {
      return ONE;
    }
    int[] range = code == null ? null : ranges.get(code);
    if (range == null) {
      return NONE;
    }
    int found = Arrays.binarySearch(days, range[0], range[1], day);
    int last = found >= 0 ? found : -found - 2;
    return last >= range[0] && day - days[last] <= maxAgeDays ? last : NONE;
  }

  /** The numerator of a rate. */
  long numerator(int at) {
    return at == ONE ? 1 : digits[at];
  }

  /** Its denominator. */
  long denominator(int at) {
    return at == ONE ? 1 : units[at];
  }

  /** For the manifest. */
  Manifest.Rates described(String source) {
    return new Manifest.Rates(
        source,
        currency,
        ranges.keySet().stream().map(UTF8String::toString).sorted().toList(),
        days.length,
        LocalDate.ofEpochDay(Arrays.stream(days).min().orElseThrow()),
        LocalDate.ofEpochDay(Arrays.stream(days).max().orElseThrow()),
        maxAgeDays);
  }

  private static String code(String text) {
    return text.strip().toUpperCase(Locale.ROOT);
  }
}

package io.perennial.ingest;

import io.perennial.config.Settings;
import io.perennial.ingest.SideTable.Kind;
import io.perennial.ingest.SideTable.Wanted;
import io.perennial.run.Manifest;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Price levels by month: what an amount is multiplied by to be in the money of the base month. */
final class PriceLevels implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A thousand years. */
  private static final int MAX_ROWS = 12_000;

  /** With these, and below the bound, two levels on one scale have at most 18 digits. */
  private static final int DECIMALS = 9;

  private static final BigDecimal TOO_HIGH = BigDecimal.valueOf(1_000_000_000L);

  private static final String MONTH = "month";
  private static final String INDEX = "index";

  private final YearMonth base;
  private final YearMonth first;

  /** Index of the base month ÷ index of the month, from the first month on; 0 where it has none. */
  private final long[] numerators;

  private final long[] denominators;

  private PriceLevels(SortedMap<YearMonth, BigDecimal> levels, YearMonth base) {
    this.base = base;
    this.first = levels.isEmpty() ? base : levels.firstKey();
    int months = levels.isEmpty() ? 0 : month(levels.lastKey().atDay(1)) + 1;
    this.numerators = new long[months];
    this.denominators = new long[months];
    BigDecimal of = levels.getOrDefault(base, BigDecimal.ONE);
    levels.forEach(
        (month, level) -> {
          int scale = Math.max(of.scale(), level.scale());
          BigInteger numerator = of.setScale(scale).unscaledValue();
          BigInteger denominator = level.setScale(scale).unscaledValue();
          BigInteger shared = numerator.gcd(denominator);
          numerators[month(month.atDay(1))] = numerator.divide(shared).longValueExact();
          denominators[month(month.atDay(1))] = denominator.divide(shared).longValueExact();
        });
  }

  /**
   * Reads the index.
   *
   * @param problems receives what is wrong with it
   */
  static PriceLevels read(
      SparkSession spark, Settings.PriceIndex settings, TableProblems problems) {
    SideTable table =
        SideTable.open(
            spark,
            settings,
            Section.PRICE_INDEX,
            List.of(
                new Wanted(MONTH, settings.columns().month(), Kind.MONTH),
                new Wanted(INDEX, settings.columns().index(), Kind.NUMBER)));
    problems.of(table);
    return of(table.collect(MAX_ROWS), settings.base().orElseThrow(), problems);
  }

  /** The levels in rows as {@link SideTable} reads them. */
  static PriceLevels of(List<Row> rows, YearMonth base, TableProblems problems) {
    SortedMap<YearMonth, BigDecimal> levels = new TreeMap<>();
    for (Row row : rows) {
      if (!problems.isComplete(row, MONTH, INDEX)) {
        continue;
      }
      YearMonth month = YearMonth.from(row.<java.sql.Date>getAs(MONTH).toLocalDate());
      BigDecimal level = problems.positive(row, INDEX, DECIMALS, month.toString());
      if (level != null && level.compareTo(TOO_HIGH) >= 0) {
        problems.add("levels of a billion or more", month + ": " + level.toPlainString());
        continue;
      }
      BigDecimal other = level == null ? null : levels.putIfAbsent(month, level);
      if (other != null && other.compareTo(level) != 0) {
        problems.add(
            "different levels for one month",
            "%s: %s and %s".formatted(month, other.toPlainString(), level.toPlainString()));
      }
    }
    if (rows.isEmpty()) {
      problems.addAbsent("price levels");
    } else if (!levels.isEmpty() && !levels.containsKey(base)) {
      problems.addAbsent(
          "level for the base month %s (input.price-index.base); there are %s to %s"
              .formatted(base, levels.firstKey(), levels.lastKey()));
    }
    return new PriceLevels(levels, base);
  }

  /** The number of the month of a day, from the first that has a level; negative for none. */
  int at(int day) {
    int month = month(LocalDate.ofEpochDay(day));
    return month >= 0 && month < numerators.length && numerators[month] > 0 ? month : -1;
  }

  long numerator(int month) {
    return numerators[month];
  }

  long denominator(int month) {
    return denominators[month];
  }

  /** For the manifest. */
  Manifest.PriceIndex described(String source) {
    return new Manifest.PriceIndex(
        source,
        base.toString(),
        first.toString(),
        first.plusMonths(numerators.length - 1L).toString());
  }

  private int month(LocalDate day) {
    return 12 * (day.getYear() - first.getYear()) + day.getMonthValue() - first.getMonthValue();
  }
}

package io.perennial.report;

import io.perennial.report.page.Cell;
import io.perennial.schema.Period;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;

/** Writes figures as the report's language and currency do, and beside them as machines do. */
final class Formats {
  /** From here on money is written without cents. */
  private static final double WHOLE_MONEY = 1_000;

  private final Locale locale;
  private final String currency;
  private final Optional<Currency> known;
  private final Texts texts;

  Formats(Locale locale, String currency, Texts texts) {
    this.locale = locale;
    this.currency = currency;
    this.known = known(currency);
    this.texts = texts;
  }

  private static Optional<Currency> known(String code) {
    return Currency.getAvailableCurrencies().stream()
        .filter(each -> each.getCurrencyCode().equals(code))
        .findFirst();
  }

  Locale locale() {
    return locale;
  }

  /** Money: with cents below 1,000, without from there on. */
  String money(Number amount) {
    int cents = known.map(Currency::getDefaultFractionDigits).filter(n -> n >= 0).orElse(2);
    return money(amount, Math.abs(amount.doubleValue()) < WHOLE_MONEY ? cents : 0);
  }

  private String money(Number amount, int digits) {
    if (known.isPresent()) {
      NumberFormat format = NumberFormat.getCurrencyInstance(locale);
      format.setCurrency(known.get());
      return rounded(amount, format, digits);
    }
    return decimals(amount, digits) + "\u00a0" + currency;
  }

  /** Money in few characters, for axes: 1.2M. */
  String shortMoney(double amount) {
    NumberFormat compact = NumberFormat.getCompactNumberInstance(locale, NumberFormat.Style.SHORT);
    compact.setMaximumFractionDigits(1);
    String sign = known.map(each -> each.getSymbol(locale)).orElse("");
    boolean before =
        known.isPresent()
            && ((DecimalFormat) NumberFormat.getCurrencyInstance(locale))
                .toPattern()
                .startsWith("¤");
    String number = compact.format(Math.abs(amount));
    return (amount < 0 ? "−" : "") + (before ? sign + number : (number + "\u00a0" + sign).strip());
  }

  String count(Number count) {
    return decimals(count, 0);
  }

  String decimals(Number number, int digits) {
    return rounded(number, NumberFormat.getNumberInstance(locale), digits);
  }

  /** A number of significant digits enough for a parameter. */
  String estimate(Number number) {
    double size = Math.abs(number.doubleValue());
    int digits =
        size == 0 || size >= 1_000 ? 1 : (int) Math.max(1, 3 - Math.floor(Math.log10(size)));
    return decimals(number, Math.min(digits, 8));
  }

  /** A share, in percent with one decimal. */
  String share(Number share) {
    return percent(share, 1);
  }

  /** A share, in whole percent. */
  String wholeShare(Number share) {
    return percent(share, 0);
  }

  private String percent(Number share, int digits) {
    return rounded(share, NumberFormat.getPercentInstance(locale), digits);
  }

  /** A change, in percent with its sign. */
  String change(double share) {
    String text = share(Math.abs(share));
    return Math.abs(share) < 0.0005 ? text : (share > 0 ? "+" : "−") + text;
  }

  /** Half away from zero, as the number is written: 2.65 becomes 2.7, although a double is less. */
  private static String rounded(Number number, NumberFormat format, int digits) {
    format.setRoundingMode(RoundingMode.HALF_UP);
    format.setMinimumFractionDigits(digits);
    format.setMaximumFractionDigits(digits);
    return format.format(
        number instanceof Double value && Double.isFinite(value)
            ? BigDecimal.valueOf(value)
            : number);
  }

  String date(LocalDate date) {
    return DateTimeFormatter.ofPattern("d MMMM uuuu", locale).format(date);
  }

  /** A date in few characters. */
  String shortDate(LocalDate date) {
    return DateTimeFormatter.ofPattern("d MMM uuuu", locale).format(date);
  }

  /** A count with its sign. */
  String signed(long count) {
    return (count > 0 ? "+" : count < 0 ? "−" : "±") + count(Math.abs(count));
  }

  /** A period by its first day. */
  String period(LocalDate start, Period period) {
    return switch (period) {
      case WEEK -> DateTimeFormatter.ofPattern("d MMM uuuu", locale).format(start);
      case MONTH -> DateTimeFormatter.ofPattern("MMM uuuu", locale).format(start);
      case QUARTER ->
          texts.of(
              "period.quarter", (start.getMonthValue() + 2) / 3, String.valueOf(start.getYear()));
    };
  }

  Cell moneyCell(Number amount) {
    return amount == null ? none() : cell(money(amount), amount);
  }

  Cell countCell(Number count) {
    return count == null ? none() : cell(count(count), count);
  }

  Cell shareCell(Number share) {
    return share == null ? none() : cell(share(share), share);
  }

  Cell decimalCell(Number number, int digits) {
    return number == null ? none() : cell(decimals(number, digits), number);
  }

  Cell estimateCell(Number number) {
    return number == null ? none() : cell(estimate(number), number);
  }

  Cell dateCell(LocalDate date) {
    return date == null ? none() : new Cell(shortDate(date), date.toString(), Cell.Look.TEXT, 0);
  }

  Cell periodCell(LocalDate start, Period period) {
    return new Cell(period(start, period), start.toString(), Cell.Look.TEXT, 0);
  }

  /** Nothing is known here. */
  Cell none() {
    return new Cell(texts.of("none"), null, Cell.Look.BLANK, 0);
  }

  private static Cell cell(String text, Number value) {
    return new Cell(text, machine(value), Cell.Look.NUMBER, 0);
  }

  /** A number as machines read it, not rounded. */
  static String machine(Number value) {
    return value instanceof BigDecimal exact
        ? exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString()
        : value.toString();
  }
}

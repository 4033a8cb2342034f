package io.perennial.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Formats numbers for people: thousands separated by commas, in every locale. */
final class Figures {
  private static final String NONE = "-";
  private static final double MIN_SHARE = 1e-4;

  private Figures() {}

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  static String amount(BigDecimal amount) {
    return amount == null
        ? NONE
        : String.format(Locale.ROOT, "%,.2f", amount.setScale(2, RoundingMode.HALF_EVEN));
  }

  static String amount(double amount) {
    return decimals(amount, 2);
  }

  /** A share of an amount, where there is one. */
  static String amount(Double amount, long parts) {
    return amount == null ? NONE : amount(amount / parts);
  }

  static String decimals(Double number, int decimals) {
    return number != null && Double.isFinite(number)
        ? String.format(Locale.ROOT, "%,." + decimals + "f", number)
        : NONE;
  }

  /** Four decimals, or scientific notation where four decimals would round to zero. */
  static String estimate(Double estimate) {
    if (estimate == null || !Double.isFinite(estimate)) {
      return NONE;
    }
    double size = Math.abs(estimate);
    return size == 0 || (size >= 1e-3 && size < 1e9)
        ? decimals(estimate, 4)
        : String.format(Locale.ROOT, "%.3e", estimate);
  }

  /** A number chosen from a few candidates: whole numbers have no decimals. */
  static String chosen(double number) {
    return number == Math.rint(number) ? decimals(number, 0) : estimate(number);
  }

  static String share(long part, long whole) {
    double share = (double) part / whole;
    if (whole == 0) {
      return NONE;
    }
    // A few rows among millions must not look like none.
    return part > 0 && share < MIN_SHARE ? "< " + percent(MIN_SHARE) : percent(share);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  /** 8.2 s, 3 min 05 s, 1 h 02 min. */
  static String duration(double seconds) {
    if (seconds < 59.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
  }
}

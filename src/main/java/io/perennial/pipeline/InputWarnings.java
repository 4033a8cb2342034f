package io.perennial.pipeline;

import io.perennial.history.PlausibleDays;
import io.perennial.history.Reconciliation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What in an input may be wrong although a run goes on with it: by its account, no pass over it.
 */
final class InputWarnings {
  /** A customer with a larger share than this is told, where there are enough customers. */
  private static final double OUTSIZED = 0.2;

  private static final int ENOUGH_CUSTOMERS = 100;

  private InputWarnings() {}

  static List<String> of(Reconciliation account) {
    List<String> warnings = new ArrayList<>();
    defaultDates(account.plausibleDays(), warnings);
    placeholders(account, warnings);
    outsized(account, warnings);
    if (account.rowsWithoutOrder() > 0) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%,d accepted rows (%s) have no order in input.columns.order; each of them with an amount above 0 counts as an order of its own",
              account.rowsWithoutOrder(),
              percent(account.rowsWithoutOrder(), account.counts().accepted().rows())));
    }
    return warnings;
  }

  private static void defaultDates(PlausibleDays days, List<String> warnings) {
    if (!days.before().isEmpty()) {
      warnings.add(
          "%s bear a date long before all others, which begin on %s: %s. Such dates stand where none was known; their customers count as the oldest, and the cohorts reach back to them. Mend them, or drop them with input.filter"
              .formatted(
                  BusinessDate.rows(days.before()),
                  days.first().orElseThrow(),
                  BusinessDate.days(days.before())));
    }
  }

  private static void placeholders(Reconciliation account, List<String> warnings) {
    if (!account.placeholders().isEmpty()) {
      warnings.add(
          "customers with names that stand for nobody are scored like others: %s. If they are nobody, map input.columns.customer to NULL for them, for example with nullif"
              .formatted(
                  account.placeholders().entrySet().stream()
                      .map(
                          name ->
                              String.format(
                                  Locale.ROOT, "'%s' (%,d rows)", name.getKey(), name.getValue()))
                      .collect(Collectors.joining(", "))));
    }
  }

  private static void outsized(Reconciliation account, List<String> warnings) {
    if (account.counts().customers() < ENOUGH_CUSTOMERS) {
      return;
    }
    var largest = account.largest();
    if (largest.rows() > OUTSIZED * largest.allRows()) {
      warnings.add(
          outsized(
              largest.ofRows(), percent(largest.rows(), largest.allRows()) + " of the purchases"));
    }
    BigDecimal revenue = account.counts().accepted().amount();
    if (revenue.signum() > 0
        && largest.revenue().compareTo(revenue.multiply(BigDecimal.valueOf(OUTSIZED))) > 0) {
      warnings.add(
          outsized(
              largest.ofRevenue(),
              percent(largest.revenue().doubleValue(), revenue.doubleValue()) + " of the revenue"));
    }
  }

  private static String outsized(String customer, String share) {
    return "customer '%s' has %s: is it one customer, or where rows of many end up? input.filter drops it"
        .formatted(customer, share);
  }

  private static String percent(double part, double whole) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * part / whole);
  }
}

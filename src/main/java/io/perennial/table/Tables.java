package io.perennial.table;

import io.perennial.config.Settings;
import java.util.List;

/** The tables of a run. */
public final class Tables {
  /** One row a customer with a purchase. */
  public static final Table SCORES = new Scores();

  /** All tables that a run may have, in the order in which they are written. */
  public static final List<Table> ALL =
      List.of(
          new Quarantine(),
          new Cohorts(),
          SCORES,
          new Equity(),
          new Concentration(),
          new CohortValue(),
          new Periods(),
          new FirstToSecond(),
          new Segments(),
          new Economics(),
          new Targets(),
          new Acquisition(),
          new Experiments(),
          new ProductsTogether(),
          RecurringRevenue.byCustomer(),
          RecurringRevenue.bySubscription(),
          new SubscriptionValue(),
          new BacktestMetrics(),
          new Calibration());

  /** Those that the command backtest writes. */
  public static final List<String> OF_EVALUATION = List.of(BacktestMetrics.NAME, Calibration.NAME);

  private Tables() {}

  /** The names of all tables that a run may have. */
  public static List<String> names() {
    return ALL.stream().map(Table::name).toList();
  }

  /** Whether a run with such settings has the table, whatever its transactions are. */
  public static boolean isConfigured(Table table, Settings settings) {
    return (table.isAlways() || settings.output().has(table.name()))
        && table.isConfigured(settings)
        && (settings.input().hasTransactions() || !table.isOfTransactions());
  }
}

package io.perennial.report;

import io.perennial.report.page.Block;
import io.perennial.report.page.Bridge;
import io.perennial.report.page.Section;
import io.perennial.report.page.Table;
import io.perennial.schema.Period;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Subscriptions: movements of the recurring amount, retention, lifetime. */
final class SubscriptionsPart implements Part {
  private static final int MONTHS = 24;

  /** From the opening to the closing amount; those that lower it are negative in the table. */
  private static final List<String> MOVEMENTS =
      List.of(
          "new",
          "reactivation",
          "expansion",
          "resumed",
          "fx",
          "contraction",
          "churn",
          "paused",
          "transferred_in",
          "transferred_out");

  @Override
  public Optional<Section> section(Scope scope) {
    List<Values> rows =
        new ArrayList<>(
            scope.rows("subscriptions").stream()
                .filter(row -> row.text("plan") == null)
                .sorted(Values.byDate("month").reversed())
                .limit(MONTHS)
                .toList());
    if (rows.isEmpty()) {
      scope.isMissing("subscriptions");
      return Optional.empty();
    }
    Collections.reverse(rows);
    Values last = rows.get(rows.size() - 1);
    List<Block> blocks = new ArrayList<>();
    bridge(scope, last).ifPresent(blocks::add);
    blocks.add(movements(scope, rows));
    blocks.add(rates(scope, rows));
    DimensionRows.of(
            scope,
            "subscription_value",
            List.of("live"),
            List.of(
                "lifetime_months",
                "restricted_lifetime_months",
                "clv",
                "clv_sbg",
                "clv_bdw",
                "warning"))
        .forEach(
            dimension ->
                blocks.add(
                    dimension.table(
                        scope,
                        "subscription-value-" + dimension.id(),
                        scope.texts.of(
                            "subscriptions.value", scope.words("dimension", dimension.dimension())),
                        null)));
    return Optional.of(
        new Section(
            "subscriptions", scope.texts.of("subscriptions.title"), finding(scope, last), blocks));
  }

  private static String finding(Scope scope, Values last) {
    return last.amount("closing") == null || last.amount("net_retention") == null
        ? null
        : scope.texts.of(
            "subscriptions.finding",
            scope.formats.money(last.amount("closing")),
            scope.formats.period(last.date("month"), Period.MONTH),
            scope.formats.share(last.amount("net_retention")));
  }

  private static Optional<Block> bridge(Scope scope, Values last) {
    if (last.amount("opening") == null || last.amount("closing") == null) {
      return Optional.empty();
    }
    Formats formats = scope.formats;
    List<Bridge.Step> steps = new ArrayList<>();
    double at = last.number("opening");
    steps.add(
        new Bridge.Step(
            scope.title("opening"),
            formats.money(last.amount("opening")),
            Formats.machine(last.amount("opening")),
            true,
            0,
            at));
    for (String movement : MOVEMENTS) {
      Double by = last.number(movement);
      if (by != null && by != 0) {
        double signed = signed(movement, by);
        steps.add(
            new Bridge.Step(
                scope.title(movement),
                (signed < 0 ? "−" : "+") + formats.money(Math.abs(by)),
                Formats.machine(last.amount(movement)),
                false,
                at,
                at + signed));
        at += signed;
      }
    }
    steps.add(
        new Bridge.Step(
            scope.title("closing"),
            formats.money(last.amount("closing")),
            Formats.machine(last.amount("closing")),
            true,
            0,
            last.number("closing")));
    return Optional.of(
        new Bridge(
            "subscription-bridge",
            scope.texts.of(
                "subscriptions.bridge",
                formats.money(last.amount("opening")),
                formats.money(last.amount("closing")),
                formats.period(last.date("month"), Period.MONTH)),
            null,
            steps));
  }

  private static double signed(String movement, double by) {
    boolean lowers =
        List.of("contraction", "churn", "paused", "transferred_out").contains(movement);
    return lowers ? -Math.abs(by) : by;
  }

  private static Table movements(Scope scope, List<Values> rows) {
    return new Grid(scope, "subscriptions", List.of("month", "plan"))
        .with(Grid.Kind.MONTH, "month")
        .with(Grid.Kind.MONEY, "opening")
        .with(Grid.Kind.MONEY, MOVEMENTS.toArray(String[]::new))
        .with(Grid.Kind.MONEY, "closing", "billed")
        .of("movements", scope.texts.of("subscriptions.movements"), Table.Form.SORTED, rows, null);
  }

  private static Table rates(Scope scope, List<Values> rows) {
    return new Grid(scope, "subscriptions", List.of("month", "plan"))
        .with(Grid.Kind.MONTH, "month")
        .with(Grid.Kind.COUNT, "active_customers")
        .with(
            Grid.Kind.SHARE,
            "logo_churn",
            "gross_retention",
            "net_retention",
            "gross_retention_12",
            "net_retention_12")
        .with(Grid.Kind.RATIO, "quick_ratio")
        .with(Grid.Kind.MONEY, "arpa")
        .of(
            "subscription-rates",
            scope.texts.of("subscriptions.rates"),
            Table.Form.SORTED,
            rows,
            null);
  }
}

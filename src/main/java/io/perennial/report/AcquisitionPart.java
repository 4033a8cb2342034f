package io.perennial.report;

import io.perennial.report.page.Block;
import io.perennial.report.page.Section;
import io.perennial.report.page.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What customers cost, and when they pay it back. */
final class AcquisitionPart implements Part {
  /** Rows of spend that are shown, from the newest period. */
  private static final int ROWS = 60;

  @Override
  public Optional<Section> section(Scope scope) {
    List<Block> blocks = new ArrayList<>();
    payback(scope).ifPresent(blocks::add);
    if (scope.table("acquisition").isPresent()) {
      blocks.add(spend(scope));
    }
    if (blocks.isEmpty()) {
      scope.isMissing("acquisition");
      return Optional.empty();
    }
    KeyFigures now = scope.history.last().orElseThrow();
    return Optional.of(
        new Section(
            "acquisition",
            scope.texts.of("acquisition.title"),
            now.cac() == null || now.ltvToCac() == null
                ? null
                : scope.texts.of(
                    "acquisition.finding",
                    scope.formats.money(now.cac()),
                    scope.formats.decimals(now.ltvToCac(), 2)),
            blocks));
  }

  /** Payback by cohort comes first: a ratio says nothing of when. */
  private static Optional<Block> payback(Scope scope) {
    List<Values> rows =
        scope.rows("cohort_value").stream()
            .filter(Values::isOfAll)
            .filter(row -> row.date("cohort") != null && scope.isShown(row))
            .filter(row -> row.amount("cac") != null)
            .sorted(Values.byDate("cohort"))
            .toList();
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Grid(scope, "cohort_value", List.of("cohort"))
                .with(Grid.Kind.MONTH, "cohort")
                .with(Grid.Kind.COUNT, "customers")
                .with(Grid.Kind.MONEY, "cac")
                .with(Grid.Kind.COUNT, "payback_month")
                .with(Grid.Kind.TEXT, "payback_progress")
                .with(
                    Grid.Kind.PROJECTED,
                    "payback_projected_month",
                    "payback_projected_month_low",
                    "payback_projected_month_high")
                .of(
                    "payback",
                    scope.texts.of("acquisition.payback"),
                    Table.Form.SORTED,
                    rows,
                    scope.texts.of("acquisition.payback.note")));
  }

  private static Table spend(Scope scope) {
    Comparator<Values> newestFirst = Values.byDate("period").reversed();
    return new Grid(scope, "acquisition", List.of("period", "channel", "kind"))
        .with(Grid.Kind.MONTH, "period")
        .words("channel", "channel")
        .words("kind", "kind")
        .with(Grid.Kind.MONEY, "spend", "allocated", "unallocated")
        .with(Grid.Kind.COUNT, "customers")
        .with(Grid.Kind.MONEY, "cac", "ltv")
        .with(Grid.Kind.RATIO, "ltv_to_cac")
        .words("ltv_to_cac_flag", "flag")
        .with(Grid.Kind.MONEY, "highest_cac", "highest_bid")
        .with(Grid.Kind.TEXT, "reason")
        .of(
            "acquisition-spend",
            scope.texts.of("acquisition.spend"),
            Table.Form.SORTED,
            scope.rows("acquisition").stream()
                .sorted(
                    newestFirst
                        .thenComparing(Values.descending("spend"))
                        .thenComparing(Values.byText("channel"))
                        .thenComparing(Values.byText("kind")))
                .limit(ROWS)
                .toList(),
            scope.texts.of("acquisition.spend.note"));
  }
}

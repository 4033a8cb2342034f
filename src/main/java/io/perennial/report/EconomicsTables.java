package io.perennial.report;

import io.perennial.report.page.Cell;
import io.perennial.report.page.Table;
import java.util.List;
import java.util.Optional;

/** The formulas of the whole base, from the table {@code economics}. */
final class EconomicsTables {
  private EconomicsTables() {}

  /** Every formula with its value, or the reason why it has none. */
  static Optional<Table> formulas(Scope scope) {
    List<Values> rows =
        scope.rows("economics").stream()
            .filter(Values::isOfAll)
            .sorted(Values.byText("formula"))
            .toList();
    return rows.isEmpty() ? Optional.empty() : Optional.of(table(scope, rows));
  }

  private static Table table(Scope scope, List<Values> rows) {
    return new Table(
        "economics",
        scope.texts.of("value.formulas"),
        "economics",
        Table.Form.SORTED,
        List.of(
            scope.column("formula", false),
            scope.column("value", true),
            scope.column("unit", false),
            scope.column("reason", false)),
        rows.stream()
            .map(
                row ->
                    new Table.Row(
                        row.text("formula"),
                        false,
                        List.of(
                            Cell.text(scope.word("formula", row.text("formula"))),
                            cell(scope, row),
                            Cell.text(
                                row.text("unit") == null
                                    ? ""
                                    : scope.word("unit", row.text("unit"))),
                            Cell.text(row.text("reason") == null ? "" : row.text("reason")))))
            .toList(),
        null);
  }

  private static Cell cell(Scope scope, Values row) {
    Number value = row.amount("value");
    String unit = row.text("unit") == null ? "" : row.text("unit");
    if (value == null) {
      return scope.formats.none();
    }
    return unit.startsWith("revenue") || unit.startsWith("margin")
        ? scope.formats.moneyCell(value)
        : scope.formats.decimalCell(value, 2);
  }
}

package io.perennial.report;

import io.perennial.report.page.Block;
import io.perennial.report.page.Cell;
import io.perennial.report.page.Column;
import io.perennial.report.page.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Value and repurchase of cohorts at fixed ages, and when they paid back. */
final class CohortValueTables {
  private static final List<Integer> AGES = List.of(30, 60, 90, 180, 365);

  private CohortValueTables() {}

  static List<Block> of(Scope scope) {
    List<Values> rows =
        scope.rows("cohort_value").stream()
            .filter(Values::isOfAll)
            .filter(row -> row.date("cohort") == null || scope.isShown(row))
            .sorted(
                Comparator.comparing(
                    row -> row.date("cohort"), Comparator.nullsLast(Comparator.naturalOrder())))
            .toList();
    if (rows.isEmpty()) {
      scope.isMissing("cohort_value");
      return List.of();
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(table(scope, rows, "ltv", Grid.Kind.MONEY));
    blocks.add(table(scope, rows, "repurchase", Grid.Kind.SHARE));
    return blocks;
  }

  private static Table table(Scope scope, List<Values> rows, String measure, Grid.Kind kind) {
    Table cohorts =
        new Grid(scope, "cohort_value", List.of("cohort"))
            .with(Grid.Kind.MONTH, "cohort")
            .with(Grid.Kind.COUNT, "customers")
            .with(kind, names(measure + "_"))
            .of(
                "cohort-" + measure,
                scope.texts.of("cohorts." + measure),
                Table.Form.SORTED,
                rows,
                scope.texts.of("cohorts.maturity"));
    List<Table.Row> all = new ArrayList<>(cohorts.rows());
    rows.stream()
        .filter(row -> row.date("cohort") == null)
        .findFirst()
        .ifPresent(row -> all.add(mature(scope, row, measure, kind)));
    return totalLast(
        new Table(
            cohorts.id(),
            cohorts.caption(),
            cohorts.source(),
            cohorts.form(),
            cohorts.columns().stream().map(column -> aged(scope, column, measure)).toList(),
            all,
            cohorts.note()));
  }

  /** All customers who are old enough, at each age others. */
  private static Table.Row mature(Scope scope, Values row, String measure, Grid.Kind kind) {
    List<Cell> cells = new ArrayList<>();
    cells.add(Cell.text(scope.capital(scope.texts.of("cohorts.mature"))));
    cells.add(scope.formats.none());
    for (int age : AGES) {
      Number value = row.amount("mature_" + measure + "_" + age);
      cells.add(
          kind == Grid.Kind.MONEY
              ? scope.formats.moneyCell(value)
              : scope.formats.shareCell(value));
    }
    return new Table.Row("null|mature", true, cells);
  }

  /** The rows of all in the end, whatever the table is sorted by. */
  static Table totalLast(Table table) {
    List<Table.Row> rows =
        table.rows().stream()
            .map(row -> new Table.Row(row.key(), row.key().startsWith("null"), row.cells()))
            .toList();
    return new Table(
        table.id(),
        table.caption(),
        table.source(),
        table.form(),
        table.columns(),
        Stream.concat(
                rows.stream().filter(row -> !row.last()), rows.stream().filter(Table.Row::last))
            .toList(),
        table.note());
  }

  /** The age alone: the caption says what is measured. */
  private static Column aged(Scope scope, Column column, String measure) {
    return column.name().startsWith(measure)
        ? new Column(
            scope.texts.of("days", column.name().substring(measure.length() + 1)),
            column.name(),
            true,
            null)
        : column;
  }

  private static String[] names(String prefix) {
    return AGES.stream().map(age -> prefix + age).toArray(String[]::new);
  }
}

package io.perennial.report;

import io.perennial.report.page.Bars;
import io.perennial.report.page.Block;
import io.perennial.report.page.Cell;
import io.perennial.report.page.Column;
import io.perennial.report.page.Section;
import io.perennial.report.page.Table;
import io.perennial.table.ScoreCells;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Segments, the grid they come from, and how concentrated value is. */
final class SegmentsPart implements Part {
  private static final int SCORES = 5;
  private static final int DEPTHS = 10;

  @Override
  public Optional<Section> section(Scope scope) {
    List<Block> blocks = new ArrayList<>();
    if (!scope.scores.isEmpty()) {
      blocks.add(segments(scope));
      blocks.add(grid(scope));
    }
    SegmentTables.of(scope).forEach(blocks::add);
    List<Values> concentration = scope.rows("concentration");
    if (!concentration.isEmpty()) {
      blocks.addAll(concentration(scope, concentration));
    }
    if (blocks.isEmpty()) {
      scope.isMissing("segments");
      return Optional.empty();
    }
    return Optional.of(
        new Section(
            "segments", scope.texts.of("segments.title"), finding(scope, concentration), blocks));
  }

  private static String finding(Scope scope, List<Values> concentration) {
    return concentration.stream()
        .filter(
            row ->
                row.text("measure").equals("revenue")
                    && row.number("top_share") == 0.1
                    && row.number("value_share") != null)
        .findFirst()
        .map(
            row ->
                scope.texts.of(
                    "segments.finding",
                    scope.formats.wholeShare(row.number("top_share")),
                    scope.formats.count(row.count("customers")),
                    scope.formats.wholeShare(row.number("value_share"))))
        .orElse(null);
  }

  private static Table segments(Scope scope) {
    Formats formats = scope.formats;
    ScoreCells.Sum all = scope.scores.all();
    List<Table.Row> rows = new ArrayList<>();
    scope.scores.segments().stream()
        .sorted(
            Comparator.comparing(
                (String name) -> scope.scores.sum(cell -> cell.segment().equals(name)).revenue(),
                Comparator.reverseOrder()))
        .forEach(
            name ->
                rows.add(
                    row(
                        scope,
                        name,
                        false,
                        scope.word("segment", name),
                        scope.scores.sum(cell -> cell.segment().equals(name)),
                        all)));
    rows.add(row(scope, "all", true, scope.capital(scope.texts.of("all")), all, all));
    return new Table(
        "rfm-segments",
        scope.texts.of("segments.rfm"),
        "scores",
        Table.Form.SORTED,
        List.of(
            scope.column("rfm_segment", false),
            scope.column("customers", true),
            scope.ownColumn(scope.texts.of("column.customers_share"), true),
            scope.column("revenue", true),
            scope.ownColumn(scope.texts.of("column.revenue_share"), true),
            scope.column("predicted_clv", true),
            scope.column("p_alive", true)),
        rows,
        null);
  }

  private static Table.Row row(
      Scope scope, String key, boolean last, String name, ScoreCells.Sum sum, ScoreCells.Sum all) {
    Formats formats = scope.formats;
    return new Table.Row(
        key,
        last,
        List.of(
            Cell.text(name),
            formats.countCell(sum.customers()),
            formats.shareCell((double) sum.customers() / all.customers()),
            formats.moneyCell(sum.revenue()),
            formats.shareCell(
                all.revenue().signum() > 0
                    ? sum.revenue().doubleValue() / all.revenue().doubleValue()
                    : null),
            formats.moneyCell(sum.predicted()),
            formats.shareCell(sum.meanAlive())));
  }

  /** Customers by recency and frequency score. */
  private static Table grid(Scope scope) {
    Formats formats = scope.formats;
    List<Column> columns = new ArrayList<>();
    columns.add(scope.ownColumn(scope.texts.of("segments.grid.corner"), false));
    for (int f = 1; f <= SCORES; f++) {
      columns.add(new Column("F " + f, "f_score=" + f, true, null));
    }
    long most = 1;
    for (int r = 1; r <= SCORES; r++) {
      for (int f = 1; f <= SCORES; f++) {
        most = Math.max(most, customers(scope, r, f));
      }
    }
    List<Table.Row> rows = new ArrayList<>();
    for (int r = SCORES; r >= 1; r--) {
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.text("R " + r));
      for (int f = 1; f <= SCORES; f++) {
        long customers = customers(scope, r, f);
        cells.add(
            formats
                .countCell(customers)
                .heated((int) Math.ceil(DEPTHS * Math.sqrt((double) customers / most))));
      }
      rows.add(new Table.Row("r_score=" + r, false, cells));
    }
    return new Table(
        "rfm-grid",
        scope.texts.of("segments.grid"),
        "scores",
        Table.Form.HEAT,
        columns,
        rows,
        scope.texts.of("segments.grid.note"));
  }

  private static long customers(Scope scope, int r, int f) {
    return scope.scores.sum(cell -> cell.r() == r && cell.f() == f).customers();
  }

  private static List<Block> concentration(Scope scope, List<Values> rows) {
    Formats formats = scope.formats;
    List<Block> blocks = new ArrayList<>();
    for (String measure : rows.stream().map(row -> row.text("measure")).distinct().toList()) {
      List<Values> own =
          rows.stream()
              .filter(
                  row -> row.text("measure").equals(measure) && row.number("value_share") != null)
              .sorted(Comparator.comparing(row -> row.number("top_share")))
              .toList();
      if (own.isEmpty()) {
        continue;
      }
      Values fifth = own.get(Math.min(own.size() - 1, 3));
      blocks.add(
          new Bars(
              "concentration-" + measure,
              scope.texts.of(
                  "segments.concentration",
                  formats.wholeShare(fifth.number("top_share")),
                  formats.wholeShare(fifth.number("value_share")),
                  scope.words("measure", measure)),
              null,
              own.stream()
                  .map(
                      row ->
                          new Bars.Bar(
                              scope.texts.of(
                                  "segments.top",
                                  formats.wholeShare(row.number("top_share")),
                                  formats.count(row.count("customers"))),
                              formats.share(row.number("value_share")),
                              Formats.machine(row.number("value_share")),
                              row.number("value_share")))
                  .toList()));
    }
    return blocks;
  }
}

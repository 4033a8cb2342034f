package io.perennial.report;

import io.perennial.report.page.Block;
import io.perennial.report.page.Cell;
import io.perennial.report.page.Column;
import io.perennial.report.page.Section;
import io.perennial.report.page.Table;
import io.perennial.run.Manifest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What became of the rows of the input, the gates, the tables and the time. */
final class QualityPart implements Part {
  /** The stages that a report cannot tell of: its own, and what follows it. */
  private static final List<String> NOT_YET = List.of("report", "publish");

  @Override
  public Optional<Section> section(Scope scope) {
    Manifest.Input input = scope.manifest.input();
    Manifest.Counts counts = scope.manifest.counts();
    Formats formats = scope.formats;
    List<Block> blocks = new ArrayList<>();
    if (counts != null) {
      rows(scope, blocks);
    }
    if (!scope.manifest.gates().isEmpty()) {
      blocks.add(gates(scope));
    }
    blocks.add(tables(scope));
    blocks.add(stages(scope));
    return Optional.of(
        new Section(
            "quality",
            scope.texts.of("quality.title"),
            counts == null
                ? null
                : scope.texts.of(
                    "quality.finding",
                    formats.count(counts.accepted().rows()),
                    formats.count(input.rows()),
                    formats.share(
                        input.rows() == 0 ? 0 : (double) counts.accepted().rows() / input.rows())),
            blocks));
  }

  private static void rows(Scope scope, List<Block> blocks) {
    Manifest.Input input = scope.manifest.input();
    Manifest.Counts counts = scope.manifest.counts();
    Formats formats = scope.formats;
    blocks.add(
        new Table(
            "rows",
            scope.texts.of("quality.rows"),
            "manifest",
            Table.Form.FIXED,
            List.of(
                scope.ownColumn(scope.texts.of("quality.class"), false),
                scope.column("rows", true),
                scope.ownColumn(scope.texts.of("column.rows_share"), true),
                scope.column("amount", true)),
            List.of(
                rows(scope, "accepted", counts.accepted().rows(), counts.accepted().amount()),
                rows(
                    scope,
                    "quarantined",
                    counts.quarantined().rows(),
                    counts.quarantined().amount()),
                rows(scope, "filtered", counts.filtered().rows(), counts.filtered().amount()),
                rows(
                    scope,
                    "afterRunDate",
                    counts.afterRunDate().rows(),
                    counts.afterRunDate().amount()),
                rows(scope, "read", input.rows(), input.amount())),
            scope.texts.of("quality.rows.note")));
    if (!counts.quarantined().reasons().isEmpty()) {
      blocks.add(
          new Table(
              "reasons",
              scope.texts.of("quality.reasons"),
              "manifest",
              Table.Form.SORTED,
              List.of(
                  scope.ownColumn(scope.texts.of("quality.reason"), false),
                  scope.column("rows", true)),
              counts.quarantined().reasons().entrySet().stream()
                  .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                  .map(
                      each ->
                          new Table.Row(
                              each.getKey(),
                              false,
                              List.of(
                                  Cell.text(scope.word("reason", each.getKey())),
                                  formats.countCell(each.getValue()))))
                  .toList(),
              scope.texts.of("quality.reasons.note")));
    }
  }

  private static Table.Row rows(Scope scope, String key, long rows, BigDecimal amount) {
    long all = scope.manifest.input().rows();
    return new Table.Row(
        key,
        key.equals("read"),
        List.of(
            Cell.text(scope.capital(scope.texts.of("rows." + key))),
            scope.formats.countCell(rows),
            scope.formats.shareCell(all == 0 ? null : (double) rows / all),
            scope.formats.moneyCell(amount)));
  }

  private static Table gates(Scope scope) {
    return new Table(
        "gates",
        scope.texts.of("quality.gates"),
        "manifest",
        Table.Form.FIXED,
        List.of(
            scope.ownColumn(scope.texts.of("quality.gate"), false),
            scope.ownColumn(scope.texts.of("quality.outcome"), false),
            scope.ownColumn(scope.texts.of("quality.gate.finding"), false)),
        scope.manifest.gates().stream()
            .map(
                gate ->
                    new Table.Row(
                        gate.name(),
                        false,
                        List.of(
                            Cell.text(gate.name()),
                            Cell.text(scope.word("outcome", gate.outcome())),
                            Cell.text(gate.finding()))))
            .toList(),
        null);
  }

  private static Table tables(Scope scope) {
    return new Table(
        "tables",
        scope.texts.of("quality.tables"),
        "manifest",
        Table.Form.SORTED,
        List.of(
            scope.ownColumn(scope.texts.of("quality.table"), false), scope.column("rows", true)),
        scope.manifest.tables().stream()
            .map(
                table ->
                    new Table.Row(
                        table.name(),
                        false,
                        List.of(Cell.text(table.name()), scope.formats.countCell(table.rows()))))
            .toList(),
        null);
  }

  private static Table stages(Scope scope) {
    List<Column> columns =
        List.of(
            scope.ownColumn(scope.texts.of("quality.stage"), false), scope.column("seconds", true));
    return new Table(
        "stages",
        scope.texts.of("quality.stages"),
        "manifest",
        Table.Form.SORTED,
        columns,
        scope.manifest.stages().stream()
            .filter(stage -> !NOT_YET.contains(stage.name()))
            .map(
                stage ->
                    new Table.Row(
                        stage.name(),
                        false,
                        List.of(
                            Cell.text(stage.name()),
                            scope.formats.decimalCell(stage.seconds(), 1))))
            .toList(),
        null);
  }
}

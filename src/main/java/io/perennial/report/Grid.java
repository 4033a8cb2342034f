package io.perennial.report;

import io.perennial.report.page.Cell;
import io.perennial.report.page.Column;
import io.perennial.report.page.Table;
import io.perennial.schema.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Shows columns of a published table as they are, each in the form of its kind. */
final class Grid {
  /** What a column holds, and so how it is written. */
  enum Kind {
    TEXT,
    /** Of several products the one with the largest share, which is the first. */
    PRODUCTS,
    DATE,
    MONTH,
    QUARTER,
    COUNT,
    MONEY,
    SHARE,
    RATIO,
    DAYS,
    /** A number that a model expects, set apart from what was observed. */
    PROJECTED;

    boolean isNumber() {
      return ordinal() >= COUNT.ordinal();
    }
  }

  /** Kinds by the beginning of a column's name; what is in no list is a ratio. */
  private static final Map<Kind, List<String>> KINDS =
      Map.of(
          Kind.TEXT, List.of("reason", "warning"),
          Kind.PRODUCTS, List.of("second_products"),
          Kind.COUNT,
              List.of(
                  "customers",
                  "bought_again",
                  "median_days",
                  "expected_lifetime_days",
                  "payback_month",
                  "live"),
          Kind.MONEY,
              List.of(
                  "revenue",
                  "margin",
                  "predicted_clv",
                  "ltv_3",
                  "ltv_6",
                  "ltv_9",
                  "ltv_1",
                  "mature_ltv",
                  "order_value",
                  "cac",
                  "spend",
                  "allocated",
                  "clv",
                  "arpa"),
          Kind.SHARE,
              List.of(
                  "p_alive", "monthly_churn", "mature_repurchase", "repurchase", "value_share"));

  /** How a column of this name is written. */
  static Kind kind(String name) {
    return KINDS.entrySet().stream()
        .filter(each -> each.getValue().stream().anyMatch(name::startsWith))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(Kind.RATIO);
  }

  private record Shown(String name, Kind kind, String words) {}

  private final Scope scope;
  private final String table;
  private final List<String> keys;
  private final List<Shown> shown = new ArrayList<>();

  /**
   * @param keys columns that tell the rows of the published table apart
   */
  Grid(Scope scope, String table, List<String> keys) {
    this.scope = scope;
    this.table = table;
    this.keys = keys;
  }

  /** Shows further columns of one kind. */
  Grid with(Kind kind, String... names) {
    for (String name : names) {
      shown.add(new Shown(name, kind, null));
    }
    return this;
  }

  /** Shows a column of names that the report may have words for. */
  Grid words(String name, String words) {
    shown.add(new Shown(name, Kind.TEXT, words));
    return this;
  }

  /** The table; columns that the published one does not have are left out. */
  Table of(String id, String caption, Table.Form form, List<Values> rows, String note) {
    List<Shown> there =
        shown.stream().filter(each -> rows.isEmpty() || rows.get(0).has(each.name)).toList();
    List<Column> columns =
        there.stream().map(each -> scope.column(each.name, each.kind.isNumber())).toList();
    List<Table.Row> cells =
        rows.stream()
            .map(
                row ->
                    new Table.Row(
                        key(row), false, there.stream().map(each -> cell(row, each)).toList()))
            .toList();
    return new Table(id, caption, table, form, columns, cells, note);
  }

  private String key(Values row) {
    StringJoiner key = new StringJoiner("|");
    keys.forEach(name -> key.add(String.valueOf(row.text(name))));
    return key.toString();
  }

  private Cell cell(Values row, Shown column) {
    return column.words == null
        ? cell(scope, row, column.name, column.kind)
        : Cell.text(
            row.text(column.name) == null ? "" : scope.word(column.words, row.text(column.name)));
  }

  /** A value in the form of its kind. */
  static Cell cell(Scope scope, Values row, String name, Kind kind) {
    Formats formats = scope.formats;
    Number number = row.amount(name);
    return switch (kind) {
      case TEXT -> Cell.text(row.text(name) == null ? "" : row.text(name));
      case PRODUCTS ->
          Cell.text(
              row.nested(name).stream()
                  .findFirst()
                  .map(
                      most ->
                          "%s %s"
                              .formatted(most.text("product"), formats.share(most.number("share"))))
                  .orElse(""));
      case DATE -> formats.dateCell(row.date(name));
      case MONTH -> period(scope, row, name, Period.MONTH);
      case QUARTER -> period(scope, row, name, Period.QUARTER);
      case COUNT -> formats.countCell(number);
      case MONEY -> formats.moneyCell(number);
      case SHARE -> formats.shareCell(number);
      case RATIO -> formats.decimalCell(number, 2);
      case DAYS -> formats.decimalCell(number, 1);
      case PROJECTED -> formats.countCell(number).open();
    };
  }

  private static Cell period(Scope scope, Values row, String name, Period period) {
    return row.date(name) == null
        ? Cell.text(scope.capital(scope.texts.of("all")))
        : scope.formats.periodCell(row.date(name), period);
  }
}

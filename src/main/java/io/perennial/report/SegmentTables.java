package io.perennial.report;

import static org.apache.spark.sql.functions.asc;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.report.page.Block;
import io.perennial.report.page.Cell;
import io.perennial.report.page.Column;
import io.perennial.report.page.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * The table {@code segments} by dimension: the largest segments in rows of their own, the others
 * added up.
 */
final class SegmentTables {
  /** Segments of a dimension in rows of their own. */
  private static final int SEGMENTS = 12;

  /** More dimensions than this are left to the table. */
  private static final int DIMENSIONS = 8;

  /** What adds up over segments. */
  private static final List<String> SUMS =
      List.of(
          "customers",
          "revenue",
          "margin_product",
          "margin_delivered",
          "margin_after_acquisition",
          "predicted_clv");

  /** What does not: null for several segments together. */
  private static final List<String> SINGLES =
      List.of(
          "predicted_clv_low",
          "predicted_clv_high",
          "p_alive",
          "expected_lifetime_days",
          "monthly_churn",
          "order_value",
          "orders_per_month",
          "cac",
          "ltv_to_cac",
          "payback_months");

  private static final Map<String, Grid.Kind> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("customers", Grid.Kind.COUNT);
    KINDS.put("revenue", Grid.Kind.MONEY);
    KINDS.put("margin_product", Grid.Kind.MONEY);
    KINDS.put("margin_delivered", Grid.Kind.MONEY);
    KINDS.put("margin_after_acquisition", Grid.Kind.MONEY);
    KINDS.put("predicted_clv", Grid.Kind.MONEY);
    KINDS.put("predicted_clv_low", Grid.Kind.MONEY);
    KINDS.put("predicted_clv_high", Grid.Kind.MONEY);
    KINDS.put("p_alive", Grid.Kind.SHARE);
    KINDS.put("expected_lifetime_days", Grid.Kind.COUNT);
    KINDS.put("monthly_churn", Grid.Kind.SHARE);
    KINDS.put("order_value", Grid.Kind.MONEY);
    KINDS.put("orders_per_month", Grid.Kind.RATIO);
    KINDS.put("cac", Grid.Kind.MONEY);
    KINDS.put("ltv_to_cac", Grid.Kind.RATIO);
    KINDS.put("payback_months", Grid.Kind.COUNT);
  }

  private SegmentTables() {}

  static List<Block> of(Scope scope) {
    return scope.tables.table("segments").map(table -> blocks(scope, table)).orElseGet(List::of);
  }

  private static List<Block> blocks(Scope scope, Dataset<Row> table) {
    List<String> there = Arrays.asList(table.columns());
    List<org.apache.spark.sql.Column> figures = new ArrayList<>();
    for (String name : SUMS) {
      if (there.contains(name)) {
        figures.add(sum(name).as(name));
      }
    }
    for (String name : SINGLES) {
      if (there.contains(name)) {
        figures.add(max(name).as(name));
      }
    }
    org.apache.spark.sql.Column shown =
        col("rank").leq(SEGMENTS).and(col("customers").geq(minGroup(scope)));
    List<Values> rows =
        Values.list(
            table
                .withColumn(
                    "rank",
                    row_number()
                        .over(
                            Window.partitionBy("dimension")
                                .orderBy(desc("customers"), asc("segment"))))
                .withColumn("rank", when(shown, col("rank")))
                .withColumn("segment", when(col("rank").isNotNull(), col("segment")))
                .groupBy("dimension", "rank", "segment")
                .agg(
                    count(lit(1)).as("segments"),
                    figures.toArray(org.apache.spark.sql.Column[]::new))
                .orderBy(asc("dimension"), col("rank").asc_nulls_last()));
    Map<String, List<Values>> dimensions = new LinkedHashMap<>();
    rows.forEach(
        row ->
            dimensions.computeIfAbsent(row.text("dimension"), any -> new ArrayList<>()).add(row));
    List<Block> blocks = new ArrayList<>();
    dimensions.entrySet().stream()
        .filter(each -> !each.getKey().equals("all"))
        .limit(DIMENSIONS)
        .forEach(each -> blocks.add(table(scope, each.getKey(), each.getValue())));
    return blocks;
  }

  private static int minGroup(Scope scope) {
    return Integer.parseInt(scope.configured("economics.min-group", "20"));
  }

  private static Table table(Scope scope, String dimension, List<Values> rows) {
    List<String> names =
        KINDS.keySet().stream()
            .filter(name -> rows.stream().anyMatch(row -> row.amount(name) != null))
            .toList();
    List<Column> columns = new ArrayList<>();
    columns.add(scope.column("segment", false));
    names.forEach(name -> columns.add(scope.column(name, true)));
    List<Table.Row> cells = new ArrayList<>();
    for (Values row : rows) {
      boolean other = row.amount("rank") == null;
      List<Cell> line = new ArrayList<>();
      line.add(
          Cell.text(
              other
                  ? scope.texts.counted(
                      "segments.other",
                      row.count("segments"),
                      scope.formats.count(row.count("segments")))
                  : scope.word("segment", row.text("segment"))));
      for (String name : names) {
        Number value = other && SINGLES.contains(name) ? null : row.amount(name);
        line.add(cell(scope.formats, KINDS.get(name), value));
      }
      cells.add(
          new Table.Row(dimension + "|" + (other ? "(other)" : row.text("segment")), other, line));
    }
    return new Table(
        "segments-" + dimension.replaceAll("[^A-Za-z0-9_-]", "-"),
        scope.texts.of("segments.by", scope.word("dimension", dimension)),
        "segments",
        Table.Form.SORTED,
        columns,
        cells,
        null);
  }

  private static Cell cell(Formats formats, Grid.Kind kind, Number value) {
    return switch (kind) {
      case COUNT -> formats.countCell(value);
      case MONEY -> formats.moneyCell(value);
      case SHARE -> formats.shareCell(value);
      default -> formats.decimalCell(value, 2);
    };
  }
}

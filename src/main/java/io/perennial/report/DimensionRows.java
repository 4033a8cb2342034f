package io.perennial.report;

import static org.apache.spark.sql.functions.asc;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.report.page.Cell;
import io.perennial.report.page.Column;
import io.perennial.report.page.Table;
import io.perennial.schema.Dimensions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * The segments of one dimension, from a table with one row a dimension and segment: the largest in
 * rows of their own, the others added up in one row, in which what does not add up is null.
 *
 * @param sums columns that add up over segments; first their customers
 * @param singles columns that do not
 */
record DimensionRows(
    String source, String dimension, List<String> sums, List<String> singles, List<Values> rows) {
  /** Segments of a dimension in rows of their own. */
  private static final int SEGMENTS = 12;

  /** More dimensions than this are left to the table. */
  private static final int DIMENSIONS = 8;

  private static final String OTHERS = "others";

  /** The dimensions of a table, by name; none where the run does not have the table. */
  static List<DimensionRows> of(
      Scope scope, String source, List<String> sums, List<String> singles) {
    return scope
        .tables
        .table(source)
        .map(table -> read(scope, source, table, sums, singles))
        .orElseGet(List::of);
  }

  private static List<DimensionRows> read(
      Scope scope, String source, Dataset<Row> table, List<String> sums, List<String> singles) {
    List<String> there = Arrays.asList(table.columns());
    List<org.apache.spark.sql.Column> figures = new ArrayList<>();
    sums.stream().filter(there::contains).forEach(name -> figures.add(sum(name).as(name)));
    singles.stream().filter(there::contains).forEach(name -> figures.add(first(name).as(name)));
    // Small groups are folded here, too, should the table have some.
    org.apache.spark.sql.Column shown =
        col("dimension")
            .equalTo(Dimensions.ALL)
            .or(col("rank").leq(SEGMENTS).and(col(sums.get(0)).geq(minGroup(scope))));
    List<Values> rows =
        Values.list(
            table
                .withColumn(
                    "rank",
                    row_number()
                        .over(
                            Window.partitionBy("dimension")
                                .orderBy(desc(sums.get(0)), asc("segment"))))
                .withColumn("rank", when(shown, col("rank")))
                .withColumn("segment", when(col("rank").isNotNull(), col("segment")))
                .groupBy("dimension", "rank", "segment")
                .agg(count(lit(1)).as(OTHERS), figures.toArray(org.apache.spark.sql.Column[]::new))
                .orderBy(asc("dimension"), col("rank").asc_nulls_last()));
    Map<String, List<Values>> dimensions = new LinkedHashMap<>();
    rows.forEach(
        row ->
            dimensions.computeIfAbsent(row.text("dimension"), any -> new ArrayList<>()).add(row));
    return dimensions.entrySet().stream()
        .limit(DIMENSIONS + 1L)
        .map(each -> new DimensionRows(source, each.getKey(), sums, singles, each.getValue()))
        .toList();
  }

  private static int minGroup(Scope scope) {
    return Integer.parseInt(scope.configured("economics.min-group", "20"));
  }

  /** Whether it is the dimension of one segment, of all customers. */
  boolean isAll() {
    return dimension.equals(Dimensions.ALL);
  }

  /** The dimension as a part of the id of an element. */
  String id() {
    return dimension.replaceAll("[^A-Za-z0-9_-]", "-");
  }

  /** The table of the segments, without columns that are null in all of them. */
  Table table(Scope scope, String id, String caption, String note) {
    List<String> names =
        Stream.concat(sums.stream(), singles.stream())
            .filter(name -> rows.stream().anyMatch(row -> row.text(name) != null))
            .toList();
    List<Column> columns = new ArrayList<>();
    columns.add(scope.column("segment", false));
    names.forEach(name -> columns.add(scope.column(name, Grid.kind(name) != Grid.Kind.TEXT)));
    List<Table.Row> cells = new ArrayList<>();
    for (Values row : rows) {
      boolean others = row.amount("rank") == null;
      List<Cell> line = new ArrayList<>();
      line.add(Cell.text(others ? others(scope, row) : name(scope, row)));
      for (String name : names) {
        line.add(
            others && singles.contains(name)
                ? scope.formats.none()
                : Grid.cell(scope, row, name, Grid.kind(name)));
      }
      cells.add(
          new Table.Row(dimension + "|" + (others ? OTHERS : row.text("segment")), others, line));
    }
    return new Table(id, caption, source, Table.Form.SORTED, columns, cells, note);
  }

  private static String name(Scope scope, Values row) {
    return scope.word("segment", row.text("segment"));
  }

  private static String others(Scope scope, Values row) {
    long segments = row.count(OTHERS);
    return scope.texts.counted("segments.other", segments, scope.formats.count(segments));
  }
}

package io.perennial.report;

import io.perennial.report.page.Cell;
import io.perennial.report.page.Column;
import io.perennial.report.page.Table;
import io.perennial.schema.Dimensions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    Map<String, List<Values>> dimensions =
        scope.rows(source).stream()
            .sorted(Values.descending(sums.get(0)).thenComparing(Values.byText("segment")))
            .collect(
                Collectors.groupingBy(
                    row -> row.text("dimension"), TreeMap::new, Collectors.toList()));
    return dimensions.entrySet().stream()
        .limit(DIMENSIONS + 1L)
        .map(
            each ->
                new DimensionRows(
                    source,
                    each.getKey(),
                    sums,
                    singles,
                    shown(
                        each.getValue(),
                        sums,
                        each.getKey().equals(Dimensions.ALL) ? 0 : minGroup(scope))))
        .toList();
  }

  /**
   * The largest, and the others as one. Small groups are folded, too, should the table have some.
   */
  private static List<Values> shown(List<Values> segments, List<String> sums, int minGroup) {
    int own = 0;
    while (own < Math.min(SEGMENTS, segments.size())
        && segments.get(own).number(sums.get(0)) >= minGroup) {
      own++;
    }
    List<Values> shown = new ArrayList<>(segments.subList(0, own));
    List<Values> others = segments.subList(own, segments.size());
    if (!others.isEmpty()) {
      Map<String, Object> sum = new HashMap<>();
      sum.put(OTHERS, others.size());
      sums.forEach(name -> sum.put(name, Values.sum(others, name)));
      shown.add(Values.of(sum));
    }
    return shown;
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
    names.forEach(name -> columns.add(scope.column(name, Grid.kind(name).isNumber())));
    List<Table.Row> cells = new ArrayList<>();
    for (Values row : rows) {
      boolean others = row.has(OTHERS);
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

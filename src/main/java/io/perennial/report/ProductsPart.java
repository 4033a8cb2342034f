package io.perennial.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.row_number;

import io.perennial.report.page.Block;
import io.perennial.report.page.Section;
import io.perennial.report.page.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.expressions.Window;

/** Products that are bought together, and one order after the other. */
final class ProductsPart implements Part {
  private static final int PAIRS = 15;

  @Override
  public Optional<Section> section(Scope scope) {
    Map<String, List<Values>> measures = new LinkedHashMap<>();
    scope
        .tables
        .table("products_together")
        .map(
            table ->
                Values.list(
                    table
                        .withColumn(
                            "rank",
                            row_number()
                                .over(
                                    Window.partitionBy("measure")
                                        .orderBy(
                                            desc("lift"),
                                            desc("orders"),
                                            col("product"),
                                            col("other_product"))))
                        .where(col("rank").leq(PAIRS))
                        .orderBy(desc("measure"), col("rank"))))
        .orElse(List.of())
        .forEach(
            row ->
                measures.computeIfAbsent(row.text("measure"), any -> new ArrayList<>()).add(row));
    if (measures.isEmpty()) {
      scope.isMissing("products");
      return Optional.empty();
    }
    List<Block> blocks = new ArrayList<>();
    measures.forEach(
        (measure, rows) ->
            blocks.add(
                new Grid(scope, "products_together", List.of("measure", "product", "other_product"))
                    .with(Grid.Kind.TEXT, "product", "other_product")
                    .with(Grid.Kind.COUNT, "orders")
                    .with(Grid.Kind.SHARE, "support", "confidence")
                    .with(Grid.Kind.RATIO, "lift")
                    .of(
                        "products-" + measure.replaceAll("[^A-Za-z0-9_-]", "-"),
                        scope.texts.of("products.pairs", scope.word("together", measure)),
                        Table.Form.SORTED,
                        rows,
                        scope.texts.of("products.note"))));
    return Optional.of(new Section("products", scope.texts.of("products.title"), null, blocks));
  }
}

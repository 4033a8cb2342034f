package io.perennial.report;

import io.perennial.report.page.Block;
import io.perennial.report.page.Section;
import io.perennial.report.page.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Products that are bought together, and one order after the other. */
final class ProductsPart implements Part {
  private static final int PAIRS = 15;

  @Override
  public Optional<Section> section(Scope scope) {
    SortedMap<String, List<Values>> measures =
        scope.rows("products_together").stream()
            .sorted(
                Values.descending("lift")
                    .thenComparing(Values.descending("orders"))
                    .thenComparing(Values.byText("product"))
                    .thenComparing(Values.byText("other_product")))
            .collect(
                Collectors.groupingBy(
                    row -> row.text("measure"),
                    () -> new TreeMap<String, List<Values>>(Comparator.reverseOrder()),
                    Collectors.toList()));
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
                        rows.subList(0, Math.min(PAIRS, rows.size())),
                        scope.texts.of("products.note"))));
    return Optional.of(new Section("products", scope.texts.of("products.title"), null, blocks));
  }
}

package io.perennial.report;

import io.perennial.report.page.Block;
import io.perennial.report.page.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From the first order to the second: who comes back, by what they bought first. */
final class FirstPart implements Part {
  @Override
  public Optional<Section> section(Scope scope) {
    List<DimensionRows> dimensions =
        DimensionRows.of(
            scope,
            "first_to_second",
            List.of("customers", "bought_again"),
            List.of(
                "median_days",
                "median_days_bought_again",
                "mature_repurchase_30",
                "mature_repurchase_90",
                "mature_repurchase_365",
                "mature_ltv_90",
                "mature_ltv_365",
                "second_products"));
    if (dimensions.isEmpty()) {
      scope.isMissing("first_to_second");
      return Optional.empty();
    }
    List<Block> blocks = new ArrayList<>();
    for (DimensionRows dimension : dimensions) {
      if (!dimension.isAll() || dimensions.size() == 1) {
        blocks.add(
            dimension.table(
                scope,
                "first-" + dimension.id(),
                scope.texts.of("first.by", scope.words("dimension", dimension.dimension())),
                scope.texts.of("first.note")));
      }
    }
    return Optional.of(
        new Section("first", scope.texts.of("first.title"), finding(scope, dimensions), blocks));
  }

  private static String finding(Scope scope, List<DimensionRows> dimensions) {
    return dimensions.stream()
        .filter(DimensionRows::isAll)
        .flatMap(dimension -> dimension.rows().stream())
        .findFirst()
        .map(
            row ->
                scope.texts.of(
                    "first.finding",
                    scope.formats.count(row.count("bought_again")),
                    scope.formats.count(row.count("customers")),
                    scope.formats.share(
                        row.count("bought_again") / (double) row.count("customers")),
                    row.amount("median_days_bought_again") == null
                        ? scope.texts.of("none")
                        : scope.formats.count(row.amount("median_days_bought_again"))))
        .orElse(null);
  }
}

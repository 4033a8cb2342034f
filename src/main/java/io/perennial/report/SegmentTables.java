package io.perennial.report;

import io.perennial.report.page.Block;
import io.perennial.report.page.Table;
import java.util.List;

/** The table {@code segments} by dimension. */
final class SegmentTables {
  private static final List<String> SUMS =
      List.of(
          "customers",
          "revenue",
          "margin_product",
          "margin_delivered",
          "margin_after_acquisition",
          "predicted_clv");

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

  private SegmentTables() {}

  static List<Block> of(Scope scope) {
    return DimensionRows.of(scope, "segments", SUMS, SINGLES).stream()
        .filter(dimension -> !dimension.isAll())
        .map(dimension -> (Block) table(scope, dimension))
        .toList();
  }

  private static Table table(Scope scope, DimensionRows dimension) {
    return dimension.table(
        scope,
        "segments-" + dimension.id(),
        scope.texts.of("segments.by", scope.words("dimension", dimension.dimension())),
        null);
  }
}

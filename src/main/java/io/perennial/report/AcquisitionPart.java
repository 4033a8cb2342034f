package io.perennial.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.desc_nulls_last;
import static org.apache.spark.sql.functions.lit;

import io.perennial.report.page.Block;
import io.perennial.report.page.Section;
import io.perennial.report.page.Table;
import io.perennial.schema.Dimensions;
import java.sql.Date;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What customers cost, and when they pay it back. */
final class AcquisitionPart implements Part {
  /** Rows of spend that are shown, from the newest period. */
  private static final int ROWS = 60;

  @Override
  public Optional<Section> section(Scope scope) {
    List<Block> blocks = new ArrayList<>();
    payback(scope).ifPresent(blocks::add);
    scope.tables.table("acquisition").ifPresent(table -> blocks.add(spend(scope, table)));
    if (blocks.isEmpty()) {
      scope.isMissing("acquisition");
      return Optional.empty();
    }
    KeyFigures now = scope.history.last().orElseThrow();
    return Optional.of(
        new Section(
            "acquisition",
            scope.texts.of("acquisition.title"),
            now.cac() == null || now.ltvToCac() == null
                ? null
                : scope.texts.of(
                    "acquisition.finding",
                    scope.formats.money(now.cac()),
                    scope.formats.decimals(now.ltvToCac(), 2)),
            blocks));
  }

  /** Payback by cohort comes first: a ratio says nothing of when. */
  private static Optional<Block> payback(Scope scope) {
    Optional<Dataset<Row>> table =
        scope
            .tables
            .table("cohort_value")
            .filter(rows -> Arrays.asList(rows.columns()).contains("cac"));
    List<Values> rows =
        table
            .map(
                value ->
                    Values.list(
                        value
                            .where(
                                col("dimension")
                                    .equalTo(Dimensions.ALL)
                                    .and(col("cac").isNotNull())
                                    .and(
                                        col("cohort")
                                            .geq(lit(Date.valueOf(CohortsPart.firstShown(scope))))))
                            .orderBy("cohort")))
            .orElse(List.of());
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Grid(scope, "cohort_value", List.of("cohort"))
                .with(Grid.Kind.MONTH, "cohort")
                .with(Grid.Kind.COUNT, "customers")
                .with(Grid.Kind.MONEY, "cac")
                .with(Grid.Kind.COUNT, "payback_month")
                .with(Grid.Kind.TEXT, "payback_progress")
                .with(
                    Grid.Kind.PROJECTED,
                    "payback_projected_month",
                    "payback_projected_month_low",
                    "payback_projected_month_high")
                .of(
                    "payback",
                    scope.texts.of("acquisition.payback"),
                    Table.Form.SORTED,
                    rows,
                    scope.texts.of("acquisition.payback.note")));
  }

  private static Table spend(Scope scope, Dataset<Row> table) {
    return new Grid(scope, "acquisition", List.of("period", "channel", "kind"))
        .with(Grid.Kind.MONTH, "period")
        .words("channel", "channel")
        .words("kind", "kind")
        .with(Grid.Kind.MONEY, "spend", "allocated", "unallocated")
        .with(Grid.Kind.COUNT, "customers")
        .with(Grid.Kind.MONEY, "cac", "ltv")
        .with(Grid.Kind.RATIO, "ltv_to_cac")
        .words("ltv_to_cac_flag", "flag")
        .with(Grid.Kind.MONEY, "highest_cac", "highest_bid")
        .with(Grid.Kind.TEXT, "reason")
        .of(
            "acquisition-spend",
            scope.texts.of("acquisition.spend"),
            Table.Form.SORTED,
            Values.list(
                table
                    .orderBy(desc("period"), desc_nulls_last("spend"), col("channel"), col("kind"))
                    .limit(ROWS)),
            scope.texts.of("acquisition.spend.note"));
  }
}

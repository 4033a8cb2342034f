package io.perennial.report;

import static org.apache.spark.sql.functions.asc;

import io.perennial.report.page.Section;
import io.perennial.report.page.Table;
import java.util.List;
import java.util.Optional;

/** What variants of an experiment did to value. */
final class ExperimentsPart implements Part {
  private static final int ROWS = 60;

  @Override
  public Optional<Section> section(Scope scope) {
    List<Values> rows =
        scope
            .tables
            .table("experiments")
            .map(table -> Values.list(table.orderBy(asc("measure"), asc("variant")).limit(ROWS)))
            .orElse(List.of());
    if (rows.isEmpty()) {
      scope.isMissing("experiments");
      return Optional.empty();
    }
    return Optional.of(
        new Section(
            "experiments",
            scope.texts.of("experiments.title"),
            null,
            List.of(
                new Grid(scope, "experiments", List.of("variant", "measure"))
                    .with(Grid.Kind.TEXT, "variant")
                    .words("measure", "measure")
                    .with(Grid.Kind.COUNT, "customers")
                    .with(
                        Grid.Kind.MONEY, "mean", "difference", "difference_low", "difference_high")
                    .with(Grid.Kind.SHARE, "probability_above_zero")
                    .with(Grid.Kind.TEXT, "reason")
                    .of(
                        "variants",
                        scope.texts.of("experiments.variants"),
                        Table.Form.SORTED,
                        rows,
                        scope.texts.of("experiments.note")))));
  }
}

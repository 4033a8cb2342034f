package io.perennial.report;

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
        scope.rows("experiments").stream()
            .sorted(Values.byText("measure").thenComparing(Values.byText("variant")))
            .limit(ROWS)
            .toList();
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

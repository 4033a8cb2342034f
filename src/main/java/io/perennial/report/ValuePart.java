package io.perennial.report;

import io.perennial.report.page.Block;
import io.perennial.report.page.Cell;
import io.perennial.report.page.Chart;
import io.perennial.report.page.Section;
import io.perennial.report.page.Table;
import io.perennial.schema.Period;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Value to date and expected: what the cohorts are still worth, with intervals; the formulas. */
final class ValuePart implements Part {
  @Override
  public Optional<Section> section(Scope scope) {
    List<Block> blocks = new ArrayList<>();
    if (scope.table("equity").isPresent()) {
      blocks.add(cohorts(scope));
    }
    EconomicsTables.formulas(scope).ifPresent(blocks::add);
    if (blocks.isEmpty()) {
      scope.isMissing("value");
      return Optional.empty();
    }
    return Optional.of(new Section("value", scope.texts.of("value.title"), finding(scope), blocks));
  }

  private static String finding(Scope scope) {
    if (!scope.forecasts()) {
      return scope.manifest.value().notForecast();
    }
    Formats formats = scope.formats;
    double historical = scope.manifest.value().historicalClv();
    double predicted = scope.manifest.value().predictedClv();
    return scope.texts.of(
        "value.finding",
        formats.money(historical),
        formats.money(predicted),
        ChangesPart.horizon(scope),
        historical > 0 ? formats.wholeShare(predicted / historical) : scope.texts.of("none"));
  }

  /** The newest cohorts, those before them in one row, and all. */
  private static Block cohorts(Scope scope) {
    Period period = scope.cohortPeriod();
    List<Values> equity = scope.rows("equity");
    Map<Boolean, List<Values>> cohorts =
        equity.stream()
            .filter(row -> row.date("cohort") != null)
            .sorted(Values.byDate("cohort"))
            .collect(Collectors.partitioningBy(scope::isShown));
    List<Values> shown = cohorts.get(true);
    List<Values> earlier = cohorts.get(false);
    Formats formats = scope.formats;
    List<Table.Row> cells = new ArrayList<>();
    shown.forEach(
        row ->
            cells.add(
                row(
                    formats,
                    row.date("cohort").toString(),
                    formats.periodCell(row.date("cohort"), period),
                    List.of(row))));
    if (!earlier.isEmpty()) {
      cells.add(
          row(
              formats,
              "earlier",
              Cell.text(
                  scope.texts.counted(
                      "cohorts.earlier", earlier.size(), formats.count(earlier.size()))),
              earlier));
    }
    equity.stream()
        .filter(row -> row.date("cohort") == null)
        .forEach(
            row ->
                cells.add(
                    row(
                        formats,
                        "null",
                        Cell.text(scope.capital(scope.texts.of("all"))),
                        List.of(row))));
    Table table =
        new Table(
            "equity",
            scope.texts.of("value.equity.caption"),
            "equity",
            Table.Form.SORTED,
            List.of(
                scope.column("cohort", false),
                scope.column("customers", true),
                scope.column("expected_purchases", true),
                scope.column("predicted_clv", true),
                scope.column("predicted_clv_low", true),
                scope.column("predicted_clv_high", true)),
            cells,
            null);
    if (!scope.forecasts() || shown.isEmpty()) {
      return table;
    }
    scope.draw(plot(scope, shown, period));
    Values best =
        equity.stream()
            .filter(row -> row.date("cohort") != null)
            .max(Comparator.comparing(row -> row.number("predicted_clv")))
            .orElseThrow();
    return new Chart(
        "plot-equity",
        scope.texts.of(
            "value.equity",
            formats.period(best.date("cohort"), period),
            formats.money(best.number("predicted_clv"))),
        scope.texts.of(
            scope.manifest.value().scenario() == null
                ? "value.equity.note"
                : "value.equity.note.scenario",
            formats.wholeShare(scope.manifest.value().intervalLevel()),
            ChangesPart.horizon(scope)),
        320,
        table);
  }

  /** The ends of intervals do not add up, so several cohorts together have none. */
  private static Table.Row row(Formats formats, String key, Cell name, List<Values> cohorts) {
    boolean single = cohorts.size() == 1;
    return new Table.Row(
        key,
        key.equals("earlier") || key.equals("null"),
        List.of(
            name,
            formats.countCell(Values.sum(cohorts, "customers")),
            formats.decimalCell(Values.sum(cohorts, "expected_purchases"), 1),
            formats.moneyCell(Values.sum(cohorts, "predicted_clv")),
            formats.moneyCell(single ? cohorts.get(0).number("predicted_clv_low") : null),
            formats.moneyCell(single ? cohorts.get(0).number("predicted_clv_high") : null)));
  }

  private static Plot plot(Scope scope, List<Values> shown, Period period) {
    Formats formats = scope.formats;
    String name = scope.title("predicted_clv");
    double most =
        shown.stream()
            .mapToDouble(
                row ->
                    row.number("predicted_clv_high") == null
                        ? row.number("predicted_clv")
                        : row.number("predicted_clv_high"))
            .max()
            .orElse(1);
    List<Plot.Point> bars = new ArrayList<>();
    List<Plot.Point> ranges = new ArrayList<>();
    for (Values row : shown) {
      Double low = row.number("predicted_clv_low");
      Double high = row.number("predicted_clv_high");
      String text = formats.money(row.number("predicted_clv"));
      bars.add(
          Plot.Point.of(
              row.number("predicted_clv"),
              low == null
                  ? text
                  : scope.texts.of("value.range", text, formats.money(low), formats.money(high))));
      ranges.add(Plot.Point.range(low, high));
    }
    return Plot.lines(
        "plot-equity",
        Plot.Axis.of(
            scope.title("cohort"),
            shown.stream().map(row -> formats.period(row.date("cohort"), period)).toList()),
        Plot.Axis.numbers(name, 0, most, formats::shortMoney),
        List.of(
            Plot.Series.bars(name, "accent", null, false, bars),
            Plot.Series.ranges(scope.texts.of("range"), ranges)),
        false);
  }
}

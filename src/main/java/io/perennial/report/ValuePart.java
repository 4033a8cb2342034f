package io.perennial.report;

import static org.apache.spark.sql.functions.asc_nulls_first;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.report.page.Block;
import io.perennial.report.page.Cell;
import io.perennial.report.page.Chart;
import io.perennial.report.page.Section;
import io.perennial.report.page.Table;
import io.perennial.schema.Period;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Value to date and expected: what the cohorts are still worth, with intervals; the formulas. */
final class ValuePart implements Part {
  @Override
  public Optional<Section> section(Scope scope) {
    List<Block> blocks = new ArrayList<>();
    scope.tables.table("equity").ifPresent(equity -> blocks.add(cohorts(scope, equity)));
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
  private static Block cohorts(Scope scope, Dataset<Row> equity) {
    Period period = scope.cohortPeriod();
    LocalDate first = CohortsPart.firstShown(scope);
    List<Values> rows =
        Values.list(
            equity
                .withColumn("is_all", col("cohort").isNull())
                .withColumn(
                    "cohort", when(col("cohort").geq(lit(Date.valueOf(first))), col("cohort")))
                .groupBy("is_all", "cohort")
                .agg(
                    count(lit(1)).as("cohorts"),
                    sum("customers").as("customers"),
                    sum("expected_purchases").as("expected_purchases"),
                    sum("expected_purchases_low").as("expected_purchases_low"),
                    sum("expected_purchases_high").as("expected_purchases_high"),
                    sum("predicted_clv").as("predicted_clv"),
                    sum("predicted_clv_low").as("predicted_clv_low"),
                    sum("predicted_clv_high").as("predicted_clv_high"))
                .orderBy(asc_nulls_first("cohort")));
    Formats formats = scope.formats;
    List<Values> shown = rows.stream().filter(row -> row.date("cohort") != null).toList();
    List<Table.Row> cells = new ArrayList<>();
    for (Values row : rows) {
      LocalDate cohort = row.date("cohort");
      boolean isAll = row.isTrue("is_all");
      // The ends of intervals do not add up, so several cohorts together have none.
      boolean single = cohort != null || isAll;
      cells.add(
          new Table.Row(
              cohort != null ? cohort.toString() : isAll ? "null" : "earlier",
              cohort == null,
              List.of(
                  cohort != null
                      ? formats.periodCell(cohort, period)
                      : Cell.text(
                          isAll
                              ? scope.capital(scope.texts.of("all"))
                              : scope.texts.counted(
                                  "cohorts.earlier",
                                  row.count("cohorts"),
                                  formats.count(row.count("cohorts")))),
                  formats.countCell(row.count("customers")),
                  formats.decimalCell(row.number("expected_purchases"), 1),
                  formats.moneyCell(row.number("predicted_clv")),
                  formats.moneyCell(single ? row.number("predicted_clv_low") : null),
                  formats.moneyCell(single ? row.number("predicted_clv_high") : null))));
    }
    cells.sort(Comparator.comparing(row -> row.last() ? row.key().equals("null") ? 2 : 1 : 0));
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
        shown.stream().max(Comparator.comparing(row -> row.number("predicted_clv"))).orElseThrow();
    return new Chart(
        "plot-equity",
        scope.texts.of(
            "value.equity",
            formats.period(best.date("cohort"), period),
            formats.money(best.number("predicted_clv"))),
        scope.texts.of(
            "value.equity.note",
            formats.wholeShare(scope.manifest.value().intervalLevel()),
            ChangesPart.horizon(scope)),
        320,
        table);
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

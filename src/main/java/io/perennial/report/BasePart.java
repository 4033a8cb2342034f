package io.perennial.report;

import io.perennial.report.page.Block;
import io.perennial.report.page.Bridge;
import io.perennial.report.page.Chart;
import io.perennial.report.page.Section;
import io.perennial.report.page.Table;
import io.perennial.schema.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The base from period to period, and what made revenue change. */
final class BasePart implements Part {
  /** Months shown, and as many quarters in the table. */
  private static final int PERIODS = 24;

  private static final String QUARTER = "quarter";
  private static final String MONTH = "month";

  @Override
  public Optional<Section> section(Scope scope) {
    if (scope.table("periods").isEmpty()) {
      scope.isMissing("periods");
      return Optional.empty();
    }
    List<Values> rows =
        scope.rows("periods").stream()
            .filter(Values::isOfAll)
            .sorted(Values.byDate("period"))
            .toList();
    List<Values> months = newest(rows, MONTH);
    List<Values> quarters = newest(rows, QUARTER);
    List<Block> blocks = new ArrayList<>();
    if (months.size() > 1) {
      blocks.add(stack(scope, months));
    }
    List<Values> ended = quarters.stream().filter(row -> row.isTrue("observed")).toList();
    if (ended.size() > 1) {
      bridge(scope, ended.get(ended.size() - 2), ended.get(ended.size() - 1))
          .ifPresent(blocks::add);
    }
    if (!quarters.isEmpty()) {
      blocks.add(
          new Grid(scope, "periods", List.of("kind", "period"))
              .with(Grid.Kind.QUARTER, "period")
              .with(
                  Grid.Kind.COUNT,
                  "active",
                  "new",
                  "retained",
                  "returned",
                  "lapsed",
                  "purchase_days",
                  "orders")
              .with(
                  Grid.Kind.MONEY,
                  "revenue",
                  "bridge_customers",
                  "bridge_frequency",
                  "bridge_value")
              .of(
                  "quarters",
                  scope.texts.of("base.quarters"),
                  Table.Form.SORTED,
                  quarters,
                  scope.texts.of("base.quarters.note")));
    }
    return Optional.of(
        new Section("base", scope.texts.of("base.title"), finding(scope, ended), blocks));
  }

  private static List<Values> newest(List<Values> rows, String kind) {
    List<Values> own = rows.stream().filter(row -> kind.equals(row.text("kind"))).toList();
    return own.subList(Math.max(0, own.size() - PERIODS), own.size());
  }

  private static String finding(Scope scope, List<Values> ended) {
    Values last = ended.isEmpty() ? null : ended.get(ended.size() - 1);
    if (last == null || last.count("retained") == null || last.count("active") == 0) {
      return scope.texts.of("base.young");
    }
    double active = last.count("active");
    return scope.texts.of(
        "base.finding",
        scope.formats.count(last.count("active")),
        scope.formats.period(last.date("period"), Period.QUARTER),
        scope.formats.wholeShare(last.count("retained") / active),
        scope.formats.wholeShare(last.count("returned") / active),
        scope.formats.wholeShare(last.count("new") / active));
  }

  private static Block stack(Scope scope, List<Values> months) {
    Formats formats = scope.formats;
    double most =
        months.stream()
            .mapToDouble(row -> row.count("active") == null ? 0 : row.count("active"))
            .max()
            .orElse(1);
    scope.draw(
        Plot.lines(
            "plot-base",
            Plot.Axis.of(
                scope.capital(scope.texts.of("period.one.MONTH")),
                months.stream()
                    .map(row -> formats.period(row.date("period"), Period.MONTH))
                    .toList()),
            Plot.Axis.numbers(scope.title("active"), 0, most, x -> formats.count(x)),
            List.of(
                bars(scope, months, "retained", "accent", false),
                bars(scope, months, "returned", "other", true),
                bars(scope, months, "new", "muted", false)),
            true));
    Values last = lastEnded(months);
    return new Chart(
        "plot-base",
        scope.texts.of(
            "base.months",
            formats.count(last.count("active") == null ? 0 : last.count("active")),
            formats.period(last.date("period"), Period.MONTH)),
        scope.texts.of("base.months.note"),
        320,
        new Grid(scope, "periods", List.of("kind", "period"))
            .with(Grid.Kind.MONTH, "period")
            .with(Grid.Kind.COUNT, "active", "new", "retained", "returned", "lapsed", "orders")
            .with(Grid.Kind.MONEY, "revenue")
            .of("months", scope.texts.of("base.months.caption"), Table.Form.SORTED, months, null));
  }

  private static Values lastEnded(List<Values> rows) {
    return rows.stream()
        .filter(row -> row.isTrue("observed"))
        .reduce((before, after) -> after)
        .orElse(rows.get(rows.size() - 1));
  }

  private static Plot.Series bars(
      Scope scope, List<Values> rows, String column, String tone, boolean decal) {
    return Plot.Series.bars(
        scope.title(column),
        tone,
        "base",
        decal,
        rows.stream()
            .map(
                row ->
                    Plot.Point.of(
                        row.count(column),
                        row.count(column) == null ? null : scope.formats.count(row.count(column))))
            .toList());
  }

  private static Optional<Block> bridge(Scope scope, Values from, Values to) {
    if (to.amount("bridge_customers") == null) {
      return Optional.empty();
    }
    Formats formats = scope.formats;
    String first = formats.period(from.date("period"), Period.QUARTER);
    String second = formats.period(to.date("period"), Period.QUARTER);
    List<Bridge.Step> steps = new ArrayList<>();
    double at = from.number("revenue");
    steps.add(pillar(formats, first, from.amount("revenue")));
    for (String part : List.of("bridge_customers", "bridge_frequency", "bridge_value")) {
      double by = to.number(part);
      steps.add(
          new Bridge.Step(
              scope.title(part),
              (by < 0 ? "−" : "+") + formats.money(Math.abs(by)),
              Formats.machine(to.amount(part)),
              false,
              at,
              at + by));
      at += by;
    }
    steps.add(pillar(formats, second, to.amount("revenue")));
    double change = to.number("revenue") - from.number("revenue");
    return Optional.of(
        new Bridge(
            "bridge",
            scope.texts.of(
                change < 0 ? "base.bridge.fell" : "base.bridge.rose",
                formats.money(Math.abs(change)),
                first,
                second),
            scope.texts.of("base.bridge.note"),
            steps));
  }

  private static Bridge.Step pillar(Formats formats, String name, Number amount) {
    return new Bridge.Step(
        name, formats.money(amount), Formats.machine(amount), true, 0, amount.doubleValue());
  }
}

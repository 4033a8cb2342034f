package io.perennial.report;

import io.perennial.report.page.Block;
import io.perennial.report.page.Cell;
import io.perennial.report.page.Chart;
import io.perennial.report.page.Column;
import io.perennial.report.page.Section;
import io.perennial.report.page.Table;
import io.perennial.report.page.Tiles;
import io.perennial.report.page.Warnings;
import io.perennial.run.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/** The key figures with what changed since the run before, and the warnings. */
final class ChangesPart implements Part {
  private static final int SPARK_RUNS = 30;
  private static final int TABLE_RUNS = 12;

  /** Of the small line, in units of its drawing. */
  private static final double SPARK_WIDTH = 120;

  private static final double SPARK_HEIGHT = 28;
  private static final double SPARK_MARGIN = 3;

  @Override
  public Optional<Section> section(Scope scope) {
    KeyFigures now = scope.history.last().orElseThrow();
    List<Block> blocks = new ArrayList<>();
    if (now.customers() != null) {
      blocks.add(new Tiles(tiles(scope, now)));
    }
    List<String> warnings = new ArrayList<>(scope.manifest.warnings());
    for (Manifest.Gate gate : scope.manifest.gates()) {
      boolean told = warnings.stream().anyMatch(warning -> warning.contains(gate.finding()));
      if (!gate.outcome().equals("passed") && !told) {
        warnings.add(gate.name() + ": " + gate.finding());
      }
    }
    blocks.add(
        new Warnings(
            scope.texts.of("changes.warnings"), scope.texts.of("changes.no-warnings"), warnings));
    if (scope.history.runs().size() > 1) {
      course(scope).ifPresent(blocks::add);
      blocks.add(history(scope));
    }
    return Optional.of(
        new Section("changes", scope.texts.of("changes.title"), finding(scope, now), blocks));
  }

  private static String finding(Scope scope, KeyFigures now) {
    Optional<KeyFigures> before = scope.before();
    if (before.isEmpty()) {
      return scope.texts.of("changes.first");
    }
    String date = scope.formats.date(before.get().runDate());
    Double was = before.get().predictedClv();
    if (now.revenue() == null || before.get().revenue() == null) {
      return scope.texts.of("changes.compared", date);
    }
    if (now.predictedClv() == null || was == null || was == 0) {
      return scope.texts.of(
          "changes.revenue",
          scope.formats.change(
              now.revenue().doubleValue() / before.get().revenue().doubleValue() - 1),
          date);
    }
    double change = now.predictedClv() / was - 1;
    return scope.texts.of(
        Math.abs(change) < 0.0005 ? "changes.same" : change > 0 ? "changes.rose" : "changes.fell",
        scope.formats.share(Math.abs(change)),
        date,
        scope.formats.signed(now.customers() - before.get().customers()));
  }

  private static List<Tiles.Tile> tiles(Scope scope, KeyFigures now) {
    Formats formats = scope.formats;
    String horizon = String.valueOf(horizon(scope));
    List<Tiles.Tile> tiles = new ArrayList<>();
    tiles.add(
        tile(
            scope,
            "predicted_clv",
            formats::moneyCell,
            KeyFigures::predictedClv,
            now.predictedClvLow() == null
                ? scope.manifest.value().notForecast()
                : scope.texts.of(
                    "interval",
                    formats.wholeShare(scope.manifest.value().intervalLevel()),
                    formats.money(now.predictedClvLow()),
                    formats.money(now.predictedClvHigh())),
            horizon,
            formats.share(rate(scope))));
    tiles.add(tile(scope, "historical_clv", formats::moneyCell, KeyFigures::historicalClv, null));
    tiles.add(tile(scope, "customers", formats::countCell, KeyFigures::customers, null));
    tiles.add(
        tile(
            scope,
            "active_customers",
            formats::countCell,
            KeyFigures::active,
            share(scope, now.active(), now.customers()),
            scope.configured("clv.churn-window-months", "3")));
    if (now.alive() != null) {
      tiles.add(
          tile(
              scope,
              "alive_customers",
              formats::countCell,
              KeyFigures::alive,
              share(scope, now.alive().doubleValue(), now.customers())));
    }
    tiles.add(
        tile(
            scope,
            "expected_purchases",
            formats::countCell,
            KeyFigures::expectedPurchases,
            scope.manifest.value().expectedPurchasesLow() == null
                ? null
                : scope.texts.of(
                    "interval",
                    formats.wholeShare(scope.manifest.value().intervalLevel()),
                    formats.count(scope.manifest.value().expectedPurchasesLow()),
                    formats.count(scope.manifest.value().expectedPurchasesHigh())),
            horizon));
    tiles.add(
        tile(
            scope,
            "monthly_churn",
            formats::shareCell,
            KeyFigures::monthlyChurn,
            null,
            scope.configured("clv.churn-window-months", "3")));
    if (now.repurchase90() != null) {
      tiles.add(tile(scope, "repurchase_90", formats::shareCell, KeyFigures::repurchase90, null));
    }
    if (now.cac() != null) {
      tiles.add(tile(scope, "cac", formats::moneyCell, KeyFigures::cac, null));
    }
    if (now.ltvToCac() != null) {
      tiles.add(
          tile(
              scope,
              "ltv_to_cac",
              ratio -> formats.decimalCell(ratio, 2),
              KeyFigures::ltvToCac,
              null));
    }
    if (now.paybackMonths() != null) {
      tiles.add(tile(scope, "payback_months", formats::countCell, KeyFigures::paybackMonths, null));
    }
    tiles.add(
        tile(
            scope,
            "rows_rejected",
            formats::countCell,
            KeyFigures::rowsRejected,
            share(scope, now.rowsRejected(), now.rowsOfDate())));
    return tiles;
  }

  private static String share(Scope scope, double part, double whole) {
    return whole == 0 ? null : scope.texts.of("share-of-all", scope.formats.share(part / whole));
  }

  static int horizon(Scope scope) {
    return scope.manifest.value().horizonDays();
  }

  static double rate(Scope scope) {
    return Double.parseDouble(scope.configured("clv.annual-discount-rate", "0"));
  }

  private static Tiles.Tile tile(
      Scope scope,
      String name,
      Function<Number, Cell> cell,
      Function<KeyFigures, Number> figure,
      String range,
      Object... policy) {
    Number now = figure.apply(scope.history.last().orElseThrow());
    Number was = scope.before().map(figure).orElse(null);
    String change = null;
    int direction = 0;
    if (now != null && was != null) {
      String date = scope.formats.shortDate(scope.before().orElseThrow().runDate());
      double by = now.doubleValue() - was.doubleValue();
      boolean relative = was.doubleValue() != 0;
      direction = (int) Math.signum(by);
      change =
          by == 0
              ? scope.texts.of("unchanged", date)
              : relative
                  ? scope.texts.of(
                      "change", scope.formats.change(by / Math.abs(was.doubleValue())), date)
                  : scope.texts.of("was", cell.apply(was).text(), date);
    }
    return new Tiles.Tile(
        scope.title(name),
        name,
        cell.apply(now),
        range,
        change,
        direction,
        sparkline(scope, name, cell, figure),
        scope.texts.of("tile." + name, policy));
  }

  private static Tiles.Sparkline sparkline(
      Scope scope, String name, Function<Number, Cell> cell, Function<KeyFigures, Number> figure) {
    List<Number> course =
        newest(scope, SPARK_RUNS).stream().map(figure).filter(Objects::nonNull).toList();
    if (course.size() < 2) {
      return null;
    }
    double low = course.stream().mapToDouble(Number::doubleValue).min().orElseThrow();
    double high = course.stream().mapToDouble(Number::doubleValue).max().orElseThrow();
    StringBuilder path = new StringBuilder();
    double x = 0;
    double y = 0;
    for (int i = 0; i < course.size(); i++) {
      x = SPARK_WIDTH * i / (course.size() - 1);
      double up = high > low ? (course.get(i).doubleValue() - low) / (high - low) : 0.5;
      y = SPARK_HEIGHT - SPARK_MARGIN - up * (SPARK_HEIGHT - 2 * SPARK_MARGIN);
      path.append(String.format(Locale.ROOT, "%s%.1f %.1f", i == 0 ? "M" : "L", x, y));
    }
    return new Tiles.Sparkline(
        path.toString(),
        x,
        y,
        scope.texts.of(
            "course",
            scope.texts.of("column." + name),
            course.size(),
            cell.apply(course.get(0)).text(),
            cell.apply(course.get(course.size() - 1)).text()));
  }

  private static List<KeyFigures> newest(Scope scope, int most) {
    List<KeyFigures> runs = scope.history.runs();
    return runs.subList(Math.max(0, runs.size() - most), runs.size());
  }

  private static Optional<Block> course(Scope scope) {
    List<KeyFigures> runs =
        newest(scope, SPARK_RUNS).stream().filter(run -> run.predictedClv() != null).toList();
    if (runs.size() < 2) {
      return Optional.empty();
    }
    Formats formats = scope.formats;
    List<Plot.Point> predicted =
        runs.stream()
            .map(run -> Plot.Point.of(run.predictedClv(), formats.money(run.predictedClv())))
            .toList();
    List<Plot.Point> low = runs.stream().map(run -> point(formats, run.predictedClvLow())).toList();
    List<Plot.Point> high =
        runs.stream().map(run -> point(formats, run.predictedClvHigh())).toList();
    double most =
        runs.stream()
            .mapToDouble(
                run -> run.predictedClvHigh() == null ? run.predictedClv() : run.predictedClvHigh())
            .max()
            .orElse(1);
    scope.draw(
        Plot.lines(
            "plot-course",
            Plot.Axis.points(
                scope.title("run_date"),
                runs.stream().map(run -> formats.shortDate(run.runDate())).toList()),
            Plot.Axis.numbers(scope.title("predicted_clv"), 0, most, formats::shortMoney),
            List.of(
                Plot.Series.line(scope.title("predicted_clv"), "accent", "solid", predicted)
                    .marked(),
                Plot.Series.line(scope.title("predicted_clv_low"), "muted", "dashed", low),
                Plot.Series.line(scope.title("predicted_clv_high"), "muted", "dashed", high)),
            true));
    KeyFigures first = runs.get(0);
    KeyFigures last = runs.get(runs.size() - 1);
    List<Table.Row> rows =
        runs.stream()
            .map(
                run ->
                    new Table.Row(
                        run.runDate().toString(),
                        false,
                        List.of(
                            formats.dateCell(run.runDate()),
                            formats.moneyCell(run.predictedClv()),
                            formats.moneyCell(run.predictedClvLow()),
                            formats.moneyCell(run.predictedClvHigh()))))
            .toList();
    return Optional.of(
        new Chart(
            "plot-course",
            scope.texts.of(
                "changes.course",
                formats.money(first.predictedClv()),
                formats.date(first.runDate()),
                formats.money(last.predictedClv()),
                formats.date(last.runDate())),
            scope.texts.of("changes.course.note"),
            300,
            new Table(
                "course",
                scope.texts.of("changes.course.caption"),
                RunHistory.TABLE,
                Table.Form.SORTED,
                List.of(
                    scope.column("run_date", false),
                    scope.column("predicted_clv", true),
                    scope.column("predicted_clv_low", true),
                    scope.column("predicted_clv_high", true)),
                rows,
                null)));
  }

  private static Plot.Point point(Formats formats, Double value) {
    return Plot.Point.of(value, value == null ? null : formats.money(value));
  }

  private static Table history(Scope scope) {
    Formats formats = scope.formats;
    List<Column> columns =
        List.of(
            scope.column("run_date", false),
            scope.column("customers", true),
            scope.column("active_customers", true),
            scope.column("revenue", true),
            scope.column("historical_clv", true),
            scope.column("predicted_clv", true),
            scope.column("monthly_churn", true),
            scope.column("repurchase_90", true),
            scope.column("rows_rejected", true),
            scope.column("seconds", true));
    List<Table.Row> rows = new ArrayList<>();
    List<KeyFigures> runs = newest(scope, TABLE_RUNS);
    for (int i = runs.size() - 1; i >= 0; i--) {
      KeyFigures run = runs.get(i);
      rows.add(
          new Table.Row(
              run.runDate().toString(),
              false,
              List.of(
                  formats.dateCell(run.runDate()),
                  formats.countCell(run.customers()),
                  formats.countCell(run.active()),
                  formats.moneyCell(run.revenue()),
                  formats.moneyCell(run.historicalClv()),
                  formats.moneyCell(run.predictedClv()),
                  formats.shareCell(run.monthlyChurn()),
                  formats.shareCell(run.repurchase90()),
                  formats.countCell(run.rowsRejected()),
                  formats.decimalCell(run.seconds(), 1))));
    }
    return new Table(
        "runs",
        scope.texts.of("changes.runs"),
        RunHistory.TABLE,
        Table.Form.SORTED,
        columns,
        rows,
        null);
  }
}

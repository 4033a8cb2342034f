package io.perennial.report;

import static java.util.stream.Collectors.joining;

import io.perennial.report.page.Block;
import io.perennial.report.page.Cell;
import io.perennial.report.page.Chart;
import io.perennial.report.page.Column;
import io.perennial.report.page.Prose;
import io.perennial.report.page.Section;
import io.perennial.report.page.Table;
import io.perennial.run.Manifest;
import io.perennial.table.ScoreCells;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far the forecasts can be trusted: models, their parameters, who is taken to be active. */
final class ForecastsPart implements Part {
  private static final int MANY = 5;

  @Override
  public Optional<Section> section(Scope scope) {
    List<Block> blocks = new ArrayList<>();
    if (scope.scores.isEmpty()) {
      return Optional.empty();
    }
    if (scope.manifest.models().isEmpty()) {
      String why = scope.manifest.value().notForecast();
      blocks.add(new Prose(why == null ? scope.texts.of("forecasts.none") : why));
    } else {
      map(scope).ifPresent(blocks::add);
      blocks.add(models(scope));
      blocks.add(parameters(scope));
    }
    corrected(scope).ifPresent(blocks::add);
    scenario(scope).ifPresent(blocks::add);
    if (scope.manifest.evaluation() == null) {
      scope.isMissing("backtest");
    } else {
      blocks.add(backtest(scope, scope.manifest.evaluation()));
    }
    return Optional.of(
        new Section("forecasts", scope.texts.of("forecasts.title"), finding(scope), blocks));
  }

  private static String finding(Scope scope) {
    ScoreCells.Sum all = scope.scores.all();
    return all.alive() == null
        ? scope.texts.of("forecasts.without")
        : scope.texts.of(
            "forecasts.finding",
            scope.formats.count(all.alive()),
            scope.formats.count(all.customers()),
            champion(scope));
  }

  /** What all customers are worth by what earlier dates taught. */
  private static Optional<Block> corrected(Scope scope) {
    Manifest.Value value = scope.manifest.value();
    if (value == null || value.corrected() == null) {
      return Optional.empty();
    }
    Manifest.Value.Corrected corrected = value.corrected();
    return Optional.of(
        new Prose(
            scope.texts.of(
                "forecasts.corrected",
                scope.formats.money(corrected.clv()),
                scope.formats.money(value.predictedClv()),
                scope.word("model", corrected.level()),
                scope.word("model", corrected.rank()))));
  }

  /** What they are worth if forecasts turn out as at other shops. */
  private static Optional<Block> scenario(Scope scope) {
    Manifest.Value value = scope.manifest.value();
    return Optional.ofNullable(value)
        .map(Manifest.Value::scenario)
        .map(
            scenario ->
                new Prose(
                    scope.texts.of(
                        "forecasts.scenario",
                        scope.formats.wholeShare(scenario.least()),
                        scope.formats.wholeShare(scenario.most()),
                        scope.formats.money(scenario.clvLeast()),
                        scope.formats.money(scenario.clvMost()))));
  }

  private static String champion(Scope scope) {
    return scope.manifest.models().stream()
        .filter(Manifest.Model::champion)
        .map(model -> scope.word("model", model.name()))
        .findFirst()
        .orElse("");
  }

  private static Table models(Scope scope) {
    Formats formats = scope.formats;
    return new Table(
        "models",
        scope.texts.of("forecasts.models"),
        "manifest",
        Table.Form.SORTED,
        List.of(
            scope.column("model", false),
            scope.ownColumn(scope.texts.of("column.in_use"), false),
            scope.column("customers", true),
            scope.column("logLikelihood", true),
            scope.column("bic", true),
            scope.ownColumn(scope.texts.of("column.converged"), false)),
        scope.manifest.models().stream()
            .map(
                model ->
                    new Table.Row(
                        model.name(),
                        false,
                        List.of(
                            Cell.text(scope.word("model", model.name())),
                            yes(scope, model.champion()),
                            formats.countCell(model.customers()),
                            formats.decimalCell(model.logLikelihood(), 1),
                            formats.decimalCell(model.bic(), 1),
                            yes(scope, model.converged()))))
            .toList(),
        null);
  }

  private static Cell yes(Scope scope, boolean is) {
    return Cell.text(scope.texts.of(is ? "yes" : "no"));
  }

  /** Models and baselines, by forecasts of the past. */
  private static Table backtest(Scope scope, Manifest.Evaluation evaluation) {
    Formats formats = scope.formats;
    return new Table(
        "backtest",
        scope.texts.of(
            "forecasts.backtest",
            scope.texts.of("target." + evaluation.target()),
            evaluation.origins().stream().map(formats::shortDate).collect(joining(", ")),
            formats.count(evaluation.horizonDays())),
        "manifest",
        Table.Form.SORTED,
        List.of(
            scope.column("model", false),
            scope.column("bias", true),
            scope.column("gini", true),
            scope.column("top_decile", true)),
        evaluation.forecasts().stream()
            .map(
                forecast ->
                    new Table.Row(
                        forecast.model(),
                        false,
                        List.of(
                            Cell.text(scope.word("model", forecast.model())),
                            formats.shareCell(forecast.bias()),
                            formats.decimalCell(forecast.gini(), 3),
                            formats.shareCell(forecast.topDecile()))))
            .toList(),
        evaluation.ofSome()
            ? "%s %s"
                .formatted(
                    evaluation.sentence(),
                    scope.texts.of("forecasts.some", formats.share(evaluation.customersShare())))
            : evaluation.sentence());
  }

  private static Table parameters(Scope scope) {
    Formats formats = scope.formats;
    Optional<KeyFigures> before = scope.before();
    List<Table.Row> rows = new ArrayList<>();
    for (Manifest.Model model : scope.manifest.models()) {
      for (Map.Entry<String, Double> parameter : model.parameters().entrySet()) {
        String name = model.name() + "." + parameter.getKey();
        List<Double> ends = model.intervals().get(parameter.getKey());
        rows.add(
            new Table.Row(
                name,
                false,
                List.of(
                    Cell.text(scope.word("model", model.name()) + " " + parameter.getKey()),
                    formats.estimateCell(parameter.getValue()),
                    formats.estimateCell(ends == null ? null : ends.get(0)),
                    formats.estimateCell(ends == null ? null : ends.get(1)),
                    formats.estimateCell(
                        before.map(run -> run.parameters().get(name)).orElse(null)))));
      }
    }
    return new Table(
        "parameters",
        scope.texts.of("forecasts.parameters"),
        "manifest",
        Table.Form.SORTED,
        List.of(
            scope.column("parameter", false),
            scope.ownColumn(scope.texts.of("column.estimate"), true),
            scope.ownColumn(scope.texts.of("column.from"), true),
            scope.ownColumn(scope.texts.of("column.to"), true),
            scope.ownColumn(scope.texts.of("column.before"), true)),
        rows,
        null);
  }

  /** The mean P(alive) by how often customers bought and how long ago. */
  private static Optional<Block> map(Scope scope) {
    Formats formats = scope.formats;
    Map<Integer, Map<Integer, ScoreCells.Sum>> map = scope.scores.byFrequencyAndDays();
    List<String> days = classes(scope, ScoreCells.DAYS);
    List<String> frequencies = classes(scope, ScoreCells.FREQUENCIES);
    List<Plot.Point> points = new ArrayList<>();
    List<Table.Row> rows = new ArrayList<>();
    for (int x = 0; x < frequencies.size(); x++) {
      List<Cell> cells = new ArrayList<>();
      cells.add(Cell.text(frequencies.get(x)));
      for (int t = 0; t < days.size(); t++) {
        ScoreCells.Sum sum = map.getOrDefault(x, Map.of()).get(t);
        Double alive = sum == null ? null : sum.meanAlive();
        cells.add(formats.shareCell(alive));
        if (alive != null) {
          points.add(
              Plot.Point.heat(
                  t,
                  x,
                  alive,
                  formats.wholeShare(alive),
                  scope.texts.of(
                      "forecasts.map.tip",
                      formats.count(sum.customers()),
                      frequencies.get(x),
                      days.get(t),
                      formats.share(alive))));
        }
      }
      rows.add(new Table.Row("frequency=" + x, false, cells));
    }
    if (points.isEmpty()) {
      return Optional.empty();
    }
    scope.draw(
        Plot.heat(
            "plot-alive",
            Plot.Axis.of(scope.capital(scope.texts.of("forecasts.map.days")), days),
            new Plot.Axis(
                scope.capital(scope.texts.of("forecasts.map.frequency")),
                frequencies,
                null,
                null,
                null,
                true,
                62),
            points));
    List<Column> columns = new ArrayList<>();
    columns.add(scope.ownColumn(scope.texts.of("forecasts.map.frequency"), false));
    days.forEach(label -> columns.add(scope.ownColumn(label, true)));
    ScoreCells.Sum quiet =
        scope.scores.sum(cell -> cell.frequency() >= MANY - 1 && cell.days() >= MANY);
    return Optional.of(
        new Chart(
            "plot-alive",
            quiet.customers() == 0
                ? scope.texts.of("forecasts.map")
                : scope.texts.of(
                    "forecasts.map.quiet",
                    formats.count(quiet.customers()),
                    formats.count(ScoreCells.FREQUENCIES.get(MANY - 1)),
                    formats.count(ScoreCells.DAYS.get(MANY)),
                    formats.wholeShare(quiet.meanAlive())),
            scope.texts.of("forecasts.map.note"),
            360,
            new Table(
                "alive",
                scope.texts.of("forecasts.map.caption"),
                "scores",
                Table.Form.FIXED,
                columns,
                rows,
                null)));
  }

  private static List<String> classes(Scope scope, List<Integer> bounds) {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < bounds.size(); i++) {
      int low = bounds.get(i);
      if (i + 1 == bounds.size()) {
        labels.add(scope.texts.of("class.from", low));
      } else {
        int high = bounds.get(i + 1) - 1;
        labels.add(low == high ? String.valueOf(low) : low + "–" + high);
      }
    }
    return labels;
  }
}

package io.perennial.report;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.desc;

import io.perennial.report.page.Block;
import io.perennial.report.page.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What models expected of dates that are past, against what happened. */
final class BacktestTables {
  /** Rows of a table; there are a few metrics of a few models at each origin. */
  private static final int ROWS = 60;

  private BacktestTables() {}

  static List<Block> of(Scope scope) {
    Optional<Dataset<Row>> backtest = scope.tables.table("backtest");
    Optional<Dataset<Row>> calibration = scope.tables.table("calibration");
    List<Block> blocks = new ArrayList<>();
    backtest.ifPresent(
        table ->
            blocks.add(
                new Grid(scope, "backtest", List.of("origin", "model", "metric"))
                    .with(Grid.Kind.DATE, "origin")
                    .words("model", "model")
                    .words("metric", "metric")
                    .with(Grid.Kind.COUNT, "horizon_days")
                    .with(Grid.Kind.RATIO, "value")
                    .of(
                        "backtest",
                        scope.texts.of("forecasts.backtest"),
                        Table.Form.SORTED,
                        Values.list(
                            table.orderBy(desc("origin"), col("metric"), col("model")).limit(ROWS)),
                        null)));
    calibration.ifPresent(
        table ->
            blocks.add(
                new Grid(scope, "calibration", List.of("origin", "model", "class"))
                    .with(Grid.Kind.DATE, "origin")
                    .words("model", "model")
                    .with(Grid.Kind.TEXT, "class")
                    .with(Grid.Kind.COUNT, "customers")
                    .with(Grid.Kind.DAYS, "expected", "actual")
                    .of(
                        "calibration",
                        scope.texts.of("forecasts.calibration"),
                        Table.Form.SORTED,
                        Values.list(
                            table.orderBy(desc("origin"), col("model"), col("class")).limit(ROWS)),
                        null)));
    if (backtest.isEmpty()) {
      scope.isMissing("backtest");
    }
    return blocks;
  }
}

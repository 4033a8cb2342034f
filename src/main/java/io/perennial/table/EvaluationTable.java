package io.perennial.table;

import io.perennial.config.Settings;
import io.perennial.evaluation.BacktestResult;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** A table of the back-test. Without rows where the run made none. */
abstract class EvaluationTable extends SmallTable {
  /** As of the end of which date was forecast; null: all origins together. */
  static final String ORIGIN = "origin";

  private final String name;

  EvaluationTable(String name, StructType schema) {
    super(schema);
    this.name = name;
  }

  abstract List<Row> rows(BacktestResult found);

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final boolean isConfigured(Settings settings) {
    return settings.evaluation().origins() > 0 && !settings.models().purchases().isEmpty();
  }

  @Override
  final List<Row> list(Facts facts) {
    return facts.backtest().map(this::rows).orElse(List.of());
  }

  /** Every row arrived. */
  @Override
  final List<String> problems(List<Row> written, Facts facts) {
    int expected = list(facts).size();
    return written.size() == expected
        ? List.of()
        : List.of("%s has %d rows instead of %d".formatted(name, written.size(), expected));
  }
}

package io.perennial.table;

import io.perennial.config.Settings;
import io.perennial.evaluation.BacktestResult;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** A table of the back-test. Without rows where the run made none. */
abstract class EvaluationTable implements Table {
  /** As of the end of which date was forecast; null: all origins together. */
  static final String ORIGIN = "origin";

  private final String name;
  private final StructType schema;

  EvaluationTable(String name, StructType schema) {
    this.name = name;
    this.schema = schema;
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
  public final Dataset<Row> rows(Facts facts) {
    return facts.spark().createDataFrame(found(facts), schema).coalesce(1);
  }

  private List<Row> found(Facts facts) {
    return facts.backtest().map(this::rows).orElse(List.of());
  }

  /** Every row arrived. */
  @Override
  public final Check check(Dataset<Row> written, Facts facts) {
    int expected = found(facts).size();
    long rows = written.count();
    return new Check(
        rows,
        rows == expected
            ? List.of()
            : List.of("%s has %d rows instead of %d".formatted(name, rows, expected)));
  }
}

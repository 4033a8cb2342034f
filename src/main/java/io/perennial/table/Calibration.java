package io.perennial.table;

import io.perennial.config.Settings;
import io.perennial.evaluation.BacktestResult;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a model expected of classes of customers, and what they did: by frequency, and by tenths of
 * the customers in the descending order of the forecast. Without rows where the run made no
 * back-test.
 */
final class Calibration implements Table {
  static final String NAME = "calibration";

  /** As of the end of which date was forecast; null: all origins together. */
  static final String ORIGIN = "origin";

  /** The purchase model, or a baseline that says how much. */
  static final String MODEL = "model";

  /**
   * {@code purchases/} or {@code spend/}, then {@code frequency-00} to {@code frequency-07}, the
   * last of which holds all from 7 on, or {@code decile-01}, the best, to {@code decile-10}.
   */
  static final String CLASS = "class";

  /** Customers in the class; those of several origins count as often. */
  static final String CUSTOMERS = "customers";

  /** Sum of the forecasts. Customers who tie at the limit of a decile hold equal parts. */
  static final String EXPECTED = "expected";

  /** What the customers did, likewise. */
  static final String ACTUAL = "actual";

  private static final StructType SCHEMA =
      new StructType()
          .add(ORIGIN, DataTypes.DateType)
          .add(MODEL, DataTypes.StringType, false)
          .add(CLASS, DataTypes.StringType, false)
          .add(CUSTOMERS, DataTypes.LongType, false)
          .add(EXPECTED, DataTypes.DoubleType, false)
          .add(ACTUAL, DataTypes.DoubleType, false);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean isConfigured(Settings settings) {
    return settings.evaluation().origins() > 0 && !settings.models().purchases().isEmpty();
  }

  @Override
  public Dataset<Row> rows(Facts facts) {
    List<Row> rows =
        facts.backtest().map(BacktestResult::classes).orElse(List.of()).stream()
            .map(
                each ->
                    RowFactory.create(
                        each.origin(),
                        each.model(),
                        each.name(),
                        each.customers(),
                        each.expected(),
                        each.actual()))
            .toList();
    return facts.spark().createDataFrame(rows, SCHEMA).coalesce(1);
  }

  @Override
  public Check check(Dataset<Row> written, Facts facts) {
    return count(NAME, written, facts.backtest().map(found -> found.classes().size()).orElse(0));
  }

  /** Checks that every row arrived. */
  static Check count(String table, Dataset<Row> written, long expected) {
    long rows = written.count();
    return new Check(
        rows,
        rows == expected
            ? List.of()
            : List.of("%s has %d rows instead of %d".formatted(table, rows, expected)));
  }
}

package io.perennial.table;

import io.perennial.evaluation.BacktestResult;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How good the forecasts of every model and baseline would have been: one row for each metric of a
 * model at an origin, and over all origins together. Without rows where the run made no back-test.
 */
final class BacktestMetrics extends EvaluationTable {
  static final String NAME = "backtest";

  /** The purchase model, or the baseline: zero, mean, own-past-rate, past-total, last-horizon. */
  static final String MODEL = "model";

  /** {@code purchases_} or {@code spend_}, and the metric. */
  static final String METRIC = "metric";

  /** Length of the forecast, from the day after the origin. */
  static final String HORIZON_DAYS = "horizon_days";

  /** To ten digits; null where the metric is not defined. */
  static final String VALUE = "value";

  private static final StructType SCHEMA =
      new StructType()
          .add(ORIGIN, DataTypes.DateType)
          .add(MODEL, DataTypes.StringType, false)
          .add(METRIC, DataTypes.StringType, false)
          .add(HORIZON_DAYS, DataTypes.IntegerType, false)
          .add(VALUE, DataTypes.DoubleType);

  BacktestMetrics() {
    super(NAME, SCHEMA);
  }

  @Override
  List<Row> rows(BacktestResult found) {
    return found.figures().stream()
        .map(
            figure ->
                RowFactory.create(
                    figure.origin(),
                    figure.model(),
                    figure.metric(),
                    found.origins().horizonDays(),
                    figure.value()))
        .toList();
  }
}

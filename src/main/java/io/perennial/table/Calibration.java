package io.perennial.table;

import io.perennial.evaluation.BacktestResult;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a model expected of classes of customers, and what they did: by frequency, and by tenths of
 * the customers in the descending order of the forecast. Without rows where the run made no
 * back-test.
 */
final class Calibration extends EvaluationTable {
  static final String NAME = "calibration";

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

  Calibration() {
    super(NAME, SCHEMA);
  }

  @Override
  List<Row> rows(BacktestResult found) {
    return found.classes().stream()
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
  }
}

package io.perennial.model.ml;

import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.udf;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/**
 * A linear predictor on standardised features, kept within the range that it had over the rows
 * trained on: beyond it nothing was learned, and behind a log link a line explodes.
 *
 * @param lowest of the rows trained on
 * @param highest of the rows trained on
 */
record LinearPredictor(double intercept, double[] coefficients, double lowest, double highest)
    implements Serializable {
  /**
   * Finds the range.
   *
   * @param features a column of vectors, standardised
   * @throws JobFailure with {@link ExitCode#NO_MODEL} when the fit that gave the coefficients has
   *     diverged
   */
  static LinearPredictor of(
      double intercept, double[] coefficients, Dataset<Row> rows, Column features) {
    if (Double.isNaN(intercept) || !Arrays.stream(coefficients).allMatch(Double::isFinite)) {
      throw new JobFailure(
          ExitCode.NO_MODEL,
          "A learner cannot be trained: the fit of its linear predictor diverged.");
    }
    LinearPredictor anywhere =
        new LinearPredictor(
            intercept, coefficients, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    Column value =
        udf((UDF1<Vector, Double>) row -> anywhere.at(row.toArray()), DataTypes.DoubleType)
            .apply(features);
    Row range = rows.agg(min(value), max(value)).first();
    return new LinearPredictor(intercept, coefficients, range.getDouble(0), range.getDouble(1));
  }

  double at(double[] features) {
    double sum = intercept;
    for (int i = 0; i < features.length; i++) {
      sum += coefficients[i] * features[i];
    }
    return Math.min(highest, Math.max(lowest, sum));
  }
}

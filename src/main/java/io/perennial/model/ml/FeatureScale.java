package io.perennial.model.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.io.Serializable;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.stat.Summarizer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;

/**
 * Features as linear predictors take them: counts, times and amounts are skewed, so each is
 * sign(x)·ln(1 + |x|), standardised by its mean and standard deviation over the rows trained on and
 * kept within three of these: on a line, a single customer far out would decide for all. A feature
 * that is the same for all says nothing, and is left out.
 *
 * @param means of the logarithms
 * @param deviations their standard deviations
 */
record FeatureScale(double[] means, double[] deviations) implements Serializable {
  private static final double FURTHEST = 3; // standard deviations

  /** Measures the features of the rows trained on. */
  static FeatureScale of(Dataset<Row> rows, String features) {
    Column logs =
        udf((UDF1<Vector, Vector>) row -> Vectors.dense(logs(row)), SQLDataTypes.VectorType())
            .apply(col(features));
    Row row =
        rows.select(Summarizer.metrics("mean", "std").summary(logs).as("features"))
            .select("features.mean", "features.std")
            .first();
    return new FeatureScale(row.<Vector>getAs(0).toArray(), row.<Vector>getAs(1).toArray());
  }

  /** The features that vary, scaled. */
  double[] scaled(Vector features) {
    double[] logs = logs(features);
    int[] varying = varying();
    double[] scaled = new double[varying.length];
    for (int i = 0; i < scaled.length; i++) {
      int feature = varying[i];
      double deviation = (logs[feature] - means[feature]) / deviations[feature];
      scaled[i] = Math.max(-FURTHEST, Math.min(FURTHEST, deviation));
    }
    return scaled;
  }

  /** The same for a column of vectors. */
  Column scaled(Column features) {
    return udf((UDF1<Vector, Vector>) row -> Vectors.dense(scaled(row)), SQLDataTypes.VectorType())
        .apply(features);
  }

  /** The places of the features that vary. */
  int[] varying() {
    return IntStream.range(0, deviations.length).filter(i -> deviations[i] > 0).toArray();
  }

  private static double[] logs(Vector features) {
    double[] logs = features.toArray().clone();
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.signum(logs[i]) * Math.log1p(Math.abs(logs[i]));
    }
    return logs;
  }
}

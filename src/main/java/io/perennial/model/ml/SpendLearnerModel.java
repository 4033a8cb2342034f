package io.perennial.model.ml;

import static org.apache.spark.sql.functions.when;

import org.apache.spark.ml.Model;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A trained learner: adds the spend it expects as a column, row by row; null for a row without a
 * history or without a forecast of the purchase model.
 *
 * @param <M> the model itself
 */
public abstract class SpendLearnerModel<M extends SpendLearnerModel<M>> extends Model<M>
    implements LearnerStage<M>, MLWritable {
  private static final long serialVersionUID = 1L;

  private static final String FEATURES = "learner_features";
  private static final String OUTPUT = "learner_output";

  private final String uid;
  private final LearnerSummary summary;
  private final LearnerParams learnerParams;

  SpendLearnerModel(String uid, LearnerSummary summary, String prediction) {
    this.uid = uid;
    this.summary = summary;
    this.learnerParams = new LearnerParams(this, prediction);
  }

  /** What was learned, for the features of a customer. */
  abstract double output(Vector features);

  /**
   * Spend, from the forecast of the purchase model and {@link #output}: the mean of the forecast
   * and of its product with the ratio that was learned, so that a ratio of 0 halves it.
   */
  Column spend(Column expectedSpend, Column output) {
    // Not greatest, which passes over the null of a row without a history.
    Column ratio = when(output.lt(0), 0.0).otherwise(output);
    return expectedSpend.multiply(ratio.plus(1)).divide(2);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public LearnerParams learnerParams() {
    return learnerParams;
  }

  /** What it was trained on, and what it goes by. */
  public LearnerSummary summary() {
    return summary;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return learnerSchema(schema);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> customers) {
    transformSchema(customers.schema());
    Column features = functions.col(FEATURES);
    Column expected = functions.col(getOrDefault(expectedSpendCol())).cast("double");
    // MLlib's own transform fails on rows without features.
    Column output =
        functions
            .udf(
                (UDF1<Vector, Double>) row -> row == null ? null : Double.valueOf(output(row)),
                DataTypes.DoubleType)
            .apply(features);
    return customers
        .withColumn(FEATURES, features())
        .withColumn(OUTPUT, output)
        .withColumn(getOrDefault(predictionCol()), spend(expected, functions.col(OUTPUT)))
        .drop(FEATURES, OUTPUT);
  }
}

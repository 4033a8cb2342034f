package io.perennial.model.ml;

import io.perennial.model.stage.SavedStage;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
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

  /** The trees. */
  abstract PredictionModel<Vector, ?> trees();

  /** Spend, from the forecast of the purchase model and what the trees say. */
  abstract Column spend(Column expectedSpend, Column output);

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
    PredictionModel<Vector, ?> trees = trees();
    Column features = functions.col(FEATURES);
    Column expected = functions.col(getOrDefault(expectedSpendCol())).cast("double");
    // MLlib's own transform fails on rows without features.
    Column output =
        functions
            .udf(
                (UDF1<Vector, Double>)
                    row -> row == null ? null : Double.valueOf(trees.predict(row)),
                DataTypes.DoubleType)
            .apply(features);
    return customers
        .withColumn(FEATURES, features())
        .withColumn(OUTPUT, output)
        .withColumn(getOrDefault(predictionCol()), spend(expected, functions.col(OUTPUT)))
        .drop(FEATURES, OUTPUT);
  }

  @Override
  public MLWriter write() {
    return SavedStage.writer(this, summary, (MLWritable) trees());
  }
}

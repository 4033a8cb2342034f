package io.perennial.model.ml;

import static org.apache.spark.sql.functions.col;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.stage.SavedStage;
import io.perennial.schema.ScoreColumns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Learns from earlier origins what customers spend. The rows are customers of one or more origins,
 * with their histories, what purchase models forecast for a window after the origin, and what they
 * spent in it. For a forecast at a date, all windows end by that date: see {@link TrainingWindow}.
 *
 * <p>Trained with the same seed on the same customers, a learner is the same to the bit, however
 * the rows are ordered and partitioned.
 *
 * @param <E> the estimator itself
 * @param <M> the model it fits
 */
public abstract class SpendLearner<E extends SpendLearner<E, M>, M extends SpendLearnerModel<M>>
    extends Estimator<M> implements LearnerStage<E>, DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final LearnerParams learnerParams;
  private final Param<String> customerCol;
  private final Param<String> actualSpendCol;
  private final IntParam maxRows;
  private final LongParam seed;

  SpendLearner(String uid, String prediction) {
    this.uid = uid;
    this.learnerParams = new LearnerParams(this, prediction);
    this.customerCol =
        new Param<>(
            this, "customerCol", "the customer, by whose hash the rows trained on are taken");
    this.actualSpendCol =
        new Param<>(this, "actualSpendCol", "spend in the days of the forecast: the label");
    this.maxRows =
        new IntParam(
            this,
            "maxRows",
            "rows trained on, at most: those of the customers with the smallest hashes; a row takes"
                + " about 500 bytes of an executor's memory",
            ParamValidators.gtEq(1));
    this.seed = new LongParam(this, "seed", "of the hash and of the trees");
    setDefault(customerCol, ScoreColumns.CUSTOMER_ID);
    setDefault(actualSpendCol, "actual_spend");
    setDefault(maxRows, 200_000);
    setDefault(seed, 1L);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public LearnerParams learnerParams() {
    return learnerParams;
  }

  public Param<String> customerCol() {
    return customerCol;
  }

  public Param<String> actualSpendCol() {
    return actualSpendCol;
  }

  public IntParam maxRows() {
    return maxRows;
  }

  public LongParam seed() {
    return seed;
  }

  /** Sets the column that identifies the customer. */
  public E setCustomerCol(String column) {
    return with(customerCol, column);
  }

  /** Sets the column of the label. */
  public E setActualSpendCol(String column) {
    return with(actualSpendCol, column);
  }

  /** Sets on how many rows it is trained, at most. */
  public E setMaxRows(int rows) {
    set(maxRows, rows);
    return self();
  }

  /** Sets the seed. */
  public E setSeed(long number) {
    set(seed, number);
    return self();
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return learnerSchema(schema, getOrDefault(actualSpendCol));
  }

  /**
   * Trains the learner.
   *
   * @param customers one row for each customer and origin
   * @throws JobFailure with {@link ExitCode#NO_MODEL} when nobody spent anything, with {@link
   *     ExitCode#INPUT} when a column is missing
   */
  @Override
  public M fit(Dataset<?> customers) {
    transformSchema(customers.schema());
    TrainingRows.Source source =
        new TrainingRows.Source(
            col(getOrDefault(customerCol)),
            col(getOrDefault(originDayCol())),
            col(getOrDefault(expectedSpendCol())).cast("double"),
            col(getOrDefault(actualSpendCol)).cast("double"),
            spendUnit(),
            features());
    try (TrainingRows rows =
        TrainingRows.of(
            customers, source, (int) getOrDefault(maxRows), (long) getOrDefault(seed))) {
      return copyValues(train(rows).setParent(self()), ParamMap.empty());
    }
  }

  /** The trained model, its Params not copied yet. */
  abstract M train(TrainingRows rows);

  /** What it was trained on and goes by. */
  final LearnerSummary summary(TrainingRows rows, Vector importances) {
    List<String> names = featureNames();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble((Integer i) -> -importances.apply(i)));
    Map<String, Double> importance = new LinkedHashMap<>();
    for (int i : order) {
      importance.put(names.get(i), importances.apply(i));
    }
    return LearnerSummary.of(rows.windows(), importance);
  }

  /** Reads an estimator of any listed class; Spark calls it when it loads pipelines. */
  public static MLReader<?> read() {
    return SavedStage.reader();
  }

  @Override
  public E copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  private E with(Param<String> param, String value) {
    set(param, value);
    return self();
  }

  @SuppressWarnings("unchecked")
  final E self() {
    return (E) this;
  }
}

package io.perennial.model.stage;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.cells.CellRequest;
import io.perennial.model.cells.CellSource;
import io.perennial.model.cells.CellTotals;
import io.perennial.model.cells.MadeCells;
import io.perennial.model.fit.FitOptions;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.fit.MaximumLikelihood;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;

/**
 * An estimator that compresses customers to cells and maximises a likelihood over them.
 *
 * @param <E> the estimator itself
 * @param <M> the model it fits
 */
public abstract class CellEstimator<E extends CellEstimator<E, M>, M extends Model<M>>
    extends Estimator<M> implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private static final long DEFAULT_MAX_DRIVER_CELLS = 2_000_000L;

  private final String uid;
  private final Param<String> weightCol;
  private final LongParam maxDriverCells;
  private final DoubleParam penalty;
  private final IntParam bootstrapReplicates;
  private final LongParam seed;

  protected CellEstimator(String uid) {
    this.uid = uid;
    this.weightCol =
        new Param<>(
            this,
            "weightCol",
            "column of weights, such as counts of equal customers; unset: every row is one"
                + " customer");
    this.maxDriverCells =
        new LongParam(
            this,
            "maxDriverCells",
            "up to this many distinct cells are collected to the driver, which takes about 130"
                + " bytes of its memory each while it sorts them and 30 afterwards; so many fewer"
                + " with covariates, at 24 bytes more each, that they take no more; beyond it they"
                + " stay on the executors and every Newton step is a job",
            ParamValidators.gtEq(0));
    this.penalty =
        new DoubleParam(
            this,
            "penalty",
            "precision (1/variance) of a normal prior on the logarithm of every parameter, around"
                + " the start of the search; 0: none",
            ParamValidators.gtEq(0));
    this.bootstrapReplicates =
        new IntParam(
            this,
            "bootstrapReplicates",
            "how often the parameters are fitted to customers drawn anew, for intervals; 0: never",
            ParamValidators.gtEq(0));
    this.seed = new LongParam(this, "seed", "of the random weights of the bootstrap");
    setDefault(maxDriverCells, DEFAULT_MAX_DRIVER_CELLS);
    setDefault(penalty, 0.0);
    setDefault(bootstrapReplicates, 0);
    setDefault(seed, 1L);
  }

  @Override
  public String uid() {
    return uid;
  }

  public Param<String> weightCol() {
    return weightCol;
  }

  public LongParam maxDriverCells() {
    return maxDriverCells;
  }

  public DoubleParam penalty() {
    return penalty;
  }

  public IntParam bootstrapReplicates() {
    return bootstrapReplicates;
  }

  public LongParam seed() {
    return seed;
  }

  /** Sets the precision of the prior, see {@link FitOptions}; 0 for none. */
  public E setPenalty(double precision) {
    set(penalty, precision);
    return self();
  }

  /** Sets the number of bootstrap replicates; 0 for no intervals. */
  public E setBootstrapReplicates(int replicates) {
    set(bootstrapReplicates, replicates);
    return self();
  }

  /** Sets the seed of the bootstrap. */
  public E setSeed(long number) {
    set(seed, number);
    return self();
  }

  /** Sets the column of weights, such as counts of equal customers. */
  public E setWeightCol(String column) {
    set(weightCol, column);
    return self();
  }

  /** Sets up to how many cells are collected to the driver. */
  public E setMaxDriverCells(long cells) {
    set(maxDriverCells, cells);
    return self();
  }

  /**
   * Fits the model: customers become cells, cells that do not identify a model are refused, the
   * likelihood is maximised, and the model copies the Params.
   *
   * @throws JobFailure with {@link ExitCode#NO_MODEL} when the customers do not identify a model,
   *     with {@link ExitCode#INPUT} when a column is missing or has impossible values
   */
  @Override
  public M fit(Dataset<?> customers) {
    try (MadeCells made = new MadeCells()) {
      return fit(customers, made);
    }
  }

  /**
   * The same for one of several estimators that are fitted to the same data frame: those that ask
   * for the same cells share them, and the customers are grouped once.
   *
   * @param made of the estimators before this one; their maker closes it
   */
  public M fit(Dataset<?> customers, MadeCells made) {
    transformSchema(customers.schema());
    CellSource cells = made.of(request(customers), (long) getOrDefault(maxDriverCells));
    requireEnough(cells.totals());
    FitSummary fit = maximise(cells);
    return copyValues(model(fit).setParent(this), ParamMap.empty());
  }

  /** The family to choose the model from. */
  protected abstract LikelihoodFamily<?> family();

  /** How customers become cells. Rows outside the scope of the model are left out here. */
  protected abstract CellRequest request(Dataset<?> customers);

  /**
   * Refuses cells that do not identify a model.
   *
   * @throws JobFailure with {@link ExitCode#NO_MODEL}
   */
  protected abstract void requireEnough(CellTotals totals);

  /** See {@link LikelihoodFamily#starts}. */
  protected abstract double scale(CellTotals totals);

  /** The member of the family with the highest likelihood. */
  protected FitSummary maximise(CellSource cells) {
    return new MaximumLikelihood<>(family(), scale(cells.totals()), options()).fit(cells);
  }

  /** The model of a fit, its Params not copied yet. */
  protected abstract M model(FitSummary fit);

  /** The name of the model, such as {@code bg-nbd}. */
  public final String modelName() {
    return family().name();
  }

  /** The refusal to fit, for a reason. */
  protected final JobFailure cannotBeFitted(String reason, Object... values) {
    return new JobFailure(
        ExitCode.NO_MODEL, modelName() + " cannot be fitted: " + reason.formatted(values));
  }

  /** Reads an estimator of any listed class; Spark calls it when it loads pipelines. */
  public static MLReader<?> read() {
    return SavedStage.reader();
  }

  @Override
  public E copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** The options of the fit from the Params. */
  protected final FitOptions options() {
    return new FitOptions(
        (double) getOrDefault(penalty),
        (int) getOrDefault(bootstrapReplicates),
        (long) getOrDefault(seed));
  }

  /** The weight of a row. */
  protected final Column weight() {
    return isDefined(weightCol) ? col(getOrDefault(weightCol)) : lit(1.0);
  }

  @SuppressWarnings("unchecked")
  private E self() {
    return (E) this;
  }
}

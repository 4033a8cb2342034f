package io.perennial.model.ml;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.stddev_pop;
import static org.apache.spark.sql.functions.when;

import io.perennial.model.stage.SavedStage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import org.apache.spark.mllib.optimization.LBFGS;
import org.apache.spark.mllib.optimization.SimpleUpdater;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import scala.Tuple2;

/**
 * The ratio is 0, or log-normal: the chance of any, the mean and the spread of its logarithm are
 * linear predictors, fitted together by the likelihood of {@link ZilnLikelihood}. MLlib's {@link
 * LBFGS}: Breeze's, with the gradient summed where the rows are.
 */
public final class ZilnSpend extends LinearLearner<ZilnSpend, ZilnSpendModel> {
  private static final long serialVersionUID = 1L;

  /** The column added. */
  static final String PREDICTION = "expected_spend_ziln";

  private static final int CORRECTIONS = 10; // steps and gradients that L-BFGS remembers
  private static final double TOLERANCE = 1e-6; // of the mean loss, relative
  private static final int MAX_ITERATIONS = 200;

  public ZilnSpend() {
    this(Identifiable$.MODULE$.randomUID("zilnSpend"));
  }

  public ZilnSpend(String uid) {
    super(uid, PREDICTION);
  }

  @Override
  List<LinearPredictor> predictors(Dataset<Row> rows) {
    JavaRDD<Tuple2<Object, Vector>> examples =
        rows.select(RATIO, SCALED)
            .javaRDD()
            .map(row -> new Tuple2<Object, Vector>(row.getDouble(0), Vectors.fromML(row.getAs(1))))
            .cache();
    try {
      int width = examples.first()._2().size() + 1;
      double[] fitted =
          LBFGS
              .runLBFGS(
                  examples.rdd(),
                  new ZilnGradient(RIDGE),
                  new SimpleUpdater(),
                  CORRECTIONS,
                  TOLERANCE,
                  MAX_ITERATIONS,
                  0, // the penalty is in the gradient
                  Vectors.dense(start(rows, width)))
              ._1()
              .toArray();
      Dataset<Row> buyers = rows.where(col(RATIO).gt(0));
      List<LinearPredictor> predictors = new ArrayList<>();
      for (int k = 0; k < ZilnLikelihood.VALUES; k++) {
        predictors.add(
            LinearPredictor.of(
                fitted[k * width],
                Arrays.copyOfRange(fitted, k * width + 1, (k + 1) * width),
                k == 0 ? rows : buyers,
                col(SCALED)));
      }
      return predictors;
    } finally {
      examples.unpersist();
    }
  }

  /** The distribution of all customers together, as the intercepts. */
  private static double[] start(Dataset<Row> rows, int width) {
    Column logarithm = when(col(RATIO).gt(0), functions.log(col(RATIO)));
    Row row =
        rows.agg(
                count(lit(1)).cast("double"),
                count(logarithm).cast("double"),
                avg(logarithm),
                stddev_pop(logarithm))
            .first();
    double buyers = row.getDouble(1);
    double[] start = new double[ZilnLikelihood.VALUES * width];
    // Half a customer more of each kind: finite where all are of one.
    start[0] = Math.log((buyers + 0.5) / (row.getDouble(0) - buyers + 0.5));
    start[width] = row.getDouble(2);
    start[2 * width] = Math.log(Math.max(row.getDouble(3), Math.exp(ZilnLikelihood.MIN_LOG_SIGMA)));
    return start;
  }

  @Override
  ZilnSpendModel model(LinearFit fit) {
    return new ZilnSpendModel(uid(), fit);
  }

  public static ZilnSpend load(String path) {
    return SavedStage.load(ZilnSpend.class, path);
  }
}

package io.perennial.model.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.SparkTestSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ZilnRecoveryTest {
  private static final int ROWS = 20_000;

  /** Logit, μ and ln σ: intercept and two coefficients each. */
  private static final double[][] TRUTH = {{-.5, .8, 0}, {1, .5, -.4}, {-.3, 0, .2}};

  /** The penalty of 0.01 draws coefficients to 0 by up to a twentieth: most for the logit. */
  @Test
  void predictorsOfSimulatedRowsAreFoundAgain() {
    List<LinearPredictor> predictors =
        new ZilnSpend()
            .predictors(
                SparkTestSession.shared()
                    .createDataFrame(
                        simulated(),
                        new StructType()
                            .add(LinearLearner.SCALED, SQLDataTypes.VectorType())
                            .add(LinearLearner.RATIO, DataTypes.DoubleType))
                    .coalesce(1));
    for (int k = 0; k < TRUTH.length; k++) {
      assertThat(predictors.get(k).intercept()).as("%d", k).isCloseTo(TRUTH[k][0], within(.08));
      for (int i = 0; i < 2; i++) {
        assertThat(predictors.get(k).coefficients()[i])
            .as("%d of %d", i, k)
            .isCloseTo(TRUTH[k][i + 1], within(.08));
      }
    }
  }

  private static List<Row> simulated() {
    Random random = new Random(1);
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      double[] features = {random.nextGaussian(), random.nextGaussian()};
      double[] values = new double[TRUTH.length];
      for (int k = 0; k < values.length; k++) {
        values[k] = TRUTH[k][0] + TRUTH[k][1] * features[0] + TRUTH[k][2] * features[1];
      }
      boolean spends = random.nextDouble() < 1 / (1 + Math.exp(-values[0]));
      double spend = spends ? Math.exp(values[1] + Math.exp(values[2]) * random.nextGaussian()) : 0;
      rows.add(RowFactory.create(Vectors.dense(features), spend));
    }
    return rows;
  }
}

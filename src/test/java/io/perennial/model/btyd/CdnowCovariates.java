package io.perennial.model.btyd;

import io.perennial.SparkTestSession;
import io.perennial.model.Cdnow;
import io.perennial.model.fit.LikelihoodFamily;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The CDNOW sample with covariates: the dollars of the first purchase day, and whether it was in
 * January; covariates.py beside the golden files.
 */
public final class CdnowCovariates {
  private static final String[] NAMES = {"dollars", "january"};

  private CdnowCovariates() {}

  /** The columns of the covariates. */
  public static String[] names() {
    return NAMES.clone();
  }

  /** One row a customer. */
  public static Dataset<Row> customers() {
    List<Row> rows = new ArrayList<>();
    for (double[] v : lines()) {
      for (int i = 0; i < v[5]; i++) {
        rows.add(RowFactory.create((int) v[0], (int) v[1], (int) v[2], v[3] / 100, (int) v[4]));
      }
    }
    return SparkTestSession.shared()
        .createDataFrame(
            rows,
            new StructType()
                .add("frequency", DataTypes.IntegerType)
                .add("recency_days", DataTypes.IntegerType)
                .add("age_days", DataTypes.IntegerType)
                .add("dollars", DataTypes.DoubleType)
                .add("january", DataTypes.IntegerType));
  }

  /** The models that BG/NBD with these covariates is one of. */
  public static LikelihoodFamily<?> bgNbd() {
    return BgNbdLikelihood.given(List.of(NAMES));
  }

  /** The models that Pareto/NBD with these covariates is one of. */
  public static LikelihoodFamily<?> paretoNbd() {
    return ParetoNbdLikelihood.given(List.of(NAMES));
  }

  /** frequency, recency_days, age_days, first_cents, january, customers. */
  static List<double[]> lines() {
    return Cdnow.lines("btyd/cdnow_covariates.csv");
  }
}

package io.perennial.examples;

import io.perennial.model.contractual.ShiftedBetaGeometric;
import io.perennial.model.contractual.ShiftedBetaGeometricModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The Java example of using-the-models.md on a contract: of 1,000, 869 renewed once, 743 twice. */
final class Subscribers {
  private Subscribers() {}

  /** Fits to counts and forecasts. */
  static Dataset<Row> score(SparkSession spark) {
    Dataset<Row> counts =
        spark.sql(
            "VALUES (0, 1, 131), (1, 1, 126), (2, 1, 90), (3, 1, 60), (4, 1, 42), (5, 1, 34),"
                + " (6, 1, 26), (7, 0, 491) AS (renewals, has_left, subscribers)");
    ShiftedBetaGeometricModel model =
        new ShiftedBetaGeometric().setWeightCol("subscribers").setPeriodDays(365).fit(counts);
    System.out.println(model.summary().parameters());
    System.out.println("left after 12 renewals: " + model.likelihood().survival(12));
    return model.transform(counts.where("has_left = 0"));
  }
}

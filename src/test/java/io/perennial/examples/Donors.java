package io.perennial.examples;

import io.perennial.model.btyd.BgBb;
import io.perennial.model.btyd.BgBbModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The Java example of using-the-models.md on discrete opportunities: one appeal a year. */
final class Donors {
  private Donors() {}

  /** Fits to counts of donors, and forecasts the next ten years' donations. */
  static Dataset<Row> score(Dataset<Row> donors) {
    BgBbModel model =
        new BgBb()
            .setTimeUnitDays(365)
            .setWeightCol("customers")
            .setHorizonDays(10 * 365)
            .fit(donors);
    System.out.println(model.summary().parameters());
    return model.transform(donors);
  }
}

package io.perennial.examples;

import io.perennial.model.btyd.BgNbd;
import io.perennial.model.btyd.BgNbdModel;
import io.perennial.model.spend.GammaGamma;
import java.io.IOException;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The Java example of using-the-models.md on customers who may leave at any time. */
final class CustomerValue {
  private CustomerValue() {}

  /** Fits, saves, loads and forecasts. */
  static Dataset<Row> score(Dataset<Row> customers, String path) throws IOException {
    BgNbd purchases = new BgNbd().setHorizonDays(273).setAnnualDiscountRate(0.1);
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {purchases, new GammaGamma()});
    pipeline.fit(customers).write().overwrite().save(path);

    PipelineModel model = PipelineModel.load(path);
    BgNbdModel fitted = (BgNbdModel) model.stages()[0];
    System.out.println(fitted.summary().parameters());
    System.out.println("P(alive) " + fitted.likelihood().pAlive(2, 30.43, 38.86)); // weeks
    return model
        .transform(customers)
        .selectExpr(
            "sum(expected_purchases)",
            "sum(discounted_expected_purchases * expected_purchase_value)");
  }
}

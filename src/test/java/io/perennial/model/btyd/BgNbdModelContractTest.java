package io.perennial.model.btyd;

import static org.apache.spark.sql.functions.expr;

import io.perennial.model.CdnowFrames;
import io.perennial.model.StageContract;
import io.perennial.model.fit.FitSummary;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class BgNbdModelContractTest extends StageContract<BgNbdModel> {
  private static final FitSummary FIT =
      new BgNbd().setCovariateCols("newness").fit(withNewness(CdnowFrames.customers())).summary();

  private final BgNbd parent = new BgNbd();

  @Override
  protected BgNbdModel stage() {
    return new BgNbdModel("bgNbd_1", FIT, 7)
        .setParent(parent)
        .setHorizonDays(273)
        .setCovariateCols("newness");
  }

  @Override
  protected BgNbdModel load(String path) {
    return BgNbdModel.load(path);
  }

  @Override
  protected Dataset<Row> input() {
    return withNewness(CdnowFrames.cells()).orderBy("frequency", "recency_days", "age_days");
  }

  private static Dataset<Row> withNewness(Dataset<Row> customers) {
    return customers.withColumn("newness", expr("sqrt(age_days)"));
  }

  @Override
  protected List<String> reads() {
    return List.of("frequency", "recency_days", "age_days", "newness");
  }

  @Override
  protected List<String> adds() {
    return List.of("p_alive", "expected_purchases", "discounted_expected_purchases");
  }
}

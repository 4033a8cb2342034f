package io.perennial.model.btyd;

import static org.apache.spark.sql.functions.lit;

import io.perennial.model.CdnowFrames;
import io.perennial.model.StageContract;
import io.perennial.model.fit.FitSummary;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class BgCnbdModelContractTest extends StageContract<BgCnbdModel> {
  private static final FitSummary FIT =
      new BgCnbd()
          .setK(3)
          .fit(CdnowFrames.customers().withColumn("log_gap_days", lit(0)))
          .summary();

  private final BgCnbd parent = new BgCnbd();

  @Override
  protected BgCnbdModel stage() {
    return new BgCnbdModel("bgCnbd_1", FIT, 7).setParent(parent).setHorizonDays(273);
  }

  @Override
  protected BgCnbdModel load(String path) {
    return BgCnbdModel.load(path);
  }

  @Override
  protected Dataset<Row> input() {
    return CdnowFrames.cells().orderBy("frequency", "recency_days", "age_days");
  }

  @Override
  protected List<String> reads() {
    return List.of("frequency", "recency_days", "age_days");
  }

  @Override
  protected List<String> adds() {
    return List.of("p_alive", "expected_purchases", "discounted_expected_purchases");
  }
}

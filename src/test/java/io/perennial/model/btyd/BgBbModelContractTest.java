package io.perennial.model.btyd;

import io.perennial.model.StageContract;
import io.perennial.model.fit.FitSummary;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class BgBbModelContractTest extends StageContract<BgBbModel> {
  private static final FitSummary FIT =
      new BgBb().setTimeUnitDays(365).setWeightCol("customers").fit(Donors.counted()).summary();

  private final BgBb parent = new BgBb();

  @Override
  protected BgBbModel stage() {
    return new BgBbModel("bgBb_1", FIT, 365).setParent(parent).setHorizonDays(1825);
  }

  @Override
  protected BgBbModel load(String path) {
    return BgBbModel.load(path);
  }

  @Override
  protected Dataset<Row> input() {
    return Donors.counted().orderBy("frequency", "recency_days");
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

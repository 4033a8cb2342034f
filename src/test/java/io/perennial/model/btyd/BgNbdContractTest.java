package io.perennial.model.btyd;

import io.perennial.model.CdnowFrames;
import io.perennial.model.StageContract;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class BgNbdContractTest extends StageContract<BgNbd> {
  @Override
  protected BgNbd stage() {
    return new BgNbd()
        .setFrequencyCol("x")
        .setHorizonDays(273)
        .setAnnualDiscountRate(0.15)
        .setTimeUnitDays(30)
        .setWeightCol("customers")
        .setMaxDriverCells(1_000_000);
  }

  @Override
  protected BgNbd load(String path) {
    return BgNbd.load(path);
  }

  @Override
  protected Dataset<Row> input() {
    return CdnowFrames.cells()
        .withColumnRenamed("frequency", "x")
        .orderBy("x", "recency_days", "age_days");
  }

  @Override
  protected List<String> reads() {
    return List.of("x", "recency_days", "age_days");
  }

  @Override
  protected List<String> adds() {
    return List.of("p_alive", "expected_purchases", "discounted_expected_purchases");
  }
}

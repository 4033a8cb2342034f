package io.perennial.model.btyd;

import io.perennial.model.StageContract;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class BgBbContractTest extends StageContract<BgBb> {
  @Override
  protected BgBb stage() {
    return new BgBb()
        .setFrequencyCol("x")
        .setHorizonDays(1825)
        .setAnnualDiscountRate(0.15)
        .setTimeUnitDays(365)
        .setWeightCol("customers")
        .setMaxDriverCells(1_000_000);
  }

  @Override
  protected BgBb load(String path) {
    return BgBb.load(path);
  }

  @Override
  protected Dataset<Row> input() {
    return Donors.counted().withColumnRenamed("frequency", "x").orderBy("x", "recency_days");
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

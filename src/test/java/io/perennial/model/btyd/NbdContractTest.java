package io.perennial.model.btyd;

import io.perennial.model.CdnowFrames;
import io.perennial.model.StageContract;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class NbdContractTest extends StageContract<Nbd> {
  @Override
  protected Nbd stage() {
    return new Nbd()
        .setFrequencyCol("x")
        .setHorizonDays(273)
        .setAnnualDiscountRate(0.15)
        .setTimeUnitDays(30)
        .setWeightCol("customers")
        .setMaxDriverCells(1_000_000);
  }

  @Override
  protected Nbd load(String path) {
    return Nbd.load(path);
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

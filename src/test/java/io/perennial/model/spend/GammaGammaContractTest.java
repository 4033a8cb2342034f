package io.perennial.model.spend;

import io.perennial.model.CdnowFrames;
import io.perennial.model.StageContract;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class GammaGammaContractTest extends StageContract<GammaGamma> {
  @Override
  protected GammaGamma stage() {
    return new GammaGamma().setMonetaryValueCol("value").setExpectedPurchaseValueCol("expected");
  }

  @Override
  protected GammaGamma load(String path) {
    return GammaGamma.load(path);
  }

  @Override
  protected Dataset<Row> input() {
    return CdnowFrames.spenders().withColumnRenamed("monetary_value", "value");
  }

  @Override
  protected List<String> reads() {
    return List.of("frequency", "value");
  }

  @Override
  protected List<String> adds() {
    return List.of("expected");
  }
}

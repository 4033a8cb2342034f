package io.perennial.model.spend;

import io.perennial.model.CdnowFrames;
import io.perennial.model.StageContract;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class GammaGammaModelContractTest extends StageContract<GammaGammaModel> {
  private static final GammaGammaModel FITTED = new GammaGamma().fit(CdnowFrames.spenders());

  @Override
  protected GammaGammaModel stage() {
    return FITTED;
  }

  @Override
  protected GammaGammaModel load(String path) {
    return GammaGammaModel.load(path);
  }

  @Override
  protected Dataset<Row> input() {
    return CdnowFrames.spenders();
  }

  @Override
  protected List<String> reads() {
    return List.of("frequency", "monetary_value");
  }

  @Override
  protected List<String> adds() {
    return List.of("expected_purchase_value");
  }
}

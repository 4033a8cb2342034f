package io.perennial.model.btyd;

import io.perennial.model.CdnowFrames;
import io.perennial.model.StageContract;
import io.perennial.model.fit.FitSummary;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class ParetoNbdModelContractTest extends StageContract<ParetoNbdModel> {
  private static final FitSummary FIT = new ParetoNbd().fit(CdnowFrames.customers()).summary();

  private final ParetoNbd parent = new ParetoNbd();

  @Override
  protected ParetoNbdModel stage() {
    return new ParetoNbdModel("paretoNbd_1", FIT, 7).setParent(parent).setHorizonDays(273);
  }

  @Override
  protected ParetoNbdModel load(String path) {
    return ParetoNbdModel.load(path);
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

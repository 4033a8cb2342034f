package io.perennial.model.btyd;

import io.perennial.model.CdnowFrames;
import io.perennial.model.StageContract;
import io.perennial.model.fit.FitSummary;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class NbdModelContractTest extends StageContract<NbdModel> {
  private static final FitSummary FIT = new Nbd().fit(CdnowFrames.customers()).summary();

  private final Nbd parent = new Nbd();

  @Override
  protected NbdModel stage() {
    return new NbdModel("nbd_1", FIT, 7).setParent(parent).setHorizonDays(273);
  }

  @Override
  protected NbdModel load(String path) {
    return NbdModel.load(path);
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

package io.perennial.model.contractual;

import io.perennial.model.StageContract;
import io.perennial.model.fit.FitSummary;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class ShiftedBetaGeometricModelContractTest extends StageContract<ShiftedBetaGeometricModel> {
  private static final FitSummary FIT =
      new ShiftedBetaGeometric().setWeightCol("customers").fit(Subscribers.counted()).summary();

  private final ShiftedBetaGeometric parent = new ShiftedBetaGeometric();

  @Override
  protected ShiftedBetaGeometricModel stage() {
    return new ShiftedBetaGeometricModel("sbg_1", FIT).setParent(parent).setPeriodDays(365);
  }

  @Override
  protected ShiftedBetaGeometricModel load(String path) {
    return ShiftedBetaGeometricModel.load(path);
  }

  @Override
  protected Dataset<Row> input() {
    return Subscribers.counted();
  }

  @Override
  protected List<String> reads() {
    return List.of("renewals", "has_left");
  }

  @Override
  protected List<String> adds() {
    return List.of("next_retention", "discounted_residual_lifetime");
  }
}

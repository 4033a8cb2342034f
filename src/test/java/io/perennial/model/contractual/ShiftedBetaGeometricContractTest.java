package io.perennial.model.contractual;

import io.perennial.model.StageContract;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class ShiftedBetaGeometricContractTest extends StageContract<ShiftedBetaGeometric> {
  @Override
  protected ShiftedBetaGeometric stage() {
    return new ShiftedBetaGeometric()
        .setWeightCol("customers")
        .setPeriodDays(365)
        .setAnnualDiscountRate(0.15);
  }

  @Override
  protected ShiftedBetaGeometric load(String path) {
    return ShiftedBetaGeometric.load(path);
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

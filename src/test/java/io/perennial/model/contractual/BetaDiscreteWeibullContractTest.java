package io.perennial.model.contractual;

import io.perennial.model.StageContract;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class BetaDiscreteWeibullContractTest extends StageContract<BetaDiscreteWeibull> {
  @Override
  protected BetaDiscreteWeibull stage() {
    return new BetaDiscreteWeibull()
        .setWeightCol("customers")
        .setPeriodDays(365)
        .setAnnualDiscountRate(0.15);
  }

  @Override
  protected BetaDiscreteWeibull load(String path) {
    return BetaDiscreteWeibull.load(path);
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

package io.perennial.model.contractual;

import io.perennial.model.StageContract;
import io.perennial.model.fit.FitSummary;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

class BetaDiscreteWeibullModelContractTest extends StageContract<BetaDiscreteWeibullModel> {
  private static final FitSummary FIT =
      new BetaDiscreteWeibull().setWeightCol("customers").fit(Subscribers.counted()).summary();

  private final BetaDiscreteWeibull parent = new BetaDiscreteWeibull();

  @Override
  protected BetaDiscreteWeibullModel stage() {
    return new BetaDiscreteWeibullModel("bdw_1", FIT).setParent(parent).setPeriodDays(365);
  }

  @Override
  protected BetaDiscreteWeibullModel load(String path) {
    return BetaDiscreteWeibullModel.load(path);
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

package io.perennial.model.ml;

import org.junit.jupiter.api.BeforeAll;

class HurdleSpendModelContractTest extends LearnerContract<HurdleSpendModel> {
  private static HurdleSpendModel model;

  @BeforeAll
  static void train() {
    model = hurdle().fit(LearnedCustomers.frame());
  }

  @Override
  protected HurdleSpendModel stage() {
    return model;
  }

  @Override
  protected HurdleSpendModel load(String path) {
    return HurdleSpendModel.load(path);
  }
}

package io.perennial.model.ml;

import org.junit.jupiter.api.BeforeAll;

class BoostedSpendModelContractTest extends LearnerContract<BoostedSpendModel> {
  private static BoostedSpendModel model;

  @BeforeAll
  static void train() {
    model = boosted().fit(LearnedCustomers.frame());
  }

  @Override
  protected BoostedSpendModel stage() {
    return model;
  }

  @Override
  protected BoostedSpendModel load(String path) {
    return BoostedSpendModel.load(path);
  }
}

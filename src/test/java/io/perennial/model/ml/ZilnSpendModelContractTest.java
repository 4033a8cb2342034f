package io.perennial.model.ml;

import org.junit.jupiter.api.BeforeAll;

class ZilnSpendModelContractTest extends LearnerContract<ZilnSpendModel> {
  private static ZilnSpendModel model;

  @BeforeAll
  static void train() {
    model = ziln().fit(LearnedCustomers.frame());
  }

  @Override
  protected ZilnSpendModel stage() {
    return model;
  }

  @Override
  protected ZilnSpendModel load(String path) {
    return ZilnSpendModel.load(path);
  }
}

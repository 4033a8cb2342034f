package io.perennial.model.ml;

import org.junit.jupiter.api.BeforeAll;

class TweedieSpendModelContractTest extends LearnerContract<TweedieSpendModel> {
  private static TweedieSpendModel model;

  @BeforeAll
  static void train() {
    model = tweedie().fit(LearnedCustomers.frame());
  }

  @Override
  protected TweedieSpendModel stage() {
    return model;
  }

  @Override
  protected TweedieSpendModel load(String path) {
    return TweedieSpendModel.load(path);
  }
}

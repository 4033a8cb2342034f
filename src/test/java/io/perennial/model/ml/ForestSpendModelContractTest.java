package io.perennial.model.ml;

import org.junit.jupiter.api.BeforeAll;

class ForestSpendModelContractTest extends LearnerContract<ForestSpendModel> {
  private static ForestSpendModel model;

  @BeforeAll
  static void train() {
    model = forest().fit(LearnedCustomers.frame());
  }

  @Override
  protected ForestSpendModel stage() {
    return model;
  }

  @Override
  protected ForestSpendModel load(String path) {
    return ForestSpendModel.load(path);
  }
}

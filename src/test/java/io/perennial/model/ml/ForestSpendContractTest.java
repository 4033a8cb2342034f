package io.perennial.model.ml;

class ForestSpendContractTest extends LearnerContract<ForestSpend> {
  @Override
  protected ForestSpend stage() {
    return forest();
  }

  @Override
  protected ForestSpend load(String path) {
    return ForestSpend.load(path);
  }
}

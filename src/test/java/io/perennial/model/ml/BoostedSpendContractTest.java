package io.perennial.model.ml;

class BoostedSpendContractTest extends LearnerContract<BoostedSpend> {
  @Override
  protected BoostedSpend stage() {
    return boosted();
  }

  @Override
  protected BoostedSpend load(String path) {
    return BoostedSpend.load(path);
  }
}

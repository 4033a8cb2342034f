package io.perennial.model.ml;

class HurdleSpendContractTest extends LearnerContract<HurdleSpend> {
  @Override
  protected HurdleSpend stage() {
    return hurdle();
  }

  @Override
  protected HurdleSpend load(String path) {
    return HurdleSpend.load(path);
  }
}

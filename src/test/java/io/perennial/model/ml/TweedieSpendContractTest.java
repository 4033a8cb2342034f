package io.perennial.model.ml;

class TweedieSpendContractTest extends LearnerContract<TweedieSpend> {
  @Override
  protected TweedieSpend stage() {
    return tweedie();
  }

  @Override
  protected TweedieSpend load(String path) {
    return TweedieSpend.load(path);
  }
}

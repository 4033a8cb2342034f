package io.perennial.model.ml;

class ZilnSpendContractTest extends LearnerContract<ZilnSpend> {
  @Override
  protected ZilnSpend stage() {
    return ziln();
  }

  @Override
  protected ZilnSpend load(String path) {
    return ZilnSpend.load(path);
  }
}

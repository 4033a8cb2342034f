package io.perennial.model.btyd;

import java.util.List;

class BgNbdCovariatesTest extends CovariateContract<BgNbd, BgNbdModel> {
  private static final BgNbdLikelihood ORDINARY = new BgNbdLikelihood(0.8, 6, 0.8, 2.5);

  @Override
  protected BgNbd estimator() {
    return new BgNbd();
  }

  @Override
  protected PurchaseLikelihood ordinary() {
    return ORDINARY;
  }

  @Override
  protected CovariateFamily<?> family(List<String> names) {
    return BgNbdLikelihood.given(names);
  }

  @Override
  protected double[] ordinaryParameters() {
    return new double[] {0.8, 6, 0.8, 2.5};
  }

  @Override
  protected int dropout() {
    return 2;
  }

  @Override
  protected double[] goldenParameters() {
    return new double[] {
      0.25187803,
      6.4548116,
      0.92803083,
      2.5610867,
      0.0089003014,
      0.016449186,
      -0.0021716307,
      -0.11943995
    };
  }

  @Override
  protected double[] goldenErrors() {
    return new double[] {
      0.013189, 0.72027, 0.24947, 0.76866, 0.0016641, 0.11125, 0.0018716, 0.1691
    };
  }

  @Override
  protected double goldenLogLikelihood() {
    return -9561.77066530;
  }

  @Override
  protected double goldenLogLikelihoodWithout() {
    return -9582.42920667;
  }
}

package io.perennial.model.btyd;

import java.util.List;

class ParetoNbdCovariatesTest extends CovariateContract<ParetoNbd, ParetoNbdModel> {
  private static final ParetoNbdLikelihood ORDINARY = new ParetoNbdLikelihood(0.8, 6, 0.9, 15);

  @Override
  protected ParetoNbd estimator() {
    return new ParetoNbd();
  }

  @Override
  protected PurchaseLikelihood ordinary() {
    return ORDINARY;
  }

  @Override
  protected CovariateFamily<?> family(List<String> names) {
    return ParetoNbdLikelihood.given(names);
  }

  @Override
  protected double[] ordinaryParameters() {
    return new double[] {0.8, 6, 0.9, 15};
  }

  @Override
  protected int dropout() {
    return 3;
  }

  @Override
  protected double[] goldenParameters() {
    return new double[] {
      0.57475368,
      14.669714,
      0.59415465,
      12.194007,
      0.0074225196,
      0.048908853,
      0.002155362,
      -0.040217833
    };
  }

  @Override
  protected double[] goldenErrors() {
    return new double[] {0.049815, 1.4366, 0.18282, 6.5098, 0.0012473, 0.092316, 0.002759, 0.21264};
  }

  @Override
  protected double goldenLogLikelihood() {
    return -9571.86675844;
  }

  @Override
  protected double goldenLogLikelihoodWithout() {
    return -9594.97617894;
  }
}

package io.perennial.model.ml;

import org.apache.spark.mllib.linalg.DenseVector;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.optimization.Gradient;

/**
 * The ZILN loss of a row and its gradient by the coefficients of the three linear predictors, which
 * stand one after the other, each with its intercept first. A ridge penalty on all but the
 * intercepts is a part of every row's loss, and so of the mean.
 */
final class ZilnGradient extends Gradient {
  private static final long serialVersionUID = 1L;

  private final double ridge;

  ZilnGradient(double ridge) {
    this.ridge = ridge;
  }

  /** Adds the gradient to a sum and returns the loss. */
  @Override
  public double compute(Vector features, double spend, Vector coefficients, Vector sum) {
    double[] sums = ((DenseVector) sum).values();
    int width = features.size() + 1;
    double[] values = new double[ZilnLikelihood.VALUES];
    double squares = 0;
    for (int k = 0; k < values.length; k++) {
      values[k] = coefficients.apply(k * width);
      for (int i = 1; i < width; i++) {
        double coefficient = coefficients.apply(k * width + i);
        values[k] += coefficient * features.apply(i - 1);
        squares += coefficient * coefficient;
      }
    }
    double[] gradient = new double[values.length];
    double loss = ZilnLikelihood.loss(spend, values, gradient);
    for (int k = 0; k < values.length; k++) {
      sums[k * width] += gradient[k];
      for (int i = 1; i < width; i++) {
        int at = k * width + i;
        sums[at] += gradient[k] * features.apply(i - 1) + ridge * coefficients.apply(at);
      }
    }
    return loss + ridge * squares / 2;
  }
}

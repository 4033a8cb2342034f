package io.perennial.model.ml;

import io.perennial.numerics.LogSpace;

/**
 * The zero-inflated log-normal distribution of Wang, Liu and Miao (2019), "A deep probabilistic
 * model for customer lifetime value prediction": spend is 0 with probability 1 − p, and otherwise
 * log-normal. A distribution is given by three values, those of linear predictors: the logit of p,
 * μ and ln σ.
 *
 * <p>The paper takes the softplus of the third value for σ; the logarithm says the same of any
 * positive σ, and its derivatives are shorter.
 */
final class ZilnLikelihood {
  /** How many values a distribution is given by. */
  static final int VALUES = 3;

  /** Where all spend the same, the likelihood has no maximum: σ would go to 0. */
  static final double MIN_LOG_SIGMA = Math.log(0.01);

  private static final double LOG_ROOT_TWO_PI = Math.log(2 * Math.PI) / 2;

  private ZilnLikelihood() {}

  /**
   * The negative log-likelihood of one spend, the paper's ZILN loss: cross entropy of spending
   * anything, and for those who do the log-normal loss ln(yσ√(2π)) + (ln y − μ)² / (2σ²).
   *
   * @param spend 0 or more
   * @param values logit of p, μ, ln σ
   * @param gradient receives the derivatives by the three values
   */
  static double loss(double spend, double[] values, double[] gradient) {
    double logit = values[0];
    if (spend <= 0) {
      gradient[0] = LogSpace.logistic(logit);
      gradient[1] = 0;
      gradient[2] = 0;
      return LogSpace.log1pExp(logit);
    }
    double log = Math.log(spend);
    double logSigma = Math.max(values[2], MIN_LOG_SIGMA);
    double sigma = Math.exp(logSigma);
    double z = (log - values[1]) / sigma;
    gradient[0] = -LogSpace.logistic(-logit);
    gradient[1] = -z / sigma;
    gradient[2] = values[2] < MIN_LOG_SIGMA ? 0 : 1 - z * z;
    return LogSpace.log1pExp(-logit) + log + logSigma + LOG_ROOT_TWO_PI + z * z / 2;
  }

  /** The mean, p·exp(μ + σ²/2). */
  static double mean(double[] values) {
    double sigma = Math.exp(Math.max(values[2], MIN_LOG_SIGMA));
    return LogSpace.logistic(values[0]) * Math.exp(values[1] + sigma * sigma / 2);
  }
}

package io.perennial.model.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.math3.distribution.LogNormalDistribution;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("pure")
class ZilnLikelihoodTest {
  private static final double RIDGE = .3;
  private static final Vector FEATURES = Vectors.dense(.7, -1.2);

  /** Two predictors' values each way of zero, and the intercepts. */
  private static final double[] COEFFICIENTS = {-.4, .5, .2, 1.1, -.3, .8, -.2, .25, .1};

  @ParameterizedTest
  @CsvSource({"0, -.4, 1.5, -.2", "3, -.4, 1.5, -.2", "250, 2.3, .1, .9"})
  void isThatOfTheTwoDistributions(double spend, double logit, double mu, double logSigma) {
    double p = 1 / (1 + Math.exp(-logit));
    double expected =
        spend == 0
            ? -Math.log(1 - p)
            : -Math.log(p) - new LogNormalDistribution(mu, Math.exp(logSigma)).logDensity(spend);
    double[] values = {logit, mu, logSigma};
    assertThat(ZilnLikelihood.loss(spend, values, new double[3])).isCloseTo(expected, within(1e-9));
    assertThat(ZilnLikelihood.mean(values))
        .isCloseTo(
            p * new LogNormalDistribution(mu, Math.exp(logSigma)).getNumericalMean(), within(1e-9));
  }

  @ParameterizedTest
  @CsvSource({"0", ".02", "3", "250"})
  void theGradientIsThatOfFiniteDifferences(double spend) {
    Vector sum = Vectors.zeros(COEFFICIENTS.length);
    new ZilnGradient(RIDGE).compute(FEATURES, spend, Vectors.dense(COEFFICIENTS), sum);
    double step = 1e-6;
    for (int i = 0; i < COEFFICIENTS.length; i++) {
      double slope = (loss(spend, i, step) - loss(spend, i, -step)) / (2 * step);
      assertThat(sum.apply(i)).as("%d", i).isCloseTo(slope, within(1e-6 * (1 + Math.abs(slope))));
    }
  }

  private static double loss(double spend, int index, double step) {
    double[] moved = COEFFICIENTS.clone();
    moved[index] += step;
    return new ZilnGradient(RIDGE)
        .compute(FEATURES, spend, Vectors.dense(moved), Vectors.zeros(moved.length));
  }

  /** By hand: the loss of the row, and half of the ridge times the squares but for intercepts. */
  @Test
  void interceptsAreNotPenalised() {
    Vector zeros = Vectors.zeros(COEFFICIENTS.length);
    double squares = .25 + .04 + .09 + .64 + .0625 + .01;
    double plain =
        new ZilnGradient(0).compute(FEATURES, 3, Vectors.dense(COEFFICIENTS), zeros.copy());
    double penalised =
        new ZilnGradient(RIDGE).compute(FEATURES, 3, Vectors.dense(COEFFICIENTS), zeros.copy());
    assertThat(penalised - plain).isCloseTo(RIDGE / 2 * squares, within(1e-12));
  }

  /** Far from anything that was seen: large, and a number. */
  @Test
  void extremeValuesHaveAFiniteLossAndGradient() {
    for (double logit : new double[] {-800, 800}) {
      for (double logSigma : new double[] {-800, 800}) {
        for (double spend : new double[] {0, 1e-9, 1e9}) {
          double[] gradient = new double[3];
          double loss = ZilnLikelihood.loss(spend, new double[] {logit, 5, logSigma}, gradient);
          assertThat(loss).isFinite();
          assertThat(gradient).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY);
        }
      }
    }
  }

  /** With a chance of 1 and no spread the mean is exp(μ), with a chance of 0 nothing. */
  @Test
  void limits() {
    assertThat(ZilnLikelihood.mean(new double[] {50, 2, -9}))
        .isCloseTo(Math.exp(2 + .01 * .01 / 2), within(1e-12));
    assertThat(ZilnLikelihood.mean(new double[] {-800, 2, 0})).isZero();
  }
}

package io.perennial.model.contractual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.perennial.model.LikelihoodContract;
import io.perennial.model.cells.Cells;
import io.perennial.model.fit.FitSummary;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

/**
 * What holds of every model of retention.
 *
 * @param <L> the likelihood
 */
abstract class ContractualLikelihoodContract<L extends ContractualLikelihood>
    extends LikelihoodContract<L> {
  /**
   * Two cohorts of 1,000 subscribers at seven renewals: Fader and Hardie (2007), from the data of
   * pymc-marketing (Apache-2.0).
   */
  static final RetentionCounts HIGH_END =
      RetentionCounts.of(1000, 869, 743, 653, 593, 551, 517, 491);

  static final RetentionCounts REGULAR =
      RetentionCounts.of(1000, 631, 468, 382, 326, 289, 262, 241);

  /** At parameters of an ordinary business. */
  abstract L ordinary();

  @Override
  protected Cells trainingCells() {
    return RetentionCounts.cells(List.of(HIGH_END));
  }

  @Override
  protected double scale() {
    return 1.0;
  }

  @Override
  protected Cells.Cell anyCell(UniformRandomProvider random) {
    return new Cells.Cell((int) Math.pow(10, random.nextDouble(0, 4)) - 1, random.nextInt(2), 0, 1);
  }

  @Test
  void chancesOfLeavingAndStayingSumToOne() {
    double sum = 0.0;
    for (int n = 0; n < 40; n++) {
      sum += Math.exp(ordinary().logLikelihood(n, true));
    }
    assertThat(sum + Math.exp(ordinary().logLikelihood(40, false))).isCloseTo(1, within(1e-13));
  }

  @Test
  void survivalIsTheProductOfRetention() {
    double product = 1.0;
    for (int n = 1; n <= 60; n++) {
      product *= ordinary().retention(n);
      assertThat(ordinary().survival(n)).isCloseTo(product, within(1e-13));
    }
    assertThat(ordinary().survival(0)).isEqualTo(1.0);
  }

  @Test
  void residualLifetimeIsTheDiscountedSumOfSurvival() {
    for (int tenure : new int[] {0, 4, 100}) {
      for (double rate : new double[] {.5, .1, .004}) {
        double sum = 0.0;
        for (int k = 1; k < 40 / rate; k++) {
          sum += ordinary().survivalGiven(tenure, k) * Math.exp(-rate * (k - 1));
        }
        assertThat(ordinary().discountedResidualLifetime(tenure, rate))
            .as("tenure %d, rate %s", tenure, rate)
            .isCloseTo(sum, withinPercentage(1e-8));
      }
    }
  }

  @Test
  void forecastsAreFiniteAndInRangeEverywhere() {
    UniformRandomProvider random = random();
    for (int trial = 0; trial < TRIALS / 10; trial++) {
      L likelihood = anyLikelihood(random);
      int tenure = (int) Math.pow(10, random.nextDouble(0, 3)) - 1;
      double rate = Math.pow(10, random.nextDouble(-4, 0));
      String what = "%s at %d, rate %s".formatted(likelihood, tenure, rate);
      assertThat(likelihood.survival(tenure)).as(what).isBetween(0.0, 1.0);
      assertThat(likelihood.retention(tenure + 1)).as(what).isBetween(0.0, 1.0);
      assertThat(likelihood.discountedResidualLifetime(tenure, rate))
          .as(what)
          .isBetween(0.0, 1 / -Math.expm1(-rate) * (1 + 1e-9));
    }
  }

  @Test
  void simulatedSubscribersGiveTheParametersBack() {
    UniformRandomProvider random = random();
    double[] truth = parametersOf(ordinary());
    double[] squares = new double[truth.length];
    for (int replicate = 0; replicate < 6; replicate++) {
      List<Cells.Cell> subscribers = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        int most = 6 + i % 7;
        int renewals = ordinary().simulateRenewals(random, most);
        subscribers.add(new Cells.Cell(renewals, renewals < most ? 1 : 0, 0, 1));
      }
      FitSummary fit = fit(Cells.of(subscribers));
      assertThat(fit.converged()).isTrue();
      double[] errors =
          fit.standardErrors().values().stream().mapToDouble(Double::doubleValue).toArray();
      for (int i = 0; i < truth.length; i++) {
        squares[i] += Math.pow((fit.parameterValues()[i] - truth[i]) / errors[i], 2);
      }
    }
    for (double square : squares) {
      // Chi-squared with six degrees of freedom is in here but for one time in 4,000.
      assertThat(square).isBetween(0.2, 27.9);
    }
  }

  abstract double[] parametersOf(L likelihood);
}

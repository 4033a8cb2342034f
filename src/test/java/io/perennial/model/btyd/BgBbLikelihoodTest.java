package io.perennial.model.btyd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.perennial.model.LikelihoodContract;
import io.perennial.model.cells.Cells;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.numerics.GoldenPoints;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;

class BgBbLikelihoodTest extends LikelihoodContract<BgBbLikelihood> {
  /** Fader, Hardie and Shang (2010), with more digits by an independent fit. */
  private static final BgBbLikelihood PAPER =
      new BgBbLikelihood(1.2035224, .74971636, .65671819, 2.7834421);

  @Override
  protected LikelihoodFamily<BgBbLikelihood> family() {
    return BgBbLikelihood.FAMILY;
  }

  @Override
  protected Cells trainingCells() {
    return Cells.of(
        GoldenPoints.read(BgBbLikelihoodTest.class, "donations.csv").stream()
            .map(v -> new Cells.Cell((int) v[0], v[1], v[2], v[3]))
            .toList());
  }

  @Override
  protected double scale() {
    return 1.0;
  }

  @Override
  protected Cells.Cell anyCell(UniformRandomProvider random) {
    int n = (int) Math.pow(10, random.nextDouble(0, 3));
    int last = random.nextInt(n + 1);
    int x = last == 0 ? 0 : 1 + random.nextInt(last);
    return new Cells.Cell(x, last, n, 1);
  }

  @Test
  void fitsTheDonationsAsPublished() {
    FitSummary fit = fit(trainingCells());
    // The paper gives 1.204, .750, .657, 2.783 and -33225.58.
    assertThat(fit.parameters().get("alpha")).isCloseTo(1.2035224, withinPercentage(1e-4));
    assertThat(fit.parameters().get("beta")).isCloseTo(.74971636, withinPercentage(1e-4));
    assertThat(fit.parameters().get("gamma")).isCloseTo(.65671819, withinPercentage(1e-4));
    assertThat(fit.parameters().get("delta")).isCloseTo(2.7834421, withinPercentage(1e-4));
    assertThat(fit.logLikelihood()).isCloseTo(-33225.581274, within(1e-5));
    assertThat(fit.customers()).isEqualTo(11_104);
    assertThat(fit.cells()).isEqualTo(22);
    assertThat(fit.converged()).isTrue();
    assertThat(fit.warnings()).isEmpty();
  }

  /** By mpmath from the sums of the definition, at these parameters. */
  @Test
  void forecastsAgreeWithArbitraryPrecision() {
    assertThat(PAPER.expectedPurchases(10)).isCloseTo(3.1798290650454577, within(1e-13));
    assertThat(forecast(0, 0)).isCloseTo(.13021808441241461, within(1e-14));
    assertThat(forecast(4, 5)).isCloseTo(3.6279676877047664, within(1e-13));
  }

  /** Printed by other software from its own fit, whose estimates differ in the fifth digit. */
  @Test
  void forecastsAsOtherSoftware() {
    assertThat(PAPER.expectedPurchases(10)).isCloseTo(3.179805, withinPercentage(.005));
    assertThat(forecast(0, 0)).isCloseTo(.1302169, withinPercentage(.005));
    assertThat(forecast(4, 5)).isCloseTo(3.627858, withinPercentage(.005));
  }

  private static double forecast(int x, int last) {
    return PAPER.pAlive(x, last, 6) * PAPER.ifAlive(x, last, 6).expectedPurchases(10);
  }

  @Test
  void forecastsAreFiniteAndInRangeEverywhere() {
    UniformRandomProvider random = random();
    for (int trial = 0; trial < TRIALS / 4; trial++) {
      BgBbLikelihood likelihood = anyLikelihood(random);
      Cells.Cell cell = anyCell(random);
      double horizon = Math.rint(cell.second() * Math.pow(10, random.nextDouble(-1, 1)));
      String what = "%s of %s over %s".formatted(cell, likelihood, horizon);
      assertThat(likelihood.pAlive(cell.frequency(), cell.first(), cell.second()))
          .as(what)
          .isBetween(0.0, 1.0);
      PurchaseProcess process = likelihood.ifAlive(cell.frequency(), cell.first(), cell.second());
      double expected = process.expectedPurchases(horizon);
      assertThat(expected).as(what).isBetween(0.0, horizon * (1 + 1e-12));
      assertThat(process.discountedExpectedPurchases(horizon, 0.1 / horizon))
          .as(what)
          .isBetween(0.904 * expected, expected * (1 + 1e-9));
      assertThat(process.pAlive(horizon)).as(what).isBetween(0.0, 1.0);
      assertThat(process.probabilityOf(1, horizon)).as(what).isBetween(0.0, 1.0 + 1e-12);
    }
  }

  /** The likelihood of everyone who could be, by brute force over the two probabilities. */
  @Test
  void chancesOfAllHistoriesSumToOne() {
    double sum = 0.0;
    int n = 6;
    for (int history = 0; history < 1 << n; history++) {
      int last = 32 - Integer.numberOfLeadingZeros(history);
      sum += Math.exp(PAPER.logLikelihood(Integer.bitCount(history), last, n));
    }
    assertThat(sum).isCloseTo(1.0, within(1e-13));
  }

  @Test
  void chancesOfCountsAreThoseOfTheHistories() {
    int n = 6;
    double[] byHistory = new double[n + 1];
    for (int history = 0; history < 1 << n; history++) {
      int last = 32 - Integer.numberOfLeadingZeros(history);
      int x = Integer.bitCount(history);
      byHistory[x] += Math.exp(PAPER.logLikelihood(x, last, n));
    }
    double mean = 0.0;
    for (int x = 0; x <= n; x++) {
      assertThat(PAPER.probabilityOf(x, n)).isCloseTo(byHistory[x], within(1e-14));
      mean += x * byHistory[x];
    }
    assertThat(PAPER.expectedPurchases(n)).isCloseTo(mean, within(1e-13));
    assertThat(PAPER.probabilityOf(n + 1, n)).isZero();
  }

  @Test
  void whoBoughtLastTimeIsAlive() {
    assertThat(PAPER.pAlive(3, 6, 6)).isEqualTo(1.0);
    assertThat(PAPER.pAlive(0, 0, 0)).isEqualTo(1.0);
    assertThat(PAPER.pAlive(1, 1, 500)).isBetween(0.0, 1e-3);
  }

  @Test
  void discountsEveryOpportunity() {
    double rate = Math.log1p(.1);
    PurchaseProcess process = PAPER.ifAlive(4, 5, 6);
    double sum = 0.0;
    for (int k = 1; k <= 300; k++) {
      sum +=
          (process.expectedPurchases(k) - process.expectedPurchases(k - 1)) * Math.exp(-rate * k);
    }
    assertThat(process.discountedExpectedPurchases(300, rate)).isCloseTo(sum, within(1e-11));
    assertThat(process.discountedExpectedPurchases(Double.POSITIVE_INFINITY, rate))
        .isCloseTo(sum, within(1e-11));
    assertThat(process.purchaseRate(2.5))
        .isCloseTo(process.expectedPurchases(3) - process.expectedPurchases(2), within(1e-14));
  }

  @Test
  void isContinuousAtGammaEqualToOne() {
    double at = new BgBbLikelihood(1.2, .75, 1, 2.8).expectedPurchases(10);
    double near = new BgBbLikelihood(1.2, .75, 1 + 1e-9, 2.8).expectedPurchases(10);
    assertThat(near).isCloseTo(at, within(1e-8));
  }

  @Test
  void simulatedCustomersGiveTheParametersBack() {
    UniformRandomProvider random = random();
    double[] truth = {1.2035224, .74971636, .65671819, 2.7834421};
    double[] squares = new double[4];
    int replicates = 6;
    for (int replicate = 0; replicate < replicates; replicate++) {
      List<Cells.Cell> customers = new ArrayList<>();
      for (int i = 0; i < 20_000; i++) {
        int n = 6 + i % 5;
        double[] times = PAPER.simulate(random, n);
        double last = times.length == 0 ? 0 : times[times.length - 1];
        customers.add(new Cells.Cell(times.length, last, n, 1));
      }
      FitSummary fit = fit(Cells.of(customers));
      assertThat(fit.converged()).isTrue();
      double[] errors =
          fit.standardErrors().values().stream().mapToDouble(Double::doubleValue).toArray();
      for (int i = 0; i < 4; i++) {
        squares[i] += Math.pow((fit.parameterValues()[i] - truth[i]) / errors[i], 2);
      }
    }
    for (double square : squares) {
      // Chi-squared with six degrees of freedom is in here but for one time in 4,000.
      assertThat(square).isBetween(0.2, 27.9);
    }
  }
}

package io.perennial.model.btyd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.perennial.model.Cdnow;
import io.perennial.model.LikelihoodContract;
import io.perennial.model.cells.Cells;
import io.perennial.model.cells.LocalCells;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.MaximumLikelihood;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/**
 * What holds of every model of purchases in continuous time.
 *
 * @param <L> the likelihood
 */
abstract class PurchaseLikelihoodContract<L extends PurchaseLikelihood>
    extends LikelihoodContract<L> {

  /** Parameters of an ordinary shop, in weeks. */
  protected abstract L ordinary();

  @Override
  protected Cells trainingCells() {
    return Cdnow.purchasesInWeeks();
  }

  @Override
  protected double scale() {
    return 3.9;
  }

  @Override
  protected Cells.Cell anyCell(UniformRandomProvider random) {
    double age = Math.pow(10, random.nextDouble(-2, 3.5));
    int x = random.nextInt(4) == 0 ? 0 : (int) Math.pow(10, random.nextDouble(0, 4));
    double recency = x == 0 ? 0 : random.nextInt(5) == 0 ? age : age * random.nextDouble();
    return new Cells.Cell(x, recency, age, 1);
  }

  @Test
  void forecastsAreFiniteAndInRangeEverywhere() {
    UniformRandomProvider random = random();
    for (int trial = 0; trial < TRIALS; trial++) {
      L likelihood = anyLikelihood(random);
      Cells.Cell cell = anyCell(random);
      double horizon = cell.second() * Math.pow(10, random.nextDouble(-2, 1));
      String what = "%s of %s over %s".formatted(cell, likelihood, horizon);
      double pAlive = likelihood.pAlive(cell.frequency(), cell.first(), cell.second());
      assertThat(pAlive).as(what).isBetween(0.0, 1.0);
      PurchaseProcess process = likelihood.ifAlive(cell.frequency(), cell.first(), cell.second());
      double expected = process.expectedPurchases(horizon);
      assertThat(expected).as(what).isFinite().isNotNegative();
      double discounted = process.discountedExpectedPurchases(horizon, 0.1 / horizon);
      assertThat(discounted)
          .as(what)
          .isBetween(0.904 * expected - 1e-300, expected * (1 + 1e-6) + 1e-300);
      assertThat(process.pAlive(horizon)).as(what).isBetween(0.0, 1.0 + 1e-12);
      assertThat(process.probabilityOf(1, horizon)).as(what).isBetween(0.0, 1.0 + 1e-12);
      assertThat(process.purchaseRate(horizon)).as(what).isFinite().isNotNegative();
    }
  }

  @Test
  void theDiscountedFormulaWithoutDiscountIsTheExpectation() {
    for (double horizon : new double[] {0.1, 1, 10, 52, 520}) {
      assertThat(ordinary().discountedExpectedPurchases(horizon, 0))
          .isCloseTo(ordinary().expectedPurchases(horizon), relative(1e-11));
      PurchaseProcess known = ordinary().ifAlive(7, 25, 30);
      assertThat(known.discountedExpectedPurchases(horizon, 0))
          .isCloseTo(known.expectedPurchases(horizon), relative(1e-11));
    }
  }

  @Test
  void theRateIsTheSlopeOfTheExpectation() {
    PurchaseProcess process = ordinary().ifAlive(3, 15, 20);
    double slope =
        (process.expectedPurchases(10 + 1e-4) - process.expectedPurchases(10 - 1e-4)) / 2e-4;
    assertThat(process.purchaseRate(10)).isCloseTo(slope, relative(1e-8));
  }

  @Test
  void probabilitiesOfCountsSumToOneAndToTheExpectation() {
    double sum = 0;
    double mean = 0;
    for (int n = 0; n < 3000; n++) {
      double p = ordinary().probabilityOf(n, 39);
      sum += p;
      mean += n * p;
    }
    assertThat(sum).isCloseTo(1, within(1e-9));
    assertThat(mean).isCloseTo(ordinary().expectedPurchases(39), within(1e-7));
  }

  @Test
  void anotherTimeUnitLeavesForecastsAsTheyAre() {
    FitSummary weeks = fit(trainingCells());
    List<Cells.Cell> inDays = new ArrayList<>();
    for (int i = 0; i < trainingCells().size(); i++) {
      Cells.Cell cell = trainingCells().cell(i);
      inDays.add(
          new Cells.Cell(cell.frequency(), 7 * cell.first(), 7 * cell.second(), cell.weight()));
    }
    FitSummary days =
        new MaximumLikelihood<>(family(), 7 * scale()).fit(new LocalCells(Cells.of(inDays)));
    L byWeek = family().of(weeks.parameterValues());
    L byDay = family().of(days.parameterValues());
    assertThat(byDay.pAlive(2, 7 * 30.43, 7 * 38.86))
        .isCloseTo(byWeek.pAlive(2, 30.43, 38.86), within(1e-9));
    assertThat(byDay.ifAlive(2, 7 * 30.43, 7 * 38.86).expectedPurchases(7 * 39))
        .isCloseTo(byWeek.ifAlive(2, 30.43, 38.86).expectedPurchases(39), within(1e-9));
  }

  @Test
  void simulatedCustomersGiveTheParametersBack() {
    UniformRandomProvider random = random();
    List<Cells.Cell> customers = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      double age = 26 + i % 27;
      double[] times = ordinary().simulate(random, age);
      double recency = times.length == 0 ? 0 : times[times.length - 1];
      customers.add(new Cells.Cell(times.length, recency, age, 1));
    }
    FitSummary fit = fit(Cells.of(customers));
    assertThat(fit.converged()).isTrue();
    L truth = ordinary();
    double expected = truth.expectedPurchases(52);
    assertThat(family().of(fit.parameterValues()).expectedPurchases(52))
        .isCloseTo(expected, relative(0.05));
    parametersOf(truth)
        .forEach(
            (name, value) ->
                assertThat(fit.parameters().get(name))
                    .as(name)
                    .isCloseTo(value, within(4 * fit.standardErrors().get(name))));
  }

  @Test
  void simulatedPurchasesComeAtTheExpectedRate() {
    UniformRandomProvider random = random();
    int customers = 200_000;
    long purchases = 0;
    long none = 0;
    for (int i = 0; i < customers; i++) {
      double[] times = ordinary().simulate(random, 39);
      purchases += times.length;
      none += times.length == 0 ? 1 : 0;
      for (int k = 1; k < times.length; k++) {
        assertThat(times[k]).isBetween(times[k - 1], 39.0);
      }
    }
    assertThat((double) purchases / customers)
        .isCloseTo(ordinary().expectedPurchases(39), relative(0.02));
    assertThat((double) none / customers).isCloseTo(ordinary().probabilityOf(0, 39), within(0.005));
  }

  @Test
  void forecastsGivenAliveBelongToOneDistribution() {
    PurchaseProcess process = ordinary().ifAlive(3, 15, 20);
    double sum = 0;
    double mean = 0;
    for (int n = 0; n < 600; n++) {
      double p = process.probabilityOf(n, 26);
      sum += p;
      mean += n * p;
    }
    assertThat(sum).isCloseTo(1, within(1e-10));
    assertThat(mean).isCloseTo(process.expectedPurchases(26), within(1e-8));
    assertThat(process.discountedExpectedPurchases(5000, 0.01))
        .isCloseTo(
            process.discountedExpectedPurchases(Double.POSITIVE_INFINITY, 0.01), relative(1e-9));
  }

  @Test
  void theTimeAliveIsTheAreaBelowTheChanceOfBeingAlive() {
    for (PurchaseProcess process :
        List.of(
            ordinary(),
            ordinary().ifAlive(0, 0, 20),
            ordinary().ifAlive(3, 15, 20),
            ordinary().ifAlive(40, 29, 30))) {
      double horizon = 52;
      int steps = 52 * 400;
      double area = 0;
      for (int i = 0; i < steps; i++) {
        area += process.pAlive((i + 0.5) * horizon / steps) * horizon / steps;
      }
      assertThat(process.expectedTimeAlive(horizon)).isCloseTo(area, relative(2e-6));
      assertThat(process.expectedTimeAlive(0)).isZero();
    }
  }

  @Test
  void nothingHappensInNoTime() {
    PurchaseProcess process = ordinary().ifAlive(3, 15, 20);
    assertThat(process.expectedPurchases(0)).isZero();
    assertThat(process.probabilityOf(0, 0)).isEqualTo(1.0);
    assertThat(process.probabilityOf(2, 0)).isZero();
    assertThat(process.pAlive(0)).isEqualTo(1.0);
  }

  /** The parameters that were simulated from, by name. */
  protected abstract Map<String, Double> parametersOf(L likelihood);

  private static Percentage relative(double part) {
    return withinPercentage(100 * part);
  }
}

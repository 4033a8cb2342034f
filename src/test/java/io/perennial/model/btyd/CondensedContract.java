package io.perennial.model.btyd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.perennial.model.cells.Cells;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.numerics.RandomStreams;
import org.apache.commons.rng.UniformRandomProvider;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/**
 * What holds of a model of purchases whose waits have k phases, beside what holds of every one.
 *
 * @param <L> the likelihood
 */
abstract class CondensedContract<L extends PurchaseLikelihood>
    extends PurchaseLikelihoodContract<L> {

  protected abstract LikelihoodFamily<L> family(int k);

  /** The model that this is with one phase. */
  protected abstract PurchaseLikelihood withOnePhase(double... parameters);

  @Test
  void withOnePhaseItIsTheModelWithoutMemory() {
    UniformRandomProvider random = random();
    for (int trial = 0; trial < 2000; trial++) {
      double[] parameters = new double[4];
      for (int i = 0; i < 4; i++) {
        parameters[i] = Math.pow(10, random.nextDouble(-1, 1.5));
      }
      PurchaseLikelihood expected = withOnePhase(parameters);
      L found = family(1).of(parameters);
      Cells.Cell cell = anyCell(random);
      int x = cell.frequency();
      double t = cell.second() * random.nextDouble();
      assertThat(found.isMemoryless()).isTrue();
      double[] slopes = new double[4];
      double[] expectedSlopes = new double[4];
      double value = found.atFrequency(x).logLikelihood(cell.first(), cell.second(), slopes);
      double expectedValue =
          expected.atFrequency(x).logLikelihood(cell.first(), cell.second(), expectedSlopes);
      assertThat(value).isCloseTo(expectedValue, within(1e-13 * (1 + Math.abs(expectedValue))));
      for (int i = 0; i < 4; i++) {
        assertThat(slopes[i])
            .isCloseTo(expectedSlopes[i], within(1e-12 * (1 + Math.abs(expectedValue))));
      }
      assertThat(found.pAlive(x, cell.first(), cell.second()))
          .isCloseTo(expected.pAlive(x, cell.first(), cell.second()), within(1e-10));
      PurchaseProcess here = found.ifAlive(x, cell.first(), cell.second());
      PurchaseProcess there = expected.ifAlive(x, cell.first(), cell.second());
      assertThat(here.expectedPurchases(t)).isCloseTo(there.expectedPurchases(t), same(1e-10));
      assertThat(here.discountedExpectedPurchases(t, 0.3 / t))
          .isCloseTo(there.discountedExpectedPurchases(t, 0.3 / t), same(1e-9));
      assertThat(here.purchaseRate(t)).isCloseTo(there.purchaseRate(t), same(1e-10));
      assertThat(here.pAlive(t)).isCloseTo(there.pAlive(t), same(1e-10));
      assertThat(here.probabilityOf(3, t)).isCloseTo(there.probabilityOf(3, t), same(1e-10));
    }
  }

  /** Everybody's forecasts by history add up to what was forecast before there was a history. */
  @Test
  void forecastsGivenHistoriesMeetTheForecastWithoutThem() {
    L model = ordinary();
    int customers = 100_000;
    double sum = 0;
    double squares = 0;
    double none = 0;
    for (int i = 0; i < customers; i++) {
      double[] times = model.simulate(RandomStreams.of(7, i), 30);
      int x = times.length;
      double recency = x == 0 ? 0 : times[x - 1];
      double alive = model.pAlive(x, recency, 30);
      PurchaseProcess process = model.ifAlive(x, recency, 30);
      double expected = alive * process.expectedPurchases(20);
      sum += expected;
      squares += expected * expected;
      none += 1 - alive + alive * process.pAlive(20);
    }
    double mean = sum / customers;
    double error = Math.sqrt((squares / customers - mean * mean) / customers);
    assertThat(mean)
        .isCloseTo(model.expectedPurchases(50) - model.expectedPurchases(30), within(4 * error));
    assertThat(1 - none / customers).isCloseTo(model.pAlive(30) - model.pAlive(50), within(0.003));
  }

  /**
   * Somebody who buys every week without fail is due in the second week of silence, not at once.
   */
  @Test
  void regularCustomersAreDue() {
    L model = family(12).of(1.0, 0.1, 0.5, 5.0);
    PurchaseProcess justBought = model.ifAlive(50, 50, 50);
    PurchaseProcess due = model.ifAlive(50, 50, 51);
    assertThat(model.isMemoryless()).isFalse();
    assertThat(justBought.expectedPurchases(0.3)).isLessThan(0.01);
    assertThat(due.expectedPurchases(0.3)).isGreaterThan(0.5);
    assertThat(justBought.purchaseRate(0)).isZero();
    assertThat(due.purchaseRate(0)).isGreaterThan(1.0);
  }

  @Test
  void silenceSpeaksSoonerOfTheRegular() {
    double random = family(1).of(1.0, 1.0, 0.5, 5.0).pAlive(20, 20, 23);
    double regular = family(4).of(1.0, 0.25, 0.5, 5.0).pAlive(20, 20, 23);
    assertThat(regular).isLessThan(0.7 * random);
  }

  @Test
  void hardlyAnyDropoutIsNbdWithPhases() {
    L model = family(3).of(0.8, 1.2, 1e-9, 5.0);
    PurchaseProcess process = model.ifAlive(4, 20, 22);
    // A renewal process without an end comes to λ/k purchases a time unit; E λ = (r + kx) / (α +
    // T),
    // and a little more for the phases that have passed.
    assertThat(process.pAlive(1000)).isCloseTo(1.0, within(1e-6));
    assertThat(process.expectedPurchases(2000) - process.expectedPurchases(1000))
        .isBetween(1000 * 12.8 / 23.2 / 3, 1000 * 14.8 / 23.2 / 3);
  }

  private static Percentage same(double part) {
    return withinPercentage(100 * part);
  }
}

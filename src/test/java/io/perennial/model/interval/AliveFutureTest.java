package io.perennial.model.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.model.btyd.BgNbdLikelihood;
import io.perennial.model.btyd.ParetoNbdLikelihood;
import io.perennial.model.btyd.PurchaseLikelihood;
import io.perennial.model.interval.ValueModel.Parameters;
import io.perennial.model.spend.GammaGammaLikelihood;
import io.perennial.numerics.RandomStreams;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class AliveFutureTest {
  private static final GammaGammaLikelihood SPEND = new GammaGammaLikelihood(6.25, 3.74, 15.44);
  private static final ParetoNbdLikelihood PARETO =
      new ParetoNbdLikelihood(.553, 10.578, .606, 11.669);
  private static final BgNbdLikelihood BG = new BgNbdLikelihood(.243, 4.414, .793, 2.426);
  private static final double RATE = Math.log(1.1) * 7 / 365;
  private static final long SEED = 5;
  private static final double[] NO_COVARIATES = {};

  private static ValueModel model(PurchaseLikelihood... replicates) {
    List<Parameters> parameters =
        Arrays.stream(replicates).map(each -> new Parameters(each, SPEND)).toList();
    return new ValueModel(parameters.get(0), parameters, 7, 52, RATE);
  }

  private static AliveFuture future(ValueModel model, int x, double recency, double age) {
    return AliveFuture.simulate(model, x, recency, age, NO_COVARIATES, 0.95, SEED);
  }

  @Test
  void theMeanIsTheForecastOfTheModels() {
    for (PurchaseLikelihood purchases : List.of(BG, PARETO)) {
      for (int x : new int[] {0, 2, 12}) {
        double recency = x == 0 ? 0 : 30;
        AliveFuture future = future(model(purchases), x, recency, 39);
        double pAlive = 0.7;
        double expected =
            pAlive
                * purchases.ifAlive(x, recency, 39).discountedExpectedPurchases(52, RATE)
                * SPEND.expectedValue(x, 30);
        double unit = SPEND.gamma() + x * 30;
        double error = unit * Math.sqrt(future.valueVariance(pAlive) / 2000);
        assertThat(unit * future.expectedValue(pAlive)).isCloseTo(expected, within(4 * error));
      }
    }
  }

  @Test
  void ninetyOfAHundredIntervalsHoldWhatHappens() {
    ValueModel model = model(PARETO);
    UniformRandomProvider random = RandomStreams.of(SEED, 0);
    int customers = 3000;
    int purchasesInside = 0;
    int valueInside = 0;
    int valueAbove = 0;
    AliveFutures futures = new AliveFutures(model, 0.95, SEED);
    for (int i = 0; i < customers; i++) {
      int age = 39 * 7;
      double rate = gamma(random, PARETO.r(), PARETO.alpha());
      double leaves = -Math.log(random.nextDouble()) / gamma(random, PARETO.s(), PARETO.beta());
      double mean = SPEND.sampleCustomerMean(random);
      int x = 0;
      int future = 0;
      double last = 0;
      double spent = 0;
      double value = 0;
      double t = -Math.log(random.nextDouble()) / rate;
      while (t < Math.min(leaves, 39 + 52)) {
        double amount = SPEND.samplePurchases(random, mean, 1)[0];
        if (t <= 39) {
          x++;
          last = t;
          spent += amount;
        } else {
          future++;
          value += amount * Math.exp(-RATE * (t - 39));
        }
        t += -Math.log(random.nextDouble()) / rate;
      }
      double pAlive = PARETO.pAlive(x, last, 39);
      AliveFuture known = futures.of(x, 7 * last, age, List.of());
      boolean purchases =
          future >= known.purchasesQuantile(0.05, pAlive)
              && future <= known.purchasesQuantile(0.95, pAlive);
      double unit = SPEND.gamma() + spent;
      double high = unit * known.valueQuantile(0.95, pAlive);
      purchasesInside += purchases ? 1 : 0;
      valueInside += value >= unit * known.valueQuantile(0.05, pAlive) && value <= high ? 1 : 0;
      valueAbove += value > high ? 1 : 0;
    }
    // An interval of whole numbers holds at least its level.
    assertThat(purchasesInside / (double) customers).isBetween(0.88, 0.99);
    // For most customers nothing at all is likely enough to begin the interval at zero.
    assertThat(valueInside / (double) customers).isBetween(0.88, 0.97);
    assertThat(valueAbove / (double) customers).isBetween(0.035, 0.065);
  }

  private static double gamma(UniformRandomProvider random, double shape, double rate) {
    return GammaDistribution.of(shape, 1 / rate).createSampler(random).sample();
  }

  @Test
  void whoHasLeftBuysNothing() {
    AliveFuture future = future(model(BG), 5, 20, 39);
    for (double pAlive : new double[] {0, 1e-300, 0.04}) {
      assertThat(future.purchasesQuantile(0.95, pAlive)).isZero();
      assertThat(future.valueQuantile(0.95, pAlive)).isZero();
    }
  }

  @Test
  void quantilesRiseWithTheProbabilityAndWithBeingAlive() {
    AliveFuture future = future(model(PARETO), 6, 38, 39);
    double before = 0;
    int purchasesBefore = 0;
    for (double probability = 0.01; probability <= 0.95; probability += 0.01) {
      double value = future.valueQuantile(probability, 0.9);
      int purchases = future.purchasesQuantile(probability, 0.9);
      assertThat(value).isGreaterThanOrEqualTo(before).isFinite();
      assertThat(purchases).isGreaterThanOrEqualTo(purchasesBefore);
      assertThat(value).isLessThanOrEqualTo(future.valueQuantile(probability, 1.0));
      before = value;
      purchasesBefore = purchases;
    }
    assertThat(before).isPositive();
  }

  @Test
  void uncertainParametersWidenTheInterval() {
    BgNbdLikelihood slow = new BgNbdLikelihood(.243, 44.14, .793, 2.426);
    BgNbdLikelihood fast = new BgNbdLikelihood(2.43, 4.414, .793, 24.26);
    AliveFuture certain = future(model(BG), 0, 0, 10);
    AliveFuture uncertain = future(model(BG, slow, fast), 0, 0, 10);
    assertThat(uncertain.purchasesVariance(1)).isGreaterThan(2 * certain.purchasesVariance(1));
    assertThat(uncertain.valueQuantile(0.95, 1)).isGreaterThan(certain.valueQuantile(0.95, 1));
  }

  @Test
  void customersWhoDifferLittleHaveIntervalsThatDifferLittle() {
    for (int x : new int[] {0, 1, 5}) {
      double before = future(model(PARETO), x, 0, 20).valueQuantile(0.95, 1);
      for (int day = 20 * 7 + 1; day < 39 * 7; day++) {
        double value = future(model(PARETO), x, 0, day / 7.0).valueQuantile(0.95, 1);
        assertThat(value).as("%d, %d days", x, day).isCloseTo(before, within(0.04 * before));
        before = value;
      }
    }
  }

  @Test
  void theSeedDeterminesTheDraws() {
    AliveFuture one = future(model(BG), 3, 20, 39);
    AliveFuture same = future(model(BG), 3, 20, 39);
    AliveFuture other = AliveFuture.simulate(model(BG), 3, 20, 39, NO_COVARIATES, 0.95, SEED + 1);
    assertThat(same.valueQuantile(0.8, 1)).isEqualTo(one.valueQuantile(0.8, 1));
    assertThat(other.valueQuantile(0.8, 1)).isNotEqualTo(one.valueQuantile(0.8, 1));
  }

  @Test
  void hugeFrequenciesAndNoTimeAreNoProblem() {
    AliveFuture busy = future(model(BG), 10_000, 519, 520);
    assertThat(busy.valueQuantile(0.95, 1)).isFinite().isPositive();
    assertThat(busy.purchasesQuantile(0.95, 1)).isBetween(500, 1500);
    AliveFuture fresh = future(model(PARETO), 0, 0, 0);
    assertThat(fresh.valueQuantile(0.95, 1)).isFinite();
  }
}

package io.perennial.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.model.interval.Interval;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("pure")
class IntervalLimitsTest {
  private static final Interval FROM_ZERO = new Interval(0, 2);

  @ParameterizedTest
  @CsvSource({"99, 0.9, 90", "19, 0.9, 18", "9, 0.9, 9", "1, 0.5, 1"})
  void theQuantileIsOneOfTheResiduals(int n, double p, double quantile) {
    assertThat(Residuals.notExceeded(oneTo(n), p)).hasValue(quantile);
    assertThat(Residuals.notBelow(oneTo(n), p)).hasValue(n + 1 - quantile);
  }

  @Test
  void eightResidualsSayNothingOfNineTenths() {
    assertThat(Residuals.notExceeded(oneTo(8), .9)).isEmpty();
    assertThat(Residuals.notBelow(oneTo(8), .9)).isEmpty();
  }

  private static double[] oneTo(int n) {
    return IntStream.rangeClosed(1, n).mapToDouble(i -> i).toArray();
  }

  /** Ten classes of 500, then the last two together, since 499 are too few. */
  @Test
  void smallClassesAreMergedWithTheNext() {
    Residuals residuals = new Residuals();
    for (int each = 0; each < RiskClass.WILL_BUY; each++) {
      add(residuals, each, each == 11 ? 499 : 500);
    }
    List<Double> limits = IntervalLimits.of(residuals, .9).beginningAtZero();
    assertThat(limits).hasSize(12);
    assertThat(limits.get(0)).isEqualTo(451.0);
    assertThat(limits.get(9)).isEqualTo(9451.0);
    // 999 residuals: the 900th.
    assertThat(limits.subList(10, 12)).containsOnly(11_400.0);
  }

  @Test
  void aFewCustomersAreOneClass() {
    Residuals residuals = new Residuals();
    add(residuals, 3, 4);
    add(residuals, 8, 5);
    assertThat(IntervalLimits.of(residuals, .9).beginningAtZero()).hasSize(12).containsOnly(8005.0);
    assertThat(IntervalLimits.of(residuals, .95).beginningAtZero()).isEmpty();
  }

  /** Residuals of 1000 times the class, and 1, 2, … */
  private static void add(Residuals residuals, int riskClass, int customers) {
    for (int i = 1; i <= customers; i++) {
      residuals.add(
          new CustomerForecast(
              Target.SPEND, riskClass / 3, (riskClass % 3 + .5) / 3, 0, 1, FROM_ZERO),
          1000 * riskClass + i);
    }
  }

  @Test
  void aForecastWithoutDeviationHasTheIntervalOfTheModel() {
    CustomerForecast certain = new CustomerForecast(Target.SPEND, 0, 0, 0, 0, new Interval(0, 0));
    Residuals residuals = new Residuals();
    for (int i = 0; i < 100; i++) {
      residuals.add(certain, 0);
    }
    assertThat(IntervalLimits.of(residuals, .9).beginningAtZero()).isEmpty();
    IntervalLimits limits = limits(2);
    assertThat(limits.around(certain)).isEqualTo(new Interval(0, 0));
  }

  @Test
  void purchasesAreWhole() {
    assertThat(limits(1.5).around(customer(Target.PURCHASES, FROM_ZERO)))
        .isEqualTo(new Interval(0, 3));
    assertThat(limits(1.5).around(customer(Target.SPEND, FROM_ZERO)))
        .isEqualTo(new Interval(0, 3.25));
    assertThat(limits(1.5).around(customer(Target.PURCHASES, new Interval(1, 2))))
        .isEqualTo(new Interval(1, 6));
    assertThat(limits(-2).around(customer(Target.SPEND, FROM_ZERO))).isEqualTo(new Interval(0, 0));
  }

  /** 1 ± 1.5, and limits of −0.5 and 3.5 deviations for those who will buy. */
  private static CustomerForecast customer(Target target, Interval own) {
    return new CustomerForecast(target, 2, .9, 1, 1.5, own);
  }

  private static IntervalLimits limits(double upper) {
    return new IntervalLimits(
        .9, IntStream.range(0, 12).mapToObj(i -> upper).toList(), List.of(-.5, 3.5));
  }

  /** Poisson purchases at twice the rate that the model has: as a shop whose season is coming. */
  @Test
  void limitsHoldOnTheNextCustomersOfAWrongModel() {
    UniformRandomProvider random = RandomSource.XO_RO_SHI_RO_128_PP.create(7);
    ForecastSums earlier = simulated(random, null);
    assertThat(earlier.coverage()).isLessThan(.8);
    IntervalLimits limits = IntervalLimits.of(earlier.residuals(), .9);
    assertThat(simulated(random, limits).calibratedCoverage()).isCloseTo(.9, within(.02));
  }

  private static ForecastSums simulated(UniformRandomProvider random, IntervalLimits limits) {
    ForecastSums sums = new ForecastSums();
    for (int i = 0; i < 10_000; i++) {
      double rate = .2 + 2 * random.nextDouble();
      Interval own = new Interval(0, Math.floor(rate + 1.3 * Math.sqrt(rate)));
      CustomerForecast forecast =
          new CustomerForecast(
              Target.PURCHASES, i % 5, random.nextDouble(), rate, Math.sqrt(rate), own);
      sums.addInterval(forecast, limits, poisson(random, 2 * rate));
    }
    return sums;
  }

  private static int poisson(UniformRandomProvider random, double mean) {
    int events = 0;
    for (double time = -Math.log1p(-random.nextDouble());
        time < mean;
        time -= Math.log1p(-random.nextDouble())) {
      events++;
    }
    return events;
  }
}

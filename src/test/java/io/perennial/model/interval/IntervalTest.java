package io.perennial.model.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class IntervalTest {
  @Test
  void isNormalAroundACertainMean() {
    Interval interval = Interval.of(new double[] {1000}, 25 * 25, 0.9);
    double half = 25 * NormalDistribution.of(0, 1).inverseCumulativeProbability(0.95);
    assertThat(interval.low()).isCloseTo(1000 - half, within(1e-6));
    assertThat(interval.high()).isCloseTo(1000 + half, within(1e-6));
  }

  @Test
  void addsTheUncertaintyOfTheMean() {
    double[] means = new double[4001];
    NormalDistribution spread = NormalDistribution.of(1000, 30);
    for (int i = 0; i < means.length; i++) {
      means[i] = spread.inverseCumulativeProbability((i + 0.5) / means.length);
    }
    Interval interval = Interval.of(means, 40 * 40, 0.9);
    double half = 50 * NormalDistribution.of(0, 1).inverseCumulativeProbability(0.95);
    assertThat(interval.low()).isCloseTo(1000 - half, within(0.1));
    assertThat(interval.high()).isCloseTo(1000 + half, within(0.1));
  }

  @Test
  void doesNotBeginBelowZero() {
    assertThat(Interval.of(new double[] {1}, 100, 0.9).low()).isZero();
  }

  @Test
  void withoutVarianceIsThatOfTheMeans() {
    Interval interval = Interval.of(new double[] {5, 6, 7}, 0, 0.9);
    assertThat(interval.low()).isCloseTo(5, within(1e-6));
    assertThat(interval.high()).isCloseTo(7, within(1e-6));
  }
}

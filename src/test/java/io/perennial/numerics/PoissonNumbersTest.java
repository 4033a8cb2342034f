package io.perennial.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.commons.rng.sampling.distribution.DiscreteSampler;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.PoissonDistribution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("pure")
class PoissonNumbersTest {
  private static final int DRAWS = 400_000;
  private static final double ENOUGH = 5.0;

  /** Means with tables and without. */
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 1, 2, 2.5, 7, 40, 41, 1000})
  void numbersAreDistributedAsTheMeanSays(double mean) {
    long[] counts = new long[(int) (mean + 20 * Math.sqrt(mean) + 20)];
    DiscreteSampler numbers = PoissonNumbers.of(RandomStreams.of(7, 1), mean);
    for (int i = 0; i < DRAWS; i++) {
      counts[numbers.sample()]++;
    }
    // Numbers that are too rare to be tested alone are tested together with their neighbours.
    PoissonDistribution poisson = PoissonDistribution.of(mean);
    double statistic = 0;
    int classes = 0;
    double expected = 0;
    long observed = 0;
    for (int n = 0; n < counts.length; n++) {
      expected += DRAWS * poisson.probability(n);
      observed += counts[n];
      boolean isLast = n == counts.length - 1;
      if (isLast || expected >= ENOUGH && DRAWS * poisson.survivalProbability(n) >= ENOUGH) {
        statistic += (observed - expected) * (observed - expected) / expected;
        classes++;
        expected = 0;
        observed = 0;
      }
    }
    double p = ChiSquaredDistribution.of(classes - 1).survivalProbability(statistic);
    assertThat(p).isGreaterThan(0.001);
  }

  @Test
  void numbersOfAMeanAreThoseOfTheirStream() {
    int[] first = PoissonNumbers.of(RandomStreams.of(1, 2), 3).samples(20).toArray();
    assertThat(PoissonNumbers.of(RandomStreams.of(1, 2), 3).samples(20).toArray()).isEqualTo(first);
    assertThat(PoissonNumbers.of(RandomStreams.of(1, 3), 3).samples(20).toArray())
        .isNotEqualTo(first);
  }

  @Test
  void aMeanIsAboveZero() {
    assertThatThrownBy(() -> PoissonNumbers.of(RandomStreams.of(1, 2), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package io.perennial.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class ValueBinsTest {
  private static final ValueBins BINS = new ValueBins(7);

  @Test
  void binsAreOrderedAsTheValuesAreAndNearThem() {
    long last = Long.MIN_VALUE;
    for (double value : new double[] {-1e12, -3.5, -3.4, -1e-6, 0, 1e-6, 0.99, 1, 17, 17.5, 4e15}) {
      long bin = BINS.of(value);
      assertThat(bin).isGreaterThan(last);
      assertThat(BINS.least(bin)).isLessThanOrEqualTo(value);
      assertThat(BINS.of(BINS.least(bin))).isEqualTo(bin);
      assertThat(BINS.of(BINS.middle(bin))).isEqualTo(bin);
      if (value != 0) {
        assertThat(BINS.middle(bin)).isCloseTo(value, withinPercentage(0.4));
      }
      last = bin;
    }
    assertThat(BINS.middle(BINS.of(0))).isZero();
    assertThat(BINS.of(-0.0)).isEqualTo(BINS.of(0.0));
  }
}

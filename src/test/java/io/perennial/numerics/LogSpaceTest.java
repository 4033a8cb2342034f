package io.perennial.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class LogSpaceTest {
  private static final double NOTHING = Double.NEGATIVE_INFINITY;

  @Test
  void addsWhatWouldOverflow() {
    assertThat(LogSpace.logSumExp(1000, 1000)).isCloseTo(1000 + Math.log(2), within(1e-12));
    assertThat(LogSpace.logSumExp(-1000.0, -1001.0, -1002.0))
        .isCloseTo(-1000 + Math.log(1 + Math.exp(-1) + Math.exp(-2)), within(1e-12));
  }

  @Test
  void nothingAddsNothing() {
    assertThat(LogSpace.logSumExp(NOTHING, 3)).isEqualTo(3.0);
    assertThat(LogSpace.logSumExp(NOTHING, NOTHING)).isEqualTo(NOTHING);
    assertThat(LogSpace.logSumExp()).isEqualTo(NOTHING);
    assertThat(LogSpace.logDiffExp(3, NOTHING)).isEqualTo(3.0);
  }

  @Test
  void subtractsFromOneWithoutLosingDigits() {
    assertThat(LogSpace.log1mExp(-1e-20)).isCloseTo(Math.log(1e-20), within(1e-13));
    assertThat(LogSpace.log1mExp(-50)).isEqualTo(-Math.exp(-50));
    assertThat(LogSpace.log1mExp(0)).isEqualTo(NOTHING);
  }

  @Test
  void logisticAndItsLogarithmsHoldInTheTails() {
    assertThat(LogSpace.logistic(0)).isEqualTo(0.5);
    assertThat(LogSpace.logistic(-800)).isZero();
    assertThat(LogSpace.logistic(-700)).isEqualTo(Math.exp(-700));
    assertThat(LogSpace.logistic(800)).isEqualTo(1.0);
    assertThat(LogSpace.log1pExp(800)).isEqualTo(800);
    assertThat(LogSpace.log1pExp(-40)).isEqualTo(Math.exp(-40));
  }

  @Test
  void theLogarithmOfOnePlusHoldsAtAllScales() {
    for (double x = 1e-300; x < 1e300; x *= 1.7) {
      assertThat(LogSpace.log1p(x)).isCloseTo(Math.log1p(x), withinPercentage(1e-13));
    }
    assertThat(LogSpace.log1p(0)).isZero();
  }
}

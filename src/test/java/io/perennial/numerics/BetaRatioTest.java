package io.perennial.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class BetaRatioTest {
  @Test
  void agreesWithFiftyDigits() {
    for (double[] row : GoldenPoints.read(BetaRatioTest.class, "beta-ratio.csv")) {
      assertThat(BetaRatio.log(row[0], row[1], row[2]))
          .as(Arrays.toString(row))
          .isCloseTo(row[3], within(2e-14 * row[3]));
    }
  }

  @Test
  void holdsWhereGammaOverflows() {
    // B(x, a) falls as x^−a.
    assertThat(BetaRatio.log(1e150, 2.5, 1e200))
        .isCloseTo(2.5 * 50 * Math.log(10), withinPercentage(1e-12));
    assertThat(BetaRatio.log(3, 2, 0)).isZero();
  }
}

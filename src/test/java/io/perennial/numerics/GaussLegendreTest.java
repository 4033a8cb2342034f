package io.perennial.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class GaussLegendreTest {
  @Test
  void isExactForPolynomialsUpToItsDegree() {
    for (int n = 1; n <= 12; n++) {
      int degree = 2 * n - 1;
      double integral =
          GaussLegendre.points(n).integral(t -> Math.pow(t, degree), 0, 1, Double.MAX_VALUE);
      assertThat(integral).as("%d points", n).isCloseTo(1.0 / (degree + 1), within(1e-15));
    }
  }

  @Test
  void panelsAddUp() {
    assertThat(GaussLegendre.points(8).integral(Math::exp, -3, 5, 1))
        .isCloseTo(Math.exp(5) - Math.exp(-3), within(1e-12));
    assertThat(GaussLegendre.points(8).integral(Math::exp, 2, 2, 1)).isZero();
  }
}

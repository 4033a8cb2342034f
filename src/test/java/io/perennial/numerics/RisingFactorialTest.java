package io.perennial.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("pure")
class RisingFactorialTest {
  @ParameterizedTest
  @ValueSource(doubles = {1e-8, 1e-3, 0.243, 1, 2.426, 11.999, 12, 100, 1e5, 1e10})
  void isTheProductForWholeNumbers(double a) {
    double log = 0;
    double slope = 0;
    for (int n = 0; n <= 3000; n++) {
      assertThat(RisingFactorial.log(a, n))
          .as("%s, %d", a, n)
          .isCloseTo(log, within(1e-13 * Math.max(1, Math.abs(log))));
      assertThat(RisingFactorial.digammaDifference(a, n))
          .as("%s, %d", a, n)
          .isCloseTo(slope, withinPercentage(1e-11));
      log += Math.log(a + n);
      slope += 1 / (a + n);
    }
  }

  @ParameterizedTest
  @CsvSource({"0.1, 0.3", "0.7, 3.74", "6.25, 3.74", "6.25, 0.001", "30, 2.5", "200, 1.5"})
  void isTheRatioOfGammasForRealNumbers(double a, double n) {
    assertThat(RisingFactorial.log(a, n))
        .isCloseTo(LogGamma.value(a + n) - LogGamma.value(a), within(1e-12));
    assertThat(RisingFactorial.digammaDifference(a, n))
        .isCloseTo(Digamma.value(a + n) - Digamma.value(a), within(1e-12));
  }
}

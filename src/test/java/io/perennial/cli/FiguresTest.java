package io.perennial.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "8.24, 8.2 s",
    "59.94, 59.9 s",
    "59.96, 1 min 00 s",
    "61.4, 1 min 01 s",
    "3599.4, 59 min 59 s",
    "3599.6, 1 h 00 min",
    "7325, 2 h 02 min",
  })
  void durationIsInTheUnitsOfPeople(double seconds, String shown) {
    assertThat(Figures.duration(seconds)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 10, 0.00 %",
    "1, 1000000, < 0.01 %",
    "1, 10000, 0.01 %",
    "10, 10, 100.00 %",
    "0, 0, -",
  })
  void shareOfSomethingIsNeverShownAsNothing(long part, long whole, String shown) {
    assertThat(Figures.share(part, whole)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0000",
    "0.00099, 9.900e-04",
    "0.001, 0.0010",
    "-12345.67891, '-12,345.6789'",
    "1e9, 1.000e+09",
    "NaN, -",
    "Infinity, -",
  })
  void estimateShowsDigitsThatMatter(double estimate, String shown) {
    assertThat(Figures.estimate(estimate)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"2, 2", "12, 12", "0.5, 0.5000"})
  void chosenWholeNumbersHaveNoDecimals(double number, String shown) {
    assertThat(Figures.chosen(number)).isEqualTo(shown);
  }
}

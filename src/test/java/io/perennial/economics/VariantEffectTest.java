package io.perennial.economics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("pure")
class VariantEffectTest {
  private static final int TRIES = 200;

  /** Wikipedia, Welch's t-test, example 1: t = -2.46, 25.0 degrees of freedom, P = 0.021. */
  @Test
  void isWelchsTest() {
    double[] variant = {
      27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4
    };
    double[] control = {
      27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 20.5, 24.4
    };

    VariantEffect effect = VariantEffect.of(sample(variant), sample(control), 0.90);

    assertThat(effect.difference()).isCloseTo(-2.1666667, within(1e-7));
    assertThat(2 * effect.probabilityAboveZero().orElseThrow()).isCloseTo(0.021, within(0.0005));
    // t(0.95) of 25 and of 24 degrees of freedom, in tables, times the error of the difference.
    double reach = (effect.high().orElseThrow() - effect.low().orElseThrow()) / 2;
    assertThat(reach / (2.1666667 / 2.4553564)).isBetween(1.708141, 1.710882);
    assertThat(effect.low().orElseThrow() + reach).isCloseTo(-2.1666667, within(1e-7));
  }

  /** Customers whose values are skewed as those of shops are, at random in two groups. */
  @ParameterizedTest
  @ValueSource(ints = {150, 1_000, 4_000})
  void splitOfTheSameFindsSomethingInAboutFivePercentOfTries(int customers) {
    assertThat(found(customers, customers, 1.0)).isBetween(TRIES * 2 / 100, TRIES * 9 / 100);
  }

  @Test
  void unequalGroupsOfTheSameDoSo() {
    assertThat(found(3_000, 600, 1.0)).isBetween(TRIES * 2 / 100, TRIES * 9 / 100);
  }

  @Test
  void valueRaisedByAFifthIsFound() {
    assertThat(found(4_000, 4_000, 1.2)).isGreaterThanOrEqualTo(TRIES * 80 / 100);
  }

  @Test
  void thereIsAReasonWhereThereIsNoInterval() {
    Sample one = sample(new double[] {3});
    Sample same = sample(new double[] {2, 2, 2});

    assertThat(VariantEffect.of(one, same, 0.9).reason())
        .contains("one of the two has fewer than 2 customers");
    assertThat(VariantEffect.of(same, same, 0.9).reason())
        .contains("all customers of both are worth the same");
    assertThat(VariantEffect.of(one, same, 0.9).difference()).isEqualTo(1);
  }

  /** In how many tries a difference is found at the 5% level. */
  private static int found(int customers, int controls, double factor) {
    return (int)
        IntStream.range(0, TRIES)
            .filter(
                seed -> {
                  Random random = new Random(seed);
                  double[] variant = values(random, customers);
                  double[] control = values(random, controls);
                  double above =
                      VariantEffect.of(
                              sample(Arrays.stream(variant).map(v -> v * factor).toArray()),
                              sample(control),
                              0.9)
                          .probabilityAboveZero()
                          .orElseThrow();
                  return above > 0.975 || above < 0.025;
                })
            .count();
  }

  /** A log-normal mean order value times one purchase and a geometric number of more. */
  private static double[] values(Random random, int customers) {
    return IntStream.range(0, customers)
        .mapToDouble(
            i -> {
              double order = 30 * Math.exp(0.8 * random.nextGaussian());
              double rate = 0.3 + 0.5 * random.nextDouble();
              int purchases = 1 + (int) (Math.log(1 - random.nextDouble()) / Math.log(rate));
              return order * purchases;
            })
        .toArray();
  }

  private static Sample sample(double[] values) {
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    for (double value : values) {
      sum = sum.add(micros(value));
      squares = squares.add(micros(value * value));
    }
    return Sample.of(values.length, sum, squares);
  }

  private static BigDecimal micros(double value) {
    return BigDecimal.valueOf(Math.round(value * 1_000_000), 6);
  }
}

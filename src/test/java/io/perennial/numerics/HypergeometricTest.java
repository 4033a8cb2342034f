package io.perennial.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class HypergeometricTest {

  @Test
  void agreesWithFiftyDigits() {
    double worst = 0;
    String at = "";
    for (double[] row : GoldenPoints.read(HypergeometricTest.class, "hypergeometric-2f1.csv")) {
      double value = Hypergeometric.log2F1(row[0], row[1], row[2], row[3], row[4]);
      double error = Math.abs(value - row[5]) / Math.max(1, Math.abs(row[5]));
      if (!(error <= worst)) {
        worst = error;
        at = Arrays.toString(row) + " gave " + value;
      }
    }
    assertThat(worst).as(at).isLessThan(1e-13);
  }

  @Test
  void differenceAgreesWithFiftyDigits() {
    double worst = 0;
    String at = "";
    for (double[] row :
        GoldenPoints.read(HypergeometricTest.class, "hypergeometric-difference.csv")) {
      double value = Hypergeometric.logDifference(row[0], row[1], row[2], row[3], row[4]);
      double error = Math.abs(value - row[5]) / Math.max(1, Math.abs(row[5]));
      if (!(error <= worst)) {
        worst = error;
        at = Arrays.toString(row) + " gave " + value;
      }
    }
    assertThat(worst).as(at).isLessThan(1e-12);
  }

  @Test
  void isFiniteWhereverItIsDefined() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 50_000; i++) {
      double a = wide(random);
      double b = wide(random);
      double c = wide(random);
      double complement = Math.pow(10, random.nextDouble(-300, 0));
      if (i % 2 == 0) {
        complement = 1 - random.nextDouble();
      }
      double value = Hypergeometric.log2F1(a, b, c, 1 - complement, complement);
      assertThat(value)
          .as("log 2F1(%s, %s; %s; 1 - %s)", a, b, c, complement)
          .isNotNegative()
          .isFinite();
      double difference = Hypergeometric.logDifference(a, b, b + c - 1, 1 - complement, complement);
      assertThat(difference)
          .as("log difference of 2F1(%s, %s; %s; 1 - %s)", a, b, b + c - 1, complement)
          .isFinite();
    }
  }

  private static double wide(SplittableRandom random) {
    return Math.pow(10, random.nextDouble(-4, 4.3));
  }

  @Test
  void isOneAtZero() {
    assertThat(Hypergeometric.log2F1(0.3, 12, 0.1, 0)).isZero();
  }

  @Test
  void isElementaryWhenAParameterCancels() {
    assertThat(Hypergeometric.log2F1(0.7, 3, 3, 0.6))
        .isCloseTo(-0.7 * Math.log(0.4), within(1e-15));
  }

  @Test
  void saysWhatItCannotTake() {
    assertThatThrownBy(() -> Hypergeometric.log2F1(1, -2, 3, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(1.0, -2.0; 3.0; 0.5)");
    assertThatThrownBy(() -> Hypergeometric.log2F1(1, 2, 3, 1.0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 <= z < 1");
  }
}

package io.perennial.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class TricomiUTest {

  @Test
  void agreesWithFiftyDigits() {
    double worst = 0;
    String at = "";
    for (double[] row : GoldenPoints.read(TricomiUTest.class, "tricomi-u.csv")) {
      double value = TricomiU.log(row[0], row[1], row[2]);
      double error = Math.abs(value - row[3]) / Math.max(1, Math.abs(row[3]));
      if (!(error <= worst)) {
        worst = error;
        at = Arrays.toString(row) + " gave " + value;
      }
    }
    assertThat(worst).as(at).isLessThan(1e-14);
  }

  @Test
  void isFiniteWhereverItIsDefined() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 50_000; i++) {
      double a = Math.pow(10, random.nextDouble(-4, 4));
      double b = random.nextDouble(-1, 1) * Math.pow(10, random.nextDouble(-2, 4));
      double z = Math.pow(10, random.nextDouble(-100, 100));
      assertThat(TricomiU.log(a, b, z)).as("log U(%s, %s, %s)", a, b, z).isFinite();
    }
  }

  @Test
  void saysWhatItCannotTake() {
    assertThatThrownBy(() -> TricomiU.log(1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(1.0, 1.0, 0.0)");
  }
}

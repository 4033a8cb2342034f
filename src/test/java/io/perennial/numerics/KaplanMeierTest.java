package io.perennial.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("pure")
class KaplanMeierTest {
  /**
   * Weeks of remission of 21 patients with leukaemia on 6-mercaptopurine, 12 of them censored, as
   * in E. A. Gehan, "A generalized Wilcoxon test", Biometrika 52, 1965; the example of textbooks
   * (D. R. Cox and D. Oakes, "Analysis of Survival Data", 1984, table 1.1).
   */
  private static final KaplanMeier TREATED =
      KaplanMeier.of(
          counts(6, 6, 6, 7, 10, 13, 16, 22, 23),
          counts(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35));

  @ParameterizedTest
  @CsvSource({
    "5, 1",
    "6, .857",
    "7, .807",
    "9, .807",
    "10, .753",
    "13, .690",
    "16, .627",
    "22, .538",
    "23, .448",
    "35, .448"
  })
  void remissionOnTheDrug(int weeks, double share) {
    assertThat(TREATED.survival(weeks)).isEqualTo(share, within(.0005));
  }

  @Test
  void mediansOfBothGroups() {
    assertThat(TREATED.median()).hasValue(23);
    KaplanMeier placebo =
        KaplanMeier.of(
            counts(1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23),
            counts());
    assertThat(placebo.median()).hasValue(8);
    assertThat(placebo.survival(8)).isEqualTo(8. / 21, within(1e-15));
    assertThat(placebo.survival(23)).isZero();
  }

  @Test
  void thereIsNoMedianWhileFewerThanHalfAreDone() {
    assertThat(KaplanMeier.of(counts(1, 2), counts(3, 3, 3)).median()).isEmpty();
    assertThat(KaplanMeier.of(counts(1, 2), counts(3, 3)).median()).hasValue(2);
    assertThat(KaplanMeier.of(counts(), counts()).median()).isEmpty();
  }

  @Test
  void halfIsHalfWhateverProductsRoundTo() {
    for (int half = 1; half <= 200; half++) {
      SortedMap<Integer, Long> events = new TreeMap<>();
      for (int time = 1; time <= half; time++) {
        events.put(time, 1L);
      }
      assertThat(KaplanMeier.of(events, new TreeMap<>(Map.of(half, (long) half))).median())
          .hasValue(half);
    }
  }

  private static SortedMap<Integer, Long> counts(int... times) {
    SortedMap<Integer, Long> counts = new TreeMap<>();
    for (int time : times) {
      counts.merge(time, 1L, Long::sum);
    }
    return counts;
  }
}

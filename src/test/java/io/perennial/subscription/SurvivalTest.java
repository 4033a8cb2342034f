package io.perennial.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class SurvivalTest {
  /** Remission times in weeks, treated group of Gehan (1965); S by the textbooks. */
  @Test
  void kaplanAndMeierOnTheTextbooksExample() {
    Survival treated =
        new Survival(
            new TreeMap<>(Map.of(6, 3L, 7, 1L, 10, 1L, 13, 1L, 16, 1L, 22, 1L, 23, 1L)),
            new TreeMap<>(
                Map.ofEntries(
                    Map.entry(6, 1L),
                    Map.entry(9, 1L),
                    Map.entry(10, 1L),
                    Map.entry(11, 1L),
                    Map.entry(17, 1L),
                    Map.entry(19, 1L),
                    Map.entry(20, 1L),
                    Map.entry(25, 1L),
                    Map.entry(32, 2L),
                    Map.entry(34, 1L),
                    Map.entry(35, 1L))));
    assertThat(treated.lives()).isEqualTo(21);
    assertThat(treated.accountMonths()).isEqualTo(359);
    assertThat(treated.longerThan(5)).isOne();
    assertThat(treated.longerThan(6)).isCloseTo(.8571, within(5e-5));
    assertThat(treated.longerThan(10)).isCloseTo(.7529, within(5e-5));
    assertThat(treated.longerThan(16)).isCloseTo(.6275, within(5e-5));
    assertThat(treated.longerThan(35)).isCloseTo(.4482, within(5e-5));
    assertThat(treated.hazard().orElseThrow()).isCloseTo(9.0 / 359, within(1e-15));
  }

  @Test
  void nobodyHasLeft() {
    Survival all = new Survival(new TreeMap<>(), new TreeMap<>(Map.of(5, 3L)));
    assertThat(all.hazard()).isEmpty();
    assertThat(all.lifetime()).isEmpty();
    assertThat(all.restrictedMean()).isEqualTo(5);
  }

  @Test
  void theMeanIsTheAreaUnderTheCurve() {
    Survival halves =
        new Survival(new TreeMap<>(Map.of(1, 1L, 3, 1L)), new TreeMap<>(Map.of(4, 2L)));
    assertThat(halves.restrictedMean()).isCloseTo((1 + 3 + 4 + 4) / 4.0, within(1e-12));
  }
}

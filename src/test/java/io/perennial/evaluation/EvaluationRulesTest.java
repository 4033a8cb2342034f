package io.perennial.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rules by which a back-test is used, by worked examples. */
@Tag("pure")
class EvaluationRulesTest {
  private static final Champion.Candidate A =
      new Champion.Candidate("a", .04, .70, List.of(.70, .70, .70, .70));
  private static final Champion.Candidate B =
      new Champion.Candidate("b", .30, .74, List.of(.74, .74, .74, .74));

  /** Gini .72 on average; differences from A whose standard error is as given. */
  private static Champion.Candidate c(double error) {
    // Four differences .02 ± s have the standard deviation s·2/√3 and a mean of error s/√3.
    double s = error * Math.sqrt(3);
    return new Champion.Candidate("c", .08, .72, List.of(.72 - s, .72 + s, .72 - s, .72 + s));
  }

  @Test
  void aChallengerMustWinByMoreThanChance() {
    assertThat(Champion.of(List.of(A, B, c(.03)), Optional.of("a")).model()).isEqualTo("a");
    Champion champion = Champion.of(List.of(A, B, c(.01)), Optional.of("a"));
    assertThat(champion.model()).isEqualTo("c");
    assertThat(champion.sentence())
        .isEqualTo(
            "c (bias +8.0%, Gini 0.720) takes the place of a (bias +4.0%, Gini 0.700): it leads by 0.0200 with a standard error of 0.0100.");
  }

  @Test
  void theFirstIsTheIncumbentOfTheFirstRun() {
    assertThat(Champion.of(List.of(A, c(.03)), Optional.empty()).model()).isEqualTo("a");
    assertThat(Champion.of(List.of(A, c(.03)), Optional.of("gone")).model()).isEqualTo("a");
    assertThat(Champion.of(List.of(A, c(.03)), Optional.of("c")).model()).isEqualTo("c");
  }

  @Test
  void anIncumbentWhoseTotalIsWrongGoes() {
    assertThat(Champion.of(List.of(B, A), Optional.of("b")).model()).isEqualTo("a");
    assertThat(Champion.of(List.of(B), Optional.empty()).model()).isEqualTo("b");
  }

  @Test
  void oneOriginChangesNothing() {
    Champion.Candidate one = new Champion.Candidate("a", .0, .7, List.of(.7));
    Champion.Candidate other = new Champion.Candidate("b", .0, .8, List.of(.8));
    assertThat(Champion.of(List.of(one, other), Optional.empty()).model()).isEqualTo("a");
  }

  /** ln 1.35 = .30010, squared .090062: w = .090062 ÷ .094962 = .94840. */
  @Test
  void levelFactorsAreShrunk() {
    LevelFactor large = LevelFactor.of(List.of(Math.log(1.35)));
    assertThat(large.weight()).isCloseTo(.94840, within(1e-5));
    assertThat(large.value()).isCloseTo(Math.exp(.30010 * .94840), within(1e-4));
    // A miss of the size of the noise counts half; none stays none.
    assertThat(LevelFactor.of(List.of(.07)).weight()).isCloseTo(.5, within(1e-12));
    assertThat(LevelFactor.of(List.of(0.0)).value()).isEqualTo(1.0);
    assertThat(LevelFactor.of(List.of()).value()).isEqualTo(1.0);
  }

  /** Mean .2 and variance .01: w = .04 ÷ .0549. Origins that contradict each other say nothing. */
  @Test
  void originsThatContradictEachOtherCountLess() {
    LevelFactor alike = LevelFactor.of(List.of(.1, .2, .3));
    assertThat(alike.missed()).isCloseTo(Math.exp(.2), within(1e-12));
    assertThat(alike.weight()).isCloseTo(.04 / .0549, within(1e-12));
    assertThat(LevelFactor.of(List.of(.5, -.5)).value()).isEqualTo(1.0);
  }
}

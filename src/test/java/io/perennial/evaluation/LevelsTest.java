package io.perennial.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class LevelsTest {
  private static final LocalDate ORIGIN = LocalDate.parse("2010-12-10");

  @Test
  void largeClassesHaveTheirOwnFactor() {
    assertThat(levels(500).factors()).containsExactly(factor(135, 100), 1.0, 1.0, factor(300, 400));
  }

  /** 499 customers are too few: 635 ÷ 1000 for everybody. */
  @Test
  void oneSmallClassGivesAllTheFactorOfAll() {
    assertThat(levels(499).factors()).hasSize(4).containsOnly(factor(635, 1000));
  }

  /** The back-test tells 0, 1, … apart; from 3 repeat purchases on they are one class. */
  @Test
  void classesOfABackTestAreThoseOfMoney() {
    BacktestResult found =
        new BacktestResult(
            new Origins(ORIGIN, List.of(ORIGIN), 182),
            List.of(Target.PURCHASES, Target.SPEND),
            List.of(),
            List.of(
                totals("purchases/frequency-00", 700, 1, 9),
                totals("spend/frequency-00", 700, 10, 20),
                totals("spend/frequency-01", 600, 10, 10),
                totals("spend/frequency-02", 600, 10, 5),
                totals("spend/frequency-03", 300, 10, 30),
                totals("spend/frequency-04", 250, 20, 60),
                totals("spend/decile-01", 240, 1, 9)),
            List.of(),
            List.of());
    assertThat(found.levels(List.of(ORIGIN), "bg-nbd").orElseThrow().factors())
        .containsExactly(factor(2, 1), 1.0, factor(1, 2), factor(3, 1));
    assertThat(found.levels(List.of(ORIGIN), "nbd")).isEmpty();
    assertThat(factor(2, 1)).isCloseTo(1.986, within(1e-3));
  }

  /**
   * Class 0: 1.35 times the forecast at both. Class 3: .75 times at one, as forecast at the other.
   */
  @Test
  void ofSeveralOriginsEachClassHasItsMean() {
    Map<Integer, Levels.Totals> other =
        Map.of(0, new Levels.Totals(800, 10, 13.5), 3, new Levels.Totals(500, 7, 7));
    assertThat(Levels.of(List.of(classes(500), other)).factors())
        .containsExactly(
            factor(135, 100), 1.0, 1.0, LevelFactor.of(List.of(Math.log(.75), 0.0)).value());
    Levels small = Levels.of(List.of(classes(499), other));
    assertThat(small.factors())
        .containsOnly(LevelFactor.of(List.of(Math.log(.635), Math.log(20.5 / 17))).value());
  }

  private static double factor(double actual, double forecast) {
    return LevelFactor.of(List.of(Math.log(actual / forecast))).value();
  }

  private static Levels levels(long customersOfTheLastClass) {
    return Levels.of(List.of(classes(customersOfTheLastClass)));
  }

  private static Map<Integer, Levels.Totals> classes(long customersOfTheLast) {
    return Map.of(
        0, new Levels.Totals(5000, 100, 135),
        1, new Levels.Totals(900, 200, 200),
        2, new Levels.Totals(600, 300, 0),
        3, new Levels.Totals(customersOfTheLast, 400, 300));
  }

  private static BacktestResult.ClassTotals totals(
      String name, long customers, double expected, double actual) {
    return new BacktestResult.ClassTotals(ORIGIN, "bg-nbd", name, customers, expected, actual);
  }
}

package io.perennial.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class OriginsTest {
  private static final LocalDate FIRST = LocalDate.parse("2009-12-01");
  private static final LocalDate RUN_DATE = LocalDate.parse("2011-12-09");

  @Test
  void theLastOneHasItsWholeHorizonBehindIt() {
    Origins origins = origins(3, 91, 182, 180);
    assertThat(origins.dates())
        .containsExactly(
            LocalDate.parse("2010-12-10"),
            LocalDate.parse("2011-03-11"),
            LocalDate.parse("2011-06-10"));
  }

  @Test
  void thereAreAsManyAsThereIsHistoryFor() {
    // 738 days: origins after 738 − 182 = 556, 374, 192 and 10 days.
    assertThat(origins(9, 182, 182, 192).dates()).hasSize(3);
    assertThat(origins(9, 182, 182, 193).dates()).hasSize(2);
    assertThat(origins(9, 182, 739, 0).dates()).isEmpty();
  }

  /** A year before 2011-12-09 is 2010-12-09, one day beside an origin. */
  @Test
  void theSameSeasonAYearBeforeSaysMost() {
    Origins origins = origins(3, 91, 182, 180);
    assertThat(origins.latestLike(RUN_DATE)).hasValue(LocalDate.parse("2010-12-10"));
    // The history before it has to be as long as the horizon, which has to be shorter than a year.
    LocalDate latest = LocalDate.parse("2011-06-10");
    assertThat(
            new Origins(LocalDate.parse("2010-06-11"), origins.dates(), 182).latestLike(RUN_DATE))
        .hasValue(latest);
    assertThat(new Origins(FIRST, List.of(FIRST), 365).latestLike(RUN_DATE)).hasValue(FIRST);
    // An origin of another season than that of the forecast says less than the latest.
    assertThat(origins(3, 83, 182, 180).latestLike(RUN_DATE)).hasValue(latest);
    // Without one of the season all say something.
    assertThat(origins.mostLike(RUN_DATE)).containsExactly(LocalDate.parse("2010-12-10"));
    assertThat(origins(3, 83, 182, 180).mostLike(RUN_DATE)).hasSize(3).endsWith(latest);
  }

  /** The window of 2011-03-11 ends on 2011-09-09, that of 2010-12-10 on 2011-06-10. */
  @Test
  void whatHasNotEndedSaysNothing() {
    Origins origins = origins(3, 91, 182, 180);
    assertThat(origins.latestLike(LocalDate.parse("2011-09-08")))
        .hasValue(LocalDate.parse("2010-12-10"));
    assertThat(origins.latestLike(LocalDate.parse("2011-06-09"))).isEmpty();
  }

  /** A quarter: origins 91, 182 and 273 days before, of which none is of the season. */
  @Test
  void theSameSeasonTakesThePlaceOfTheEarliest() {
    Origins origins = origins(3, 91, 91, 180);
    assertThat(origins.latestLike(RUN_DATE)).hasValue(LocalDate.parse("2011-09-09"));
    Origins withSeason = origins.withSeasonOf(RUN_DATE, 180);
    assertThat(withSeason.dates())
        .containsExactly(
            LocalDate.parse("2010-12-09"),
            LocalDate.parse("2011-06-10"),
            LocalDate.parse("2011-09-09"));
    assertThat(withSeason.latestLike(RUN_DATE)).hasValue(LocalDate.parse("2010-12-09"));

    // There already, a day beside; too little history; one alone.
    Origins four = origins(4, 91, 91, 180);
    assertThat(four.withSeasonOf(RUN_DATE, 180)).isEqualTo(four);
    assertThat(origins.withSeasonOf(RUN_DATE, 374)).isEqualTo(origins);
    Origins one = origins(1, 91, 91, 180);
    assertThat(one.withSeasonOf(RUN_DATE, 180)).isEqualTo(one);
  }

  @Test
  void learnersSeeLabelsThatEndByTheOrigin() {
    Origins origins = origins(3, 91, 182, 180);
    assertThat(origins.before(LocalDate.parse("2011-06-10")))
        .containsExactly(LocalDate.parse("2010-12-10"));
    assertThat(origins.before(LocalDate.parse("2011-06-09"))).isEmpty();
  }

  private static Origins origins(int count, int stepDays, int horizonDays, int minHistoryDays) {
    return Origins.of(
        new Origins.Schedule(count, stepDays, horizonDays, minHistoryDays), FIRST, RUN_DATE);
  }
}

package io.perennial.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class OriginsTest {
  private static final LocalDate FIRST = LocalDate.parse("2009-12-01");
  private static final LocalDate RUN_DATE = LocalDate.parse("2011-12-09");

  @Test
  void theLastOneHasItsWholeHorizonBehindIt() {
    Origins origins = Origins.of(new Origins.Schedule(3, 91, 182, 180), FIRST, RUN_DATE);
    assertThat(origins.dates())
        .containsExactly(
            LocalDate.parse("2010-12-10"),
            LocalDate.parse("2011-03-11"),
            LocalDate.parse("2011-06-10"));
  }

  @Test
  void thereAreAsManyAsThereIsHistoryFor() {
    // 738 days: origins after 738 − 182 = 556, 374, 192 and 10 days.
    assertThat(Origins.of(new Origins.Schedule(9, 182, 182, 192), FIRST, RUN_DATE).dates())
        .hasSize(3);
    assertThat(Origins.of(new Origins.Schedule(9, 182, 182, 193), FIRST, RUN_DATE).dates())
        .hasSize(2);
    assertThat(Origins.of(new Origins.Schedule(9, 182, 739, 0), FIRST, RUN_DATE).dates()).isEmpty();
  }

  /** A year before 2011-12-09 is 2010-12-09, one day beside an origin. */
  @Test
  void theLevelIsThatOfTheSameSeasonAYearBefore() {
    Origins origins = Origins.of(new Origins.Schedule(3, 91, 182, 180), FIRST, RUN_DATE);
    assertThat(origins.ofLevel(FIRST, RUN_DATE)).isEqualTo("2010-12-10");
    // The history before it has to be as long as the horizon, which has to be shorter than a year.
    assertThat(origins.ofLevel(LocalDate.parse("2010-06-11"), RUN_DATE)).isEqualTo("2011-06-10");
    assertThat(new Origins(origins.dates(), 365).ofLevel(FIRST, RUN_DATE)).isEqualTo("2011-06-10");
    // An origin of another season than that of the forecast says less than the latest.
    assertThat(
            Origins.of(new Origins.Schedule(3, 83, 182, 180), FIRST, RUN_DATE)
                .ofLevel(FIRST, RUN_DATE))
        .isEqualTo("2011-06-10");
  }

  @Test
  void learnersSeeLabelsThatEndByTheOrigin() {
    Origins origins = Origins.of(new Origins.Schedule(3, 91, 182, 180), FIRST, RUN_DATE);
    assertThat(origins.before(LocalDate.parse("2011-06-10")))
        .containsExactly(LocalDate.parse("2010-12-10"));
    assertThat(origins.before(LocalDate.parse("2011-06-09"))).isEmpty();
  }
}

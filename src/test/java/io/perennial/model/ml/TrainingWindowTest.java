package io.perennial.model.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class TrainingWindowTest {
  @Test
  void aWindowIsAtMostHalfTheHistoryUpToItsEnd() {
    assertThat(before("1997-01-01", "1997-09-30", 273, 3))
        .containsExactly(
            window("1997-05-17", 136), window("1997-04-13", 102), window("1997-03-19", 76));
  }

  @Test
  void aWindowIsAtMostTheHorizon() {
    assertThat(before("2009-12-01", "2011-06-09", 183, 3))
        .containsExactly(
            window("2010-12-08", 183), window("2010-09-07", 183), window("2010-06-07", 183));
  }

  @Test
  void noLabelEndsAfterTheDateOfTheForecast() {
    for (int history = 0; history < 400; history++) {
      for (TrainingWindow window : TrainingWindow.before(1000, 1000 + history, 90, 5)) {
        assertThat(window.endDay()).isLessThanOrEqualTo(1000 + history);
        assertThat(window.originDay()).isGreaterThanOrEqualTo(1000 + window.days());
        assertThat(window.days()).isBetween(7, 90);
      }
    }
  }

  @Test
  void aHistoryOfLessThanTwoWeeksHasNone() {
    assertThat(TrainingWindow.before(1000, 1013, 90, 3)).isEmpty();
    assertThat(TrainingWindow.before(1000, 1014, 90, 3))
        .containsExactly(new TrainingWindow(1007, 7));
  }

  @Test
  void theSameSeasonIsAYearEarlierWhereTheHistoryReachesThatFar() {
    assertThat(TrainingWindow.sameSeason(day("2009-12-01"), day("2011-06-09"), 183))
        .contains(window("2010-06-09", 183));
    assertThat(TrainingWindow.sameSeason(day("2009-12-01"), day("2011-06-09"), 191)).isEmpty();
    assertThat(TrainingWindow.sameSeason(day("1997-01-01"), day("1997-09-30"), 30)).isEmpty();
    assertThat(TrainingWindow.sameSeason(day("2000-01-01"), day("2009-01-01"), 365)).isEmpty();
  }

  private static List<TrainingWindow> before(String first, String run, int horizon, int count) {
    return TrainingWindow.before(day(first), day(run), horizon, count);
  }

  private static TrainingWindow window(String origin, int days) {
    return new TrainingWindow(day(origin), days);
  }

  private static int day(String date) {
    return Math.toIntExact(LocalDate.parse(date).toEpochDay());
  }
}

package io.perennial.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.config.Settings;
import io.perennial.model.interval.CohortForecast;
import io.perennial.model.interval.Interval;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class ExperienceTest {
  private static final CohortForecast SUM =
      new CohortForecast(
          Optional.empty(),
          50,
          100.0,
          1000.0,
          900.0,
          Optional.of(new Interval(80, 130)),
          Optional.of(new Interval(850, 1250)));

  @Test
  void intervalsReachAsFar() {
    CohortForecast widened = new Experience(.5, .75).aroundSum(SUM);
    assertThat(widened.purchases()).contains(new Interval(50, 130));
    assertThat(widened.clv()).contains(new Interval(500, 1250));
    assertThat(new Experience(1.5, 2).aroundSum(SUM).clv()).contains(new Interval(850, 2000));
    assertThat(widened.predictedClv()).isEqualTo(1000);
    assertThat(widened.correctedClv()).isEqualTo(900);
  }

  @Test
  void theyAreNeverNarrower() {
    assertThat(new Experience(.9, 1.1).aroundSum(SUM)).isEqualTo(SUM);
  }

  @Test
  void withoutIntervalsThereIsNothingToWiden() {
    CohortForecast bare =
        new CohortForecast(
            Optional.empty(), 50, 100.0, null, null, Optional.empty(), Optional.empty());
    assertThat(new Experience(.5, .75).aroundSum(bare)).isEqualTo(bare);
  }

  @Test
  void unlessItIsConfiguredThereIsNone() {
    assertThat(Experience.of(new Settings.Experience(Optional.empty(), Optional.empty())))
        .isEmpty();
    assertThat(Experience.of(new Settings.Experience(Optional.of(.5), Optional.of(.75))))
        .contains(new Experience(.5, .75));
  }
}

package io.perennial.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.config.Settings;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class DriftTest {
  private static final SortedMap<Integer, Long> EVEN = new TreeMap<>(Map.of(1, 50L, 2, 50L));
  private static final Settings.Quality LENIENT = quality(Optional.empty(), Optional.empty());

  private static Settings.Quality quality(Optional<Double> index, Optional<Double> change) {
    return new Settings.Quality(0.5, 7, List.of(), 1, index, change);
  }

  private static KeyFigures run(
      String date, long rows, SortedMap<Integer, Long> histogram, double r) {
    return new KeyFigures(
        LocalDate.parse(date),
        date + "-0",
        Instant.EPOCH,
        100L,
        50L,
        BigDecimal.TEN,
        300L,
        BigDecimal.ONE,
        1.0,
        2.0,
        1.5,
        2.5,
        3.0,
        0.1,
        null,
        null,
        null,
        null,
        rows,
        0L,
        new TreeMap<>(Map.of("bg-nbd.r", r)),
        new TreeMap<>(Map.of("bg-nbd.r", r - 0.05)),
        new TreeMap<>(Map.of("bg-nbd.r", r + 0.05)),
        new TreeMap<>(),
        histogram,
        1);
  }

  /** (0.8 − 0.5)·ln(0.8/0.5) + (0.2 − 0.5)·ln(0.2/0.5) = 0.3·(0.470004 + 0.916291) = 0.415888. */
  @Test
  void stabilityIndexOfTwoClassesByHand() {
    SortedMap<Integer, Long> shifted = new TreeMap<>(Map.of(1, 80L, 2, 20L));
    assertThat(Drift.stabilityIndex(EVEN, shifted)).isCloseTo(0.415888, within(1e-6));
    assertThat(Drift.stabilityIndex(EVEN, EVEN)).isZero();
  }

  @Test
  void warnsOfWhatMovedAndFailsWhereAGateIsConfigured() {
    SortedMap<Integer, Long> shifted = new TreeMap<>(Map.of(1, 80L, 2, 20L));
    RunHistory history =
        new RunHistory(
            List.of(
                run("2025-01-03", 100, EVEN, 0.25),
                run("2026-01-01", 100, EVEN, 0.25),
                run("2026-01-02", 100, EVEN, 0.25)));
    KeyFigures run = run("2026-01-03", 50, shifted, 0.35);

    Drift drift = Drift.of(run, history, LENIENT);
    assertThat(drift.findings())
        .extracting(Drift.Finding::name, Drift.Finding::outcome)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("score-stability", Drift.Outcome.WARNING),
            org.assertj.core.groups.Tuple.tuple("score-stability-year", Drift.Outcome.WARNING),
            org.assertj.core.groups.Tuple.tuple("input-volume", Drift.Outcome.WARNING));
    assertThat(drift.warnings())
        .anySatisfy(each -> assertThat(each).contains("against the run of 2026-01-02 is 0.416"))
        .anySatisfy(each -> assertThat(each).contains("50 rows up to the run date, -50.0%"))
        .anySatisfy(
            each ->
                assertThat(each)
                    .isEqualTo(
                        "the parameter bg-nbd.r is 0.3500, outside of the interval of the run of"
                            + " 2026-01-02, 0.2000 to 0.3000"));

    assertThat(Drift.of(run, history, quality(Optional.of(0.4), Optional.of(0.45))).findings())
        .filteredOn(finding -> finding.outcome() == Drift.Outcome.FAILED)
        .extracting(Drift.Finding::name)
        .containsExactly("score-stability", "input-volume");
  }

  @Test
  void aFirstRunIsComparedWithNothing() {
    Drift drift = Drift.of(run("2026-01-03", 50, EVEN, 0.3), new RunHistory(List.of()), LENIENT);
    assertThat(drift.findings()).isEmpty();
    assertThat(drift.warnings()).isEmpty();
  }
}

package io.perennial.report;

import io.perennial.config.Settings;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A run compared with those before it: whether predicted values are distributed otherwise, whether
 * parameters left the intervals of the last fits, and whether the input is larger or smaller than
 * usual.
 *
 * @param findings one for each comparison that was possible
 * @param warnings sentences on those that did not pass, and on parameters
 */
public record Drift(List<Finding> findings, List<String> warnings) {
  /** From here on a population has shifted, by the usual reading of the index. */
  static final double NOTABLE_INDEX = 0.25;

  /** From here on the input is noticeably more or less than usual. */
  static final double NOTABLE_CHANGE = 0.3;

  /** Runs whose median is the usual input. */
  private static final int VOLUME_RUNS = 7;

  /** With fewer runs nothing is usual yet. */
  private static final int MIN_VOLUME_RUNS = 3;

  private static final double TENTH = 0.1;

  /** A run of about a year before: at most this many days more or fewer. */
  private static final int YEAR_TOLERANCE_DAYS = 16;

  /** How a comparison came out. */
  public enum Outcome {
    PASSED,
    WARNING,
    FAILED
  }

  /** A comparison, named as a gate is. */
  public record Finding(String name, Outcome outcome, String sentence) {}

  /** Compares a run with the history before its date. */
  public static Drift of(KeyFigures run, RunHistory history, Settings.Quality quality) {
    RunHistory before = history.before(run.runDate());
    List<Finding> findings = new ArrayList<>();
    before
        .last()
        .flatMap(last -> stability("score-stability", run, last, quality.maxStabilityIndex()))
        .ifPresent(findings::add);
    yearBefore(run.runDate(), before)
        .filter(then -> before.last().filter(then::equals).isEmpty())
        .flatMap(then -> stability("score-stability-year", run, then, Optional.empty()))
        .ifPresent(findings::add);
    volume(run, before, quality.maxVolumeChange()).ifPresent(findings::add);
    List<String> warnings = new ArrayList<>();
    findings.stream()
        .filter(finding -> finding.outcome() == Outcome.WARNING)
        .forEach(finding -> warnings.add(finding.name() + ": " + finding.sentence()));
    before.last().ifPresent(last -> warnings.addAll(parameters(run, last)));
    return new Drift(List.copyOf(findings), List.copyOf(warnings));
  }

  private static Optional<KeyFigures> yearBefore(LocalDate date, RunHistory before) {
    LocalDate then = date.minusYears(1);
    return before.runs().stream()
        .filter(
            run -> Math.abs(run.runDate().toEpochDay() - then.toEpochDay()) <= YEAR_TOLERANCE_DAYS)
        .min(
            (a, b) ->
                Long.compare(
                    Math.abs(a.runDate().toEpochDay() - then.toEpochDay()),
                    Math.abs(b.runDate().toEpochDay() - then.toEpochDay())));
  }

  private static Optional<Finding> stability(
      String name, KeyFigures run, KeyFigures base, Optional<Double> most) {
    if (run.histogram().isEmpty() || base.histogram().isEmpty()) {
      return Optional.empty();
    }
    double index = stabilityIndex(base.histogram(), run.histogram());
    return Optional.of(
        new Finding(
            name,
            outcome(index, NOTABLE_INDEX, most),
            String.format(
                Locale.ROOT,
                "the population stability index of predicted values against the run of %s is %.3f; below 0.1 little has changed, from %.2f on much%s",
                base.runDate(),
                index,
                NOTABLE_INDEX,
                limit(most, "quality.max-stability-index"))));
  }

  private static Outcome outcome(double value, double notable, Optional<Double> most) {
    return most.isPresent() && value > most.get()
        ? Outcome.FAILED
        : value >= notable ? Outcome.WARNING : Outcome.PASSED;
  }

  private static String limit(Optional<Double> most, String key) {
    return most.map(limit -> "; fails above %s = %s".formatted(key, limit)).orElse("");
  }

  /**
   * The population stability index, the sum of (q − p)·ln(q/p) over classes that each hold about a
   * tenth of the base, p in the base and q now. A class that one of them does not have counts as
   * half a customer.
   */
  static double stabilityIndex(SortedMap<Integer, Long> base, SortedMap<Integer, Long> now) {
    SortedMap<Integer, Long> bins = new TreeMap<>(base);
    now.keySet().forEach(bin -> bins.putIfAbsent(bin, 0L));
    double baseAll = sum(base);
    double nowAll = sum(now);
    List<double[]> classes = new ArrayList<>();
    double[] open = new double[2];
    for (Map.Entry<Integer, Long> bin : bins.entrySet()) {
      open[0] += bin.getValue();
      open[1] += now.getOrDefault(bin.getKey(), 0L);
      if (open[0] >= TENTH * baseAll) {
        classes.add(open);
        open = new double[2];
      }
    }
    if (open[0] + open[1] > 0) {
      classes.add(open);
    }
    double index = 0;
    for (double[] each : classes) {
      double p = Math.max(each[0], 0.5) / baseAll;
      double q = Math.max(each[1], 0.5) / nowAll;
      index += (q - p) * Math.log(q / p);
    }
    return index;
  }

  private static double sum(SortedMap<Integer, Long> histogram) {
    return histogram.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Optional<Finding> volume(
      KeyFigures run, RunHistory before, Optional<Double> most) {
    List<KeyFigures> runs =
        before.runs().stream().filter(each -> each.rowsOfDate() != null).toList();
    List<KeyFigures> last = runs.subList(Math.max(0, runs.size() - VOLUME_RUNS), runs.size());
    if (run.rowsOfDate() == null || last.size() < MIN_VOLUME_RUNS) {
      return Optional.empty();
    }
    double median = median(last.stream().mapToLong(KeyFigures::rowsOfDate).toArray());
    if (median == 0) {
      return Optional.empty();
    }
    double change = run.rowsOfDate() / median - 1;
    return Optional.of(
        new Finding(
            "input-volume",
            outcome(Math.abs(change), NOTABLE_CHANGE, most),
            String.format(
                Locale.ROOT,
                "%,d rows up to the run date, %+.1f%% against the median of the last %d runs, %,.0f%s",
                run.rowsOfDate(),
                100 * change,
                last.size(),
                median,
                limit(most, "quality.max-volume-change"))));
  }

  private static double median(long[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1
        ? values[middle]
        : (values[middle - 1] + (double) values[middle]) / 2;
  }

  private static List<String> parameters(KeyFigures run, KeyFigures last) {
    List<String> sentences = new ArrayList<>();
    run.parameters()
        .forEach(
            (name, now) -> {
              Double low = last.parametersLow().get(name);
              Double high = last.parametersHigh().get(name);
              if (low != null && high != null && (now < low || now > high)) {
                sentences.add(
                    String.format(
                        Locale.ROOT,
                        "the parameter %s is %.4g, outside of the interval of the run of %s, %.4g to %.4g",
                        name,
                        now,
                        last.runDate(),
                        low,
                        high));
              }
            });
    return sentences;
  }
}

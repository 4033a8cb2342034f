package io.perennial.pipeline;

import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.history.Reconciliation;
import io.perennial.run.Manifest;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Judges the input as a whole by its account; costs no pass over the data. */
final class QualityGates {
  static final String PASSED = "passed";
  static final String WARNING = "warning";
  static final String FAILED = "failed";

  private QualityGates() {}

  /** The outcome of every gate. */
  static List<Manifest.Gate> judge(
      Reconciliation account, LocalDate runDate, Settings.Quality quality) {
    List<Manifest.Gate> gates = new ArrayList<>();
    Manifest.Counts counts = account.counts();

    double quarantinedShare = share(counts.quarantined().rows(), account.rows());
    gates.add(
        new Manifest.Gate(
            "quarantined-share",
            quarantinedShare > quality.maxQuarantinedShare() ? FAILED : PASSED,
            "%s of the rows read are quarantined; quality.max-quarantined-share is %s"
                .formatted(percent(quarantinedShare), percent(quality.maxQuarantinedShare()))));

    account
        .lastDay()
        .ifPresent(
            lastDay -> {
              long stale = ChronoUnit.DAYS.between(lastDay, runDate);
              gates.add(
                  new Manifest.Gate(
                      "freshness",
                      stale > quality.warnStaleDays() ? WARNING : PASSED,
                      "the newest accepted transaction is %d days older than the run date %s;"
                              .formatted(stale, runDate)
                          + " quality.warn-stale-days is "
                          + quality.warnStaleDays()));
            });

    if (!quality.duplicateColumns().isEmpty()) {
      double duplicateShare = share(account.duplicateRows(), counts.accepted().rows());
      gates.add(
          new Manifest.Gate(
              "duplicate-rows",
              duplicateShare > quality.maxDuplicateShare()
                  ? FAILED
                  : account.duplicateRows() > 0 ? WARNING : PASSED,
              String.format(
                  Locale.ROOT,
                  "%,d accepted rows (%s, amount %,.2f) repeat another row of their customer in %s",
                  account.duplicateRows(),
                  percent(duplicateShare),
                  account.duplicateAmount(),
                  String.join(", ", quality.duplicateColumns()))));
    }
    account
        .currencies()
        .ifPresent(
            currencies -> {
              boolean one =
                  currencies.first() != null && currencies.first().equals(currencies.last());
              gates.add(
                  new Manifest.Gate(
                      "one-currency",
                      one ? PASSED : FAILED,
                      one
                          ? "all amounts are in " + currencies.first()
                          : "amounts are in several currencies, %s and %s among them; convert them"
                                  .formatted(currencies.first(), currencies.last())
                              + " in input.columns.amount or choose one with input.filter"));
            });
    return gates;
  }

  /** Ends the job when a gate failed. */
  static void enforce(List<Manifest.Gate> gates) {
    List<String> failed =
        gates.stream()
            .filter(gate -> gate.outcome().equals(FAILED))
            .map(gate -> "quality gate %s: %s".formatted(gate.name(), gate.finding()))
            .toList();
    if (!failed.isEmpty()) {
      throw new JobFailure(ExitCode.QUALITY_GATE, failed, null);
    }
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * share);
  }
}

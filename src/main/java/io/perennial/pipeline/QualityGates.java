package io.perennial.pipeline;

import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.history.Reconciliation;
import io.perennial.run.Manifest;
import io.perennial.schema.RowClass.Reason;
import java.math.MathContext;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Judges the input as a whole by its account; costs no pass over the data. */
final class QualityGates {
  static final String PASSED = "passed";
  static final String WARNING = "warning";
  static final String FAILED = "failed";

  private static final List<Reason> WITHOUT_AMOUNT =
      List.of(
          Reason.AMOUNT_MISSING,
          Reason.AMOUNT_UNREADABLE,
          Reason.AMOUNT_NOT_FINITE,
          Reason.AMOUNT_OUT_OF_RANGE,
          Reason.RATE_MISSING,
          Reason.INDEX_MISSING);

  private QualityGates() {}

  /** The outcome of every gate. */
  static List<Manifest.Gate> judge(
      Reconciliation account, LocalDate runDate, Settings.Quality quality) {
    List<Manifest.Gate> gates = new ArrayList<>();
    Manifest.Counts counts = account.counts();

    double most = quality.maxQuarantinedShare();
    // A gate of 100% is open: what it could reject has nothing to go on with.
    boolean tooMuch =
        counts.quarantined().rows() > 0
            && most < 1
            && (rowShare(account) >= most || moneyShare(account) >= most);
    gates.add(
        new Manifest.Gate(
            "quarantined-share",
            tooMuch ? FAILED : PASSED,
            "%s of the rows read are quarantined, with %s of the money read (amounts without their signs%s); fails from quality.max-quarantined-share = %s on"
                .formatted(
                    percent(rowShare(account)),
                    percent(moneyShare(account)),
                    withoutAmount(counts.quarantined().reasons()),
                    percent(most))));

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
        .ifPresent(currencies -> gates.add(currency(currencies, counts.accepted().rows())));
    return gates;
  }

  private static Manifest.Gate currency(Reconciliation.Currencies currencies, long rows) {
    String outcome;
    String finding;
    if (currencies.first() == null) {
      outcome = WARNING;
      finding =
          "none of the %,d accepted rows has a currency; check input.columns.currency, or leave it out"
              .formatted(rows);
    } else if (!currencies.first().equals(currencies.last())) {
      outcome = FAILED;
      finding =
          "amounts are in several currencies, %s and %s among them; convert them in input.columns.amount or choose one with input.filter"
              .formatted(currencies.first(), currencies.last());
    } else if (currencies.missing() > 0) {
      outcome = WARNING;
      finding =
          "%,d of %,d accepted rows (%s) have no currency; all others are in %s, and these are taken to be"
              .formatted(
                  currencies.missing(),
                  rows,
                  percent(share(currencies.missing(), rows)),
                  currencies.first());
    } else {
      outcome = PASSED;
      finding = "all amounts are in " + currencies.first();
    }
    return new Manifest.Gate("one-currency", outcome, finding);
  }

  /** The quarantined part of the rows read. */
  static double rowShare(Reconciliation account) {
    return share(account.counts().quarantined().rows(), account.rows());
  }

  /** The quarantined part of the amounts read, each without its sign; unreadable ones are 0. */
  static double moneyShare(Reconciliation account) {
    return account.absoluteAmount().signum() == 0
        ? 0
        : account
            .quarantinedAbsoluteAmount()
            .divide(account.absoluteAmount(), MathContext.DECIMAL64)
            .doubleValue();
  }

  private static String withoutAmount(Map<String, Long> reasons) {
    long rows =
        WITHOUT_AMOUNT.stream().mapToLong(reason -> reasons.getOrDefault(reason.code(), 0L)).sum();
    return rows == 0 ? "" : ", not counting %,d that cannot be read or compared".formatted(rows);
  }

  /** Whether a gate failed. */
  static boolean haveFailed(List<Manifest.Gate> gates) {
    return gates.stream().anyMatch(gate -> gate.outcome().equals(FAILED));
  }

  /**
   * Ends the job when a gate failed.
   *
   * @param because what else there is to say then
   */
  static void enforce(List<Manifest.Gate> gates, Optional<String> because) {
    List<String> failed = new ArrayList<>();
    gates.stream()
        .filter(gate -> gate.outcome().equals(FAILED))
        .forEach(gate -> failed.add("quality gate %s: %s".formatted(gate.name(), gate.finding())));
    if (!failed.isEmpty()) {
      because.ifPresent(failed::add);
      throw new JobFailure(ExitCode.QUALITY_GATE, failed, null);
    }
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * share);
  }
}

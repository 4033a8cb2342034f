package io.perennial.pipeline;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.history.Reconciliation;
import io.perennial.ingest.Transactions;
import io.perennial.run.Manifest;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/** Whether a job can go on with its input. */
final class InputJudgement {
  /** From this part of the rows or the money on, quarantined rows are told with examples. */
  private static final double WORTH_TELLING = 0.01;

  private InputJudgement() {}

  /**
   * Records the account of the input and judges it.
   *
   * @throws JobFailure when no row was accepted, nobody has a purchase, or a gate failed
   */
  static void judge(Job job, Reconciliation account, Transactions transactions, RunRecord record) {
    String source = transactions.source();
    LocalDate runDate = job.runDate().or(account::lastDay).orElse(null);
    record.read(account, transactions.files(), runDate);
    if (account.counts().accepted().rows() == 0) {
      throw new JobFailure(ExitCode.INPUT, nothingAccepted(account, transactions, runDate));
    }
    var gates = QualityGates.judge(account, runDate, job.settings().quality());
    record.gates(gates);
    gates.stream()
        .filter(gate -> gate.outcome().equals(QualityGates.WARNING))
        .forEach(gate -> record.warn("quality gate %s: %s".formatted(gate.name(), gate.finding())));
    InputWarnings.of(account).forEach(record::warn);
    Optional<String> quarantined = quarantined(account, transactions);
    if (!QualityGates.haveFailed(gates)) {
      quarantined.ifPresent(record::warn);
    }
    QualityGates.enforce(gates, quarantined);
    if (account.buyers() == 0) {
      throw new JobFailure(
          ExitCode.INPUT,
          "%s: none of the %d customers has a purchase, that is a day of a net amount above 0; check"
                  .formatted(source, account.counts().customers())
              + " the sign of input.columns.amount and, where amounts are 0, purchases.zero-day");
    }
  }

  private static Optional<String> quarantined(Reconciliation account, Transactions transactions) {
    double rows = QualityGates.rowShare(account);
    double money = QualityGates.moneyShare(account);
    if (rows < WORTH_TELLING && money < WORTH_TELLING) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "%,d rows are quarantined, %s of the rows and %s of the money read: %s. The table quarantine has them",
            account.counts().quarantined().rows(),
            QualityGates.percent(rows),
            QualityGates.percent(money),
            QuarantineReasons.sentence(account, transactions)));
  }

  private static String nothingAccepted(
      Reconciliation account, Transactions transactions, LocalDate runDate) {
    String source = transactions.source();
    Manifest.Counts counts = account.counts();
    if (account.rows() == 0) {
      return source
          + " holds no rows; check the path and the conditions of input.filter on partitions";
    }
    String reasons = QuarantineReasons.sentence(account, transactions);
    return "%s: none of the %d rows read is accepted%s: %d quarantined%s, %d dropped by input.filter, %d after the run date"
        .formatted(
            source,
            account.rows(),
            runDate == null ? "" : " up to the run date " + runDate,
            counts.quarantined().rows(),
            reasons.isEmpty() ? "" : " (" + reasons + ")",
            counts.filtered().rows(),
            counts.afterRunDate().rows());
  }
}

package io.perennial.pipeline;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.history.Reconciliation;
import io.perennial.ingest.Transactions;
import io.perennial.run.Manifest;
import java.time.LocalDate;
import java.util.stream.Collectors;

/** Whether a job can go on with its input. */
final class InputJudgement {
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
      throw new JobFailure(ExitCode.INPUT, nothingAccepted(account, source, runDate));
    }
    var gates = QualityGates.judge(account, runDate, job.settings().quality());
    record.gates(gates);
    gates.stream()
        .filter(gate -> gate.outcome().equals(QualityGates.WARNING))
        .forEach(gate -> record.warn("quality gate %s: %s".formatted(gate.name(), gate.finding())));
    QualityGates.enforce(gates);
    if (account.buyers() == 0) {
      throw new JobFailure(
          ExitCode.INPUT,
          "%s: none of the %d customers has a purchase, that is a day of a net amount above 0; check"
                  .formatted(source, account.counts().customers())
              + " the sign of input.columns.amount and, where amounts are 0, purchases.zero-day");
    }
  }

  private static String nothingAccepted(Reconciliation account, String source, LocalDate runDate) {
    Manifest.Counts counts = account.counts();
    if (account.rows() == 0) {
      return source
          + " holds no rows; check the path and the conditions of input.filter on partitions";
    }
    String reasons =
        counts.quarantined().reasons().entrySet().stream()
            .map(reason -> reason.getKey() + " " + reason.getValue())
            .collect(Collectors.joining(", "));
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

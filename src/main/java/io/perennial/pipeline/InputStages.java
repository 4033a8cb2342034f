package io.perennial.pipeline;

import io.perennial.features.RfmFeatures;
import io.perennial.history.Histories;
import io.perennial.history.PurchasePolicy;
import io.perennial.history.Reconciliation;
import io.perennial.ingest.InputFailures;
import io.perennial.ingest.SkippedFiles;
import io.perennial.ingest.Transactions;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** From the configured inputs to customers and an account of every row. */
final class InputStages {
  private InputStages() {}

  /** Opens the inputs; reads no row. */
  static void open(Run run) {
    SkippedFiles.warnings(run.spark, run.settings.input()).forEach(run.record::warn);
    run.transactions =
        Transactions.open(
            run.spark,
            run.settings.input(),
            run.settings.quality().duplicateColumns(),
            run.job.runDate());
    run.covariates = CustomerCovariates.open(run.spark, run.settings, run.transactions);
  }

  /**
   * Reads the transactions once, for the histories, which are stored: what comes after reads those.
   */
  static long buildHistories(Run run) {
    Dataset<Row> stored =
        reading(run.transactions, () -> run.sink().scratch("histories", histories(run)));
    judge(run, Reconciliation.of(stored));
    run.histories = Histories.customers(stored);
    run.buyers =
        RfmFeatures.of(
            run.histories, run.record.runDate(), PurchasePolicy.of(run.settings.purchases()));
    warnOfHorizon(run);
    return run.account.rows();
  }

  /** Accounts for every row as a run would, and stores nothing. */
  static long account(Run run) {
    judge(run, reading(run.transactions, () -> Reconciliation.of(histories(run))));
    return run.account.rows();
  }

  /** Joins the attributes that covariates are made of. */
  static long joinAttributes(Run run) {
    run.buyers = run.covariates.orElseThrow().join(run.buyers, run.sink(), run.record);
    return run.account.buyers();
  }

  private static Dataset<Row> histories(Run run) {
    return Histories.build(
        run.transactions.classified(), PurchasePolicy.of(run.settings.purchases()));
  }

  private static void judge(Run run, Reconciliation account) {
    InputJudgement.judge(run.job, account, run.transactions, run.record);
    run.account = account;
  }

  /** Nobody has been seen for as long as is forecast: how customers leave by then is a guess. */
  private static void warnOfHorizon(Run run) {
    LocalDate runDate = run.record.runDate();
    long known = ChronoUnit.DAYS.between(run.account.firstDay().orElse(runDate), runDate);
    int horizon = run.settings.clv().horizonDays();
    if (run.job.command() != Command.FIT && horizon > known) {
      run.record.warn(
          "clv.horizon-days is %d, but the oldest customer has been known for %d days: forecasts reach further than anything the models were fitted to"
              .formatted(horizon, known));
    }
  }

  /** Failures while the input is read are told in the input's terms. */
  static <T> T reading(Transactions transactions, Supplier<T> work) {
    try {
      return work.get();
    } catch (Exception e) { // SparkException is checked, and thrown by Scala without being declared
      throw InputFailures.translate(transactions.source(), e);
    }
  }
}

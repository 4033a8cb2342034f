package io.perennial.pipeline;

import static org.apache.spark.sql.functions.col;

import io.perennial.features.RfmFeatures;
import io.perennial.history.Histories;
import io.perennial.history.HistoryColumns;
import io.perennial.history.PurchasePolicy;
import io.perennial.history.Reconciliation;
import io.perennial.ingest.InputFailures;
import io.perennial.ingest.SkippedFiles;
import io.perennial.ingest.Transactions;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** From the configured inputs to customers and an account of every row. */
final class InputStages {
  private InputStages() {}

  /** Opens the inputs; reads no row. */
  static void open(Run run) {
    SkippedFiles.warnings(run.spark, run.settings.input()).forEach(run.record::warn);
    if (run.hasTransactions()) {
      run.transactions = transactions(run, run.job.runDate());
      run.transactions.money().ifPresent(run.record::money);
      run.attributes = JoinedAttributes.open(run);
      run.acquisition = AcquisitionInputs.open(run);
    }
    SubscriptionStages.open(run);
  }

  /** Reads what was spent and the visits, and accounts for every row. */
  static long readAcquisition(Run run) {
    run.acquired = run.acquisition.read(run);
    return run.acquired.rows();
  }

  private static Transactions transactions(Run run, Optional<LocalDate> runDate) {
    return Transactions.open(
        run.spark, run.settings.input(), run.settings.quality().duplicateColumns(), runDate);
  }

  /**
   * Reads the transactions once, for the histories, which are stored: what comes after reads those.
   * Where the data turns out to have rows beyond its business date, it is read again without them,
   * so that everything is counted as with that run date on the command line.
   */
  static long buildHistories(Run run) {
    Dataset<Row> stored = store(run, "histories");
    Reconciliation account = Reconciliation.of(stored);
    if (endEarlier(run, account)) {
      stored = store(run, "histories_of_run_date");
      account = Reconciliation.of(stored);
    }
    judge(run, account);
    run.histories = Histories.customers(stored);
    // No day is later than the run date, so the sums that are stored are those as of it.
    run.buyers =
        RfmFeatures.of(
            run.histories.where(col(HistoryColumns.PURCHASE_DAYS).gt(0)), run.record.runDate());
    warnOfHorizon(run);
    return run.account.rows();
  }

  /** Accounts for every row as a run would, and stores nothing. */
  static long account(Run run) {
    Reconciliation account = count(run);
    judge(run, endEarlier(run, account) ? count(run) : account);
    return run.account.rows();
  }

  private static Dataset<Row> store(Run run, String name) {
    return reading(run.transactions, () -> run.sink().scratch(name, histories(run)));
  }

  private static Reconciliation count(Run run) {
    return reading(run.transactions, () -> Reconciliation.of(histories(run)));
  }

  /** Leaves out what is later than the business date of the data, where no run date is given. */
  private static boolean endEarlier(Run run, Reconciliation account) {
    if (run.job.runDate().isPresent()) {
      return false;
    }
    BusinessDate found = BusinessDate.of(account, run.job.today(), run.transactions.source());
    if (!found.leavesOut()) {
      return false;
    }
    run.record.warn(found.warning(run.job.today()));
    run.transactions = transactions(run, found.date());
    return true;
  }

  /** Joins the attributes that covariates and segments are made of. */
  static long joinAttributes(Run run) {
    run.buyers = run.attributes.orElseThrow().join(run.buyers, run.sink(), run.record);
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
    long known =
        ChronoUnit.DAYS.between(run.account.plausibleDays().first().orElse(runDate), runDate);
    int horizon = run.settings.clv().horizonDays();
    if (run.job.command() != Command.FIT && !run.isBacktest()) {
      ForecastWarnings.horizon(horizon, known).ifPresent(run.record::warn);
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

package io.perennial.pipeline;

import io.perennial.ingest.ReportingCurrency;
import io.perennial.ingest.Subscriptions;
import io.perennial.subscription.Exchange;
import io.perennial.subscription.Months;
import io.perennial.subscription.Policy;
import io.perennial.subscription.SubscriptionBase;
import io.perennial.table.Facts;
import java.time.LocalDate;
import java.util.Optional;

/** From the subscriptions input to movements and lives, with an account of every row. */
final class SubscriptionStages {
  private SubscriptionStages() {}

  /** Opens the input where it is configured; reads no row. */
  static void open(Run run) {
    if (run.hasSubscriptions()) {
      run.subscriptions =
          Optional.of(Subscriptions.open(run.spark, run.settings.input().subscriptions()));
    }
  }

  /** Reads the rows once, judges them, and keeps what tables are made of. */
  static long measure(Run run) {
    Subscriptions input = run.subscriptions.orElseThrow();
    run.record.runDate(runDate(run, input));
    var settings = run.settings.input().subscriptions();
    Policy policy =
        new Policy(settings.basis(), settings.graceDays(), run.record.runDate(), input.hasPlans());
    SubscriptionBase base = measure(run, input, policy);
    run.record.subscriptions(SubscriptionJudgement.described(input, policy, base));
    SubscriptionJudgement.judge(run, input, policy, base);
    run.subscribed =
        Optional.of(new Facts.Subscriptions(base, policy, input.hasBilled(), input.hasReasons()));
    if (!run.hasTransactions() && !run.isDry()) {
      run.record.identify("");
    }
    return base.read().rows();
  }

  private static SubscriptionBase measure(Run run, Subscriptions input, Policy policy) {
    try {
      return SubscriptionBase.measure(
          input.classified(policy.runDate()), policy, exchange(run, policy));
    } catch (Exception e) { // SparkException is checked, and thrown by Scala without being declared
      throw input.translate(e);
    }
  }

  /** A month has the rate of its last day or, while it goes on, of the run date. */
  private static Exchange exchange(Run run, Policy policy) {
    var rates = run.settings.input().rates();
    if (!rates.isConfigured()
        || run.settings.input().subscriptions().columns().currency().isEmpty()) {
      return Exchange.NONE;
    }
    ReportingCurrency currency = ReportingCurrency.read(run.spark, rates);
    int runDay = Math.toIntExact(policy.runDate().toEpochDay());
    return (micros, code, month) ->
        currency.convert(micros, code, Math.min(Months.lastDay(month), runDay));
  }

  /** That of the transactions or of the command line; else the newest start up to today. */
  private static LocalDate runDate(Run run, Subscriptions input) {
    if (run.record.runDate() != null) {
      return run.record.runDate();
    }
    LocalDate today = run.job.today();
    // Without a start nothing is accepted, which is told with the reasons.
    return input.newestStart(today).orElse(today);
  }
}

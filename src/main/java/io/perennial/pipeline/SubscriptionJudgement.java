package io.perennial.pipeline;

import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.ingest.Subscriptions;
import io.perennial.run.Manifest;
import io.perennial.schema.RowClass;
import io.perennial.subscription.Measure;
import io.perennial.subscription.MonthFigures;
import io.perennial.subscription.Months;
import io.perennial.subscription.Policy;
import io.perennial.subscription.SubscriptionBase;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether a job can go on with its subscriptions, and what the manifest says of them. */
final class SubscriptionJudgement {
  /** From this part of the rows on, rejected ones are told with examples. */
  private static final double WORTH_TELLING = 0.01;

  private SubscriptionJudgement() {}

  /**
   * Judges the account of the rows.
   *
   * @throws JobFailure when no row was accepted or a gate failed
   */
  static void judge(Run run, Subscriptions input, Policy policy, SubscriptionBase base) {
    long read = base.read().rows();
    if (read == 0) {
      throw new JobFailure(ExitCode.INPUT, input.source() + " holds no rows; check the path");
    }
    if (base.rows(RowClass.ACCEPTED).rows() == 0) {
      throw new JobFailure(
          ExitCode.INPUT,
          "%s: none of the %d rows read is accepted up to the run date %s: %d rejected%s, %d dropped by input.subscriptions.filter, %d begin later"
              .formatted(
                  input.source(),
                  read,
                  policy.runDate(),
                  base.rejected().rows(),
                  base.rejected().rows() == 0
                      ? ""
                      : " (" + reasons(base, input, input.examples(policy.runDate())) + ")",
                  base.rows(RowClass.FILTERED).rows(),
                  base.rows(RowClass.AFTER_RUN_DATE).rows()));
    }
    List<Manifest.Gate> gates =
        List.of(
            rejected(base, run.settings.quality().maxQuarantinedShare()),
            currency(base, run.settings.input().rates()));
    run.record.gates(gates);
    double share = share(base);
    Optional<String> told =
        share == 0
            ? Optional.empty()
            : Optional.of(
                String.format(
                    Locale.ROOT,
                    "%s: %,d rows are rejected, %s of those read: %s",
                    input.source(),
                    base.rejected().rows(),
                    QualityGates.percent(share),
                    reasons(
                        base,
                        input,
                        share < WORTH_TELLING ? Map.of() : input.examples(policy.runDate()))));
    if (!QualityGates.haveFailed(gates)) {
      told.ifPresent(run.record::warn);
    }
    QualityGates.enforce(gates, told);
  }

  private static double share(SubscriptionBase base) {
    return (double) base.rejected().rows() / base.read().rows();
  }

  private static Manifest.Gate rejected(SubscriptionBase base, double most) {
    double share = share(base);
    boolean tooMuch = share > 0 && most < 1 && share >= most;
    return new Manifest.Gate(
        "subscriptions-rejected-share",
        tooMuch ? QualityGates.FAILED : QualityGates.PASSED,
        "%s of the rows of subscriptions are rejected; fails from quality.max-quarantined-share = %s on"
            .formatted(QualityGates.percent(share), QualityGates.percent(most)));
  }

  private static Manifest.Gate currency(SubscriptionBase base, Settings.Rates rates) {
    List<String> codes = base.currencies().keySet().stream().filter(c -> !c.isEmpty()).toList();
    long without = base.currencies().getOrDefault("", 0L);
    String name = "subscriptions-one-currency";
    if (codes.isEmpty()) {
      return new Manifest.Gate(name, QualityGates.PASSED, "no currency is mapped");
    }
    if (rates.isConfigured()) {
      return new Manifest.Gate(
          name,
          without > 0 ? QualityGates.WARNING : QualityGates.PASSED,
          String.format(
              Locale.ROOT,
              "%s are converted into %s by input.rates; %,d rows without a currency are taken to be in it",
              String.join(", ", codes),
              rates.currency(),
              without));
    }
    if (codes.size() > 1) {
      return new Manifest.Gate(
          name,
          QualityGates.FAILED,
          "subscriptions are in several currencies, %s and %s among them; convert them in input.subscriptions.columns.amount, or set input.rates"
              .formatted(codes.get(0), codes.get(codes.size() - 1)));
    }
    return new Manifest.Gate(
        name,
        without > 0 ? QualityGates.WARNING : QualityGates.PASSED,
        without > 0
            ? String.format(
                Locale.ROOT,
                "%,d subscription rows have no currency; all others are in %s, and these are taken to be",
                without,
                codes.get(0))
            : "all subscriptions are in " + codes.get(0));
  }

  private static String reasons(
      SubscriptionBase base, Subscriptions input, Map<String, String> examples) {
    return base.reasons().entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(
            reason ->
                String.format(Locale.ROOT, "%s %,d", reason.getKey(), reason.getValue())
                    + Optional.ofNullable(examples.get(reason.getKey()))
                        .map(
                            example ->
                                ", for example '%s'%s"
                                    .formatted(example, input.remedy(reason.getKey(), example)))
                        .orElse(""))
        .collect(Collectors.joining("; "));
  }

  /** The account, and the policy beside the figures, since tools differ in it. */
  static Manifest.Subscriptions described(
      Subscriptions input, Policy policy, SubscriptionBase base) {
    return new Manifest.Subscriptions(
        input.source(),
        amount(base.read()),
        amount(base.rows(RowClass.ACCEPTED)),
        amount(base.rows(RowClass.FILTERED)),
        amount(base.rows(RowClass.AFTER_RUN_DATE)),
        new Manifest.Quarantined(base.rejected().rows(), base.rejected().amount(), base.reasons()),
        policy(policy),
        base.customers()
            .last(Months.of(Math.toIntExact(policy.runDate().toEpochDay())))
            .map(month -> live(input, base, month))
            .orElse(null));
  }

  private static Manifest.Recurring live(
      Subscriptions input, SubscriptionBase base, MonthFigures month) {
    var lives = base.lives().get(SubscriptionBase.ALL);
    return new Manifest.Recurring(
        month.sum(Measure.ACTIVE).longValueExact(),
        new BigDecimal(month.sum(Measure.CLOSING), 6),
        input.hasBilled() ? new BigDecimal(month.sum(Measure.BILLED), 6) : null,
        input.hasReasons() ? new BigDecimal(month.sum(Measure.COMMITTED), 6) : null,
        month.logoChurn(),
        month.netRetention(),
        lives != null && lives.lifetime().isPresent() ? lives.lifetime().getAsDouble() : null,
        lives == null ? null : lives.restrictedMean(),
        lives == null ? 0 : lives.longest());
  }

  private static List<String> policy(Policy policy) {
    List<String> sentences = new ArrayList<>();
    sentences.add("a year is 12 months, a quarter 3; a month 52/12 weeks, 365/12 days");
    sentences.add(
        switch (policy.basis()) {
          case EVENTS -> "movements day by day: who comes and leaves in a month is new and churned";
          case SNAPSHOT -> "movements from one end of a month to the next";
        });
    sentences.add("movements decided by the sum of a customer");
    sentences.add("churn on the first day not paid any more; nothing later than the run date");
    sentences.add(
        policy.graceDays() == 0
            ? "no gap is joined"
            : "gaps of up to %d days are joined".formatted(policy.graceDays()));
    return sentences;
  }

  private static Manifest.RowsAmount amount(SubscriptionBase.Rows rows) {
    return new Manifest.RowsAmount(rows.rows(), rows.amount());
  }
}

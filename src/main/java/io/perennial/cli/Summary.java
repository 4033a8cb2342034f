package io.perennial.cli;

import static io.perennial.cli.TextTable.Align.LEFT;
import static io.perennial.cli.TextTable.Align.RIGHT;
import static java.util.stream.Collectors.joining;

import io.perennial.config.SecretMask;
import io.perennial.run.Manifest;
import io.perennial.run.TopCustomer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;

/** A manifest as a page for people. Parts that a command does not have are left out. */
final class Summary {
  private static final String INDENT = "  ";
  private static final int LONGEST_ID = 24; // characters

  private final Manifest manifest;
  private final List<TopCustomer> top;
  private final List<String> lines = new ArrayList<>();

  Summary(Manifest manifest, List<TopCustomer> top) {
    this.manifest = manifest;
    this.top = top;
  }

  List<String> lines() {
    headline();
    if (manifest.input() != null) {
      input(manifest.input());
    }
    if (manifest.money() != null) {
      money(manifest.money());
    }
    if (manifest.input() != null && manifest.counts() != null) {
      rows(manifest.input(), manifest.counts());
      reasons(manifest.input(), manifest.counts().quarantined());
      customers(manifest.counts());
    }
    if (manifest.customers() != null) {
      attributes(manifest.customers());
    }
    sides(manifest.sides());
    if (manifest.subscriptions() != null) {
      subscriptions(manifest.subscriptions());
    }
    gates();
    reuse();
    if (manifest.evaluation() != null) {
      evaluation(manifest.evaluation());
    }
    manifest.models().forEach(this::model);
    if (manifest.value() != null) {
      value(manifest.value());
    }
    topCustomers();
    warnings();
    tables();
    report();
    times();
    return List.copyOf(lines);
  }

  private void headline() {
    String date = manifest.runDate() == null ? "" : " for " + manifest.runDate();
    String outcome =
        switch (manifest.status()) {
          case PUBLISHED -> "done";
          case DRY_RUN -> "nothing was written";
          case FAILED -> "failed: " + manifest.reason();
        };
    String title = "Perennial %s%s: %s".formatted(manifest.command(), date, outcome);
    lines.add(title);
    lines.add("=".repeat(Math.min(title.length(), TextTable.CONSOLE_WIDTH)));
    String run = manifest.runId() == null ? "" : "run %s, ".formatted(manifest.runId());
    lines.add(run + "configuration " + manifest.configHash());
  }

  private void input(Manifest.Input input) {
    section("Input");
    String place =
        input.table() != null
            ? "table " + input.table()
            : input.path() != null ? SecretMask.text(input.path()) : "source given by its options";
    lines.add(
        INDENT + place + (input.files() > 0 ? " (" + counted(input.files(), "file") + ")" : ""));
    if (input.firstTimestamp() != null) {
      lines.add(
          INDENT
              + "accepted rows from %s to %s"
                  .formatted(input.firstTimestamp(), input.lastTimestamp()));
    }
  }

  /** What the amounts below are told in. */
  private void money(Manifest.ComparableMoney money) {
    if (money.rates() != null) {
      Manifest.Rates rates = money.rates();
      lines.add(
          INDENT
              + "amounts in %s, converted from %s by the %s from %s to %s of %s"
                  .formatted(
                      rates.currency(),
                      String.join(", ", rates.currencies()),
                      counted(rates.rates(), "rate"),
                      rates.firstDate(),
                      rates.lastDate(),
                      SecretMask.text(rates.source())));
    }
    if (money.priceIndex() != null) {
      Manifest.PriceIndex index = money.priceIndex();
      lines.add(
          INDENT
              + "amounts in the money of %s, by the %s from %s to %s"
                  .formatted(
                      index.base(),
                      SecretMask.text(index.source()),
                      index.firstMonth(),
                      index.lastMonth()));
    }
  }

  private void rows(Manifest.Input read, Manifest.Counts counts) {
    section("Rows");
    TextTable table = TextTable.of(INDENT, LEFT, RIGHT, RIGHT, RIGHT);
    table.row("", "rows", "of read", "amount");
    row(table, "accepted", counts.accepted().rows(), counts.accepted().amount());
    row(table, "quarantined", counts.quarantined().rows(), counts.quarantined().amount());
    row(table, "filtered", counts.filtered().rows(), counts.filtered().amount());
    row(table, "after the run date", counts.afterRunDate().rows(), counts.afterRunDate().amount());
    row(table, "read", read.rows(), read.amount());
    lines.addAll(table.lines());
    lines.add(INDENT + reconciliation(read, counts));
  }

  private void row(TextTable table, String name, long rows, BigDecimal amount) {
    table.row(
        name,
        Figures.count(rows),
        Figures.share(rows, manifest.input().rows()),
        Figures.amount(amount));
  }

  private static String reconciliation(Manifest.Input read, Manifest.Counts counts) {
    long rows =
        counts.accepted().rows()
            + counts.quarantined().rows()
            + counts.filtered().rows()
            + counts.afterRunDate().rows();
    BigDecimal amount =
        Stream.of(
                counts.accepted().amount(),
                counts.quarantined().amount(),
                counts.filtered().amount(),
                counts.afterRunDate().amount())
            .map(Summary::orZero)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    long rowsMissing = read.rows() - rows;
    BigDecimal amountMissing = orZero(read.amount()).subtract(amount);
    String equation = "read = accepted + quarantined + filtered + after the run date";
    return rowsMissing == 0 && amountMissing.signum() == 0
        ? equation + ": rows and amounts agree"
        : "NOT RECONCILED: %s is off by %s rows and %s"
            .formatted(equation, Figures.count(rowsMissing), amountMissing.toPlainString());
  }

  private static BigDecimal orZero(BigDecimal amount) {
    return amount == null ? BigDecimal.ZERO : amount;
  }

  private void reasons(Manifest.Input read, Manifest.Quarantined quarantined) {
    if (quarantined.reasons().isEmpty()) {
      return;
    }
    section("Quarantined, by reason (a row counts under every reason that applies)");
    TextTable table = TextTable.of(INDENT, LEFT, RIGHT, RIGHT);
    table.row("reason", "rows", "of read");
    quarantined.reasons().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(
            reason ->
                table.row(
                    reason.getKey(),
                    Figures.count(reason.getValue()),
                    Figures.share(reason.getValue(), read.rows())));
    lines.addAll(table.lines());
  }

  private void customers(Manifest.Counts counts) {
    section("Customers");
    TextTable table = TextTable.of(INDENT, LEFT, RIGHT);
    table.row("customers", Figures.count(counts.customers()));
    table.row("without a purchase day", Figures.count(counts.customersWithoutPurchase()));
    table.row("customer-days", Figures.count(counts.customerDays()));
    table.row("purchase days", Figures.count(counts.purchaseDays()));
    lines.addAll(table.lines());
    BigDecimal without = orZero(counts.amountWithoutPurchase());
    if (without.signum() != 0) {
      lines.add(
          INDENT
              + "those without a purchase day come to %s, which is in no score"
                  .formatted(Figures.amount(without)));
    }
  }

  private void attributes(Manifest.Customers customers) {
    section("Attributes of customers");
    TextTable counts = TextTable.of(INDENT, LEFT, RIGHT);
    counts.row("rows", Figures.count(customers.rows()));
    counts.row("of nobody with a purchase", Figures.count(customers.withoutPurchase()));
    counts.row("customers without a row", Figures.count(customers.missing()));
    lines.addAll(counts.lines());
    TextTable table = TextTable.of(INDENT, LEFT, RIGHT, LEFT);
    table.row("attribute", "missing in rows", "reference");
    customers
        .missingAttributes()
        .forEach(
            (name, missing) ->
                table.row(
                    name, Figures.count(missing), customers.references().getOrDefault(name, "-")));
    lines.addAll(table.lines());
  }

  private void sides(List<Manifest.SideInput> sides) {
    if (sides == null || sides.isEmpty()) { // null in manifests of earlier versions
      return;
    }
    section("Inputs beside the transactions");
    TextTable table = TextTable.of(INDENT, LEFT, RIGHT, RIGHT, RIGHT, RIGHT, RIGHT);
    table.row("", "rows", "accepted", "amount", "rejected", "amount");
    sides.forEach(
        side ->
            table.row(
                side.name(),
                Figures.count(side.rows()),
                Figures.count(side.accepted().rows()),
                Figures.amount(side.accepted().amount()),
                Figures.count(side.rejected().rows()),
                Figures.amount(side.rejected().amount())));
    lines.addAll(table.lines());
  }

  private void subscriptions(Manifest.Subscriptions subscriptions) {
    section("Subscriptions");
    lines.add(INDENT + SecretMask.text(subscriptions.source()));
    TextTable rows = TextTable.of(INDENT, LEFT, RIGHT, RIGHT, RIGHT);
    rows.row("", "rows", "of read", "amount");
    row(rows, "accepted", subscriptions.accepted(), subscriptions.read());
    Manifest.Quarantined rejected = subscriptions.rejected();
    row(
        rows,
        "rejected",
        new Manifest.RowsAmount(rejected.rows(), rejected.amount()),
        subscriptions.read());
    if (subscriptions.filtered() != null) { // in manifests of earlier versions
      row(rows, "filtered", subscriptions.filtered(), subscriptions.read());
    }
    row(rows, "begin after the run date", subscriptions.afterRunDate(), subscriptions.read());
    row(rows, "read", subscriptions.read(), subscriptions.read());
    rejected
        .reasons()
        .forEach(
            (reason, n) ->
                rows.row(
                    "  " + reason,
                    Figures.count(n),
                    Figures.share(n, subscriptions.read().rows()),
                    ""));
    lines.addAll(rows.lines());
    if (subscriptions.recurring() != null) {
      recurring(subscriptions.recurring());
    }
    subscriptions.policy().forEach(sentence -> paragraph("-", sentence));
  }

  private static void row(
      TextTable table, String name, Manifest.RowsAmount rows, Manifest.RowsAmount read) {
    table.row(
        name,
        Figures.count(rows.rows()),
        Figures.share(rows.rows(), read.rows()),
        Figures.amount(rows.amount()));
  }

  private void recurring(Manifest.Recurring recurring) {
    section("Recurring revenue a month");
    TextTable table = TextTable.of(INDENT, LEFT, RIGHT);
    table.row("customers", Figures.count(recurring.customers()));
    table.row("by contract", Figures.amount(recurring.contract()));
    if (recurring.billed() != null) {
      table.row("billed", Figures.amount(recurring.billed()));
    }
    if (recurring.committed() != null) {
      table.row("less scheduled cancellations", Figures.amount(recurring.committed()));
    }
    if (recurring.logoChurn() != null) {
      table.row("customers lost this month", Figures.percent(recurring.logoChurn()));
    }
    if (recurring.netRetention() != null) {
      table.row("net retention this month", Figures.percent(recurring.netRetention()));
    }
    if (recurring.lifetimeMonths() != null) {
      table.row("lifetime by 1/churn, months", Figures.decimals(recurring.lifetimeMonths(), 1));
    }
    if (recurring.restrictedLifetimeMonths() != null) {
      table.row(
          "lifetime within %d months".formatted(recurring.longestLifeMonths()),
          Figures.decimals(recurring.restrictedLifetimeMonths(), 1));
    }
    lines.addAll(table.lines());
  }

  private void gates() {
    if (manifest.gates().isEmpty()) {
      return;
    }
    section("Quality gates");
    TextTable table = TextTable.of(INDENT, LEFT, LEFT, LEFT);
    manifest.gates().forEach(gate -> table.row(gate.outcome(), gate.name(), gate.finding()));
    lines.addAll(table.lines());
  }

  private void reuse() {
    if (manifest.modelReuse() != null) {
      section("Stored models");
      lines.addAll(TextTable.of(INDENT, LEFT).row(manifest.modelReuse()).lines());
    }
  }

  private void evaluation(Manifest.Evaluation evaluation) {
    section(
        "Back-test of %s, %d days from %s%s"
            .formatted(
                evaluation.target(),
                evaluation.horizonDays(),
                evaluation.origins().stream().map(LocalDate::toString).collect(joining(", ")),
                evaluation.ofSome()
                    ? ", of %s of the customers"
                        .formatted(Figures.percent(evaluation.customersShare()))
                    : ""));
    TextTable table = TextTable.of(INDENT, LEFT, RIGHT, RIGHT, RIGHT);
    table.row("forecast", "bias of total", "Gini", "top decile");
    evaluation
        .forecasts()
        .forEach(
            forecast ->
                table.row(
                    forecast.model(),
                    Figures.estimate(forecast.bias()),
                    Figures.estimate(forecast.gini()),
                    Figures.estimate(forecast.topDecile())));
    lines.addAll(table.lines());
    paragraph("champion:", evaluation.sentence());
  }

  private void model(Manifest.Model model) {
    section(
        "Model "
            + model.name()
            + ", version "
            + model.version()
            + (model.champion() ? "" : " (not used in the scores)"));
    if (model.logLikelihood() == null) {
      lines.add(INDENT + "of " + counted(model.customers(), "customer"));
    } else {
      fit(model);
    }
    TextTable table = TextTable.of(INDENT, LEFT, RIGHT, RIGHT, RIGHT, RIGHT);
    boolean bootstrapped = !model.intervals().isEmpty();
    table.row(
        "parameter",
        "estimate",
        "std. error",
        bootstrapped ? "interval from" : "",
        bootstrapped ? "to" : "");
    model
        .parameters()
        .forEach(
            (name, estimate) -> {
              List<Double> ends = model.intervals().get(name);
              table.row(
                  name,
                  isChosen(model, name) ? Figures.chosen(estimate) : Figures.estimate(estimate),
                  Figures.estimate(model.standardErrors().get(name)),
                  ends == null ? "" : Figures.estimate(ends.get(0)),
                  ends == null ? "" : Figures.estimate(ends.get(1)));
            });
    lines.addAll(table.lines());
    model.warnings().forEach(warning -> paragraph("warning:", warning));
  }

  private void fit(Manifest.Model model) {
    lines.add(
        INDENT
            + "%s after %s, log-likelihood %s"
                .formatted(
                    model.converged() ? "converged" : "NOT CONVERGED",
                    counted(model.iterations(), "iteration"),
                    Figures.decimals(model.logLikelihood(), 3)));
    if (model.aic() != null) {
      lines.add(
          INDENT
              + "AIC %s, BIC %s"
                  .formatted(Figures.decimals(model.aic(), 1), Figures.decimals(model.bic(), 1)));
    }
    Double ratio = model.diagnostics().get("likelihoodRatio");
    if (ratio != null) {
      lines.add(
          INDENT
              + "likelihood ratio of the covariates %s, degrees of freedom %s, p %s"
                  .formatted(
                      Figures.decimals(ratio, 2),
                      Figures.chosen(model.diagnostics().get("likelihoodRatioDegrees")),
                      Figures.estimate(model.diagnostics().get("likelihoodRatioP"))));
    }
    lines.add(
        INDENT
            + "%s in %s"
                .formatted(
                    counted(model.customers(), "customer"),
                    counted(model.cells(), "distinct history", "distinct histories")));
  }

  /** Whether a parameter was not estimated but chosen from a few, as k is. */
  private static boolean isChosen(Manifest.Model model, String parameter) {
    return !model.standardErrors().isEmpty() && !model.standardErrors().containsKey(parameter);
  }

  private void value(Manifest.Value value) {
    section("Value");
    String predicted = "predicted, %s".formatted(counted(value.horizonDays(), "day"));
    TextTable table = TextTable.of(INDENT, LEFT, RIGHT, RIGHT, RIGHT);
    table.row("CLV", "historical", "formula", predicted);
    table.row(
        "all customers",
        Figures.amount(value.historicalClv()),
        Figures.amount(value.formulaClv(), 1),
        Figures.amount(value.predictedClv(), 1));
    long scored = scoredCustomers();
    if (scored > 0) {
      table.row(
          "a scored customer",
          Figures.amount(value.historicalClv() / scored),
          Figures.amount(value.formulaClv(), scored),
          Figures.amount(value.predictedClv(), scored));
    }
    lines.addAll(table.lines());
    if (value.expectedPurchases() != null) {
      lines.add(
          INDENT
              + "expected over the next %s: %s purchases, revenue %s (not discounted)"
                  .formatted(
                      counted(value.horizonDays(), "day"),
                      Figures.decimals(value.expectedPurchases(), 1),
                      Figures.amount(value.expectedRevenue(), 1)));
    }
    if (value.corrected() != null) {
      lines.add(
          INDENT
              + "predicted, corrected by what earlier dates taught: %s (level %s, order %s)"
                  .formatted(
                      Figures.amount(value.corrected().clv()),
                      value.corrected().level(),
                      value.corrected().rank()));
    }
    if (value.notForecast() != null) {
      lines.addAll(TextTable.of(INDENT, LEFT).row(value.notForecast()).lines());
    }
    if (value.predictedClvLow() != null) {
      lines.add(
          INDENT
              + "%s intervals: %s to %s purchases, predicted CLV %s to %s"
                  .formatted(
                      Figures.percent(value.intervalLevel()),
                      Figures.count(Math.round(value.expectedPurchasesLow())),
                      Figures.count(Math.round(value.expectedPurchasesHigh())),
                      Figures.amount(value.predictedClvLow()),
                      Figures.amount(value.predictedClvHigh())));
    }
    if (value.scenario() != null) {
      lines.add(
          INDENT
              + "scenario, as forecasts turned out at other shops (%s to %s of them): predicted CLV %s to %s; intervals of sums reach as far"
                  .formatted(
                      Figures.percent(value.scenario().least()),
                      Figures.percent(value.scenario().most()),
                      Figures.amount(value.scenario().clvLeast()),
                      Figures.amount(value.scenario().clvMost())));
    }
    if (value.returnsShare() > 0) {
      lines.add(
          INDENT
              + "less returns on days without a purchase, measured: %s of purchases"
                  .formatted(Figures.percent(value.returnsShare())));
    }
    lines.add(
        INDENT
            + (value.monthlyChurn() == null
                ? "monthly churn: not measured, the data is too short; so no formula CLV"
                : "monthly churn, measured: " + Figures.percent(value.monthlyChurn())));
  }

  private long scoredCustomers() {
    return manifest.tables().stream()
        .filter(table -> table.name().equals("scores"))
        .mapToLong(Manifest.Table::rows)
        .sum();
  }

  private void topCustomers() {
    if (top.isEmpty()) {
      return;
    }
    section("Most valuable customers");
    TextTable table = TextTable.of(INDENT, LEFT, LEFT, RIGHT, RIGHT, RIGHT, RIGHT);
    table.row(
        "customer", "segment", "historical CLV", "P(alive)", "exp. purchases", "predicted CLV");
    for (TopCustomer customer : top) {
      table.row(
          StringUtils.abbreviate(customer.customerId(), LONGEST_ID),
          customer.segment(),
          Figures.amount(customer.historicalClv()),
          Figures.decimals(customer.pAlive(), 3),
          Figures.decimals(customer.expectedPurchases(), 2),
          Figures.amount(customer.predictedClv(), 1));
    }
    lines.addAll(table.lines());
  }

  private void warnings() {
    if (!manifest.warnings().isEmpty()) {
      section("Warnings");
      manifest.warnings().forEach(warning -> paragraph("-", warning));
    }
  }

  private void tables() {
    if (manifest.tables().isEmpty()) {
      return;
    }
    section(manifest.status() == Manifest.Status.PUBLISHED ? "Written" : "Would be written");
    TextTable table = TextTable.of(INDENT, LEFT, RIGHT, LEFT);
    manifest
        .tables()
        .forEach(each -> table.row(each.name(), Figures.count(each.rows()) + " rows", each.path()));
    lines.addAll(table.lines());
  }

  private void report() {
    if (manifest.report() != null) {
      section("Report");
      lines.add(INDENT + manifest.report());
    }
  }

  private void times() {
    section("Time");
    TextTable table = TextTable.of(INDENT, LEFT, RIGHT, RIGHT);
    manifest
        .stages()
        .forEach(
            stage ->
                table.row(
                    stage.name(),
                    stage.rows() == null ? "" : Figures.count(stage.rows()) + " rows",
                    Figures.duration(stage.seconds())));
    double all = Duration.between(manifest.startedAt(), manifest.finishedAt()).toMillis() / 1000.0;
    double apart = manifest.stages().stream().mapToDouble(Manifest.Stage::seconds).sum();
    table.row(apart > all ? "in all, some beside each other" : "in all", "", Figures.duration(all));
    lines.addAll(table.lines());
  }

  private void section(String title) {
    lines.add("");
    lines.add(title);
  }

  /** Wrapped, with the further lines below the first word of the sentence. */
  private void paragraph(String start, String sentence) {
    lines.addAll(TextTable.of(INDENT, LEFT, LEFT).row(start, sentence).lines());
  }

  private static String counted(long count, String noun) {
    return counted(count, noun, noun + "s");
  }

  private static String counted(long count, String singular, String plural) {
    return Figures.count(count) + " " + (count == 1 ? singular : plural);
  }
}

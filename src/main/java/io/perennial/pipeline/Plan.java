package io.perennial.pipeline;

import io.perennial.config.Settings;
import io.perennial.table.Table;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** What a run would do, as lines of text. */
final class Plan {
  private final Run run;
  private final Settings settings;
  private final List<String> lines = new ArrayList<>();

  private Plan(Run run) {
    this.run = run;
    this.settings = run.settings;
  }

  /** The plan of a dry run, after its reconciliation. */
  static List<String> of(Run run) {
    Plan plan = new Plan(run);
    if (run.job.command() == Command.SIMULATE) {
      plan.simulation();
    } else if (run.job.command() == Command.REPORT) {
      plan.report();
    } else {
      plan.input();
      if (run.hasTransactions()) {
        plan.models();
      }
      plan.tables();
    }
    return plan.lines;
  }

  private void simulation() {
    Settings.Simulate simulate = settings.simulate();
    lines.add(
        "Would write   the transactions of %d customers from %s to %s to %s"
            .formatted(
                simulate.customers(),
                simulate.startDate(),
                simulate.endDate(),
                simulate.path().orElseThrow()));
  }

  private void report() {
    lines.add(
        "Would write   the report of %s again, below %s"
            .formatted(
                run.job.runDate().map(LocalDate::toString).orElse("the newest run"),
                settings.output().path().orElseThrow()));
  }

  private void input() {
    if (run.hasTransactions()) {
      transactions();
    }
    run.subscriptions.ifPresent(
        subscriptions ->
            lines.add(
                (run.hasTransactions() ? "  and         " : "Would read    ")
                    + subscriptions.source()));
    lines.add("  run date    " + run.record.runDate());
  }

  private void transactions() {
    lines.add("Would read    " + run.transactions.source());
    run.transactions.prunedBy().ifPresent(by -> lines.add("  only where  " + by));
    run.attributes.ifPresent(attributes -> lines.add("  attributes  " + attributes.source()));
    run.acquisition
        .sources()
        .forEach((name, source) -> lines.add("  %-11s %s".formatted(name, source)));
  }

  private void models() {
    if (run.isEvaluated()) {
      lines.add(
          "Would judge   %s by forecasts of the past"
              .formatted(String.join(", ", settings.models().purchases())));
    }
    if (run.isBacktest()) {
      return;
    }
    if (run.job.command() == Command.SCORE) {
      lines.add("Would use     models of version " + settings.models().version());
      return;
    }
    if (settings.models().purchases().isEmpty()) {
      lines.add("Would fit     no models");
      return;
    }
    lines.add(
        "Would fit     %s, %s%s"
            .formatted(
                String.join(
                    settings.championRule().equals(Settings.Models.FIRST) ? " or " : ", ",
                    settings.models().purchases()),
                settings.models().spend(),
                run.job.command() == Command.FIT || !run.mayReuseModels()
                    ? ""
                    : ", unless the stored ones will do"));
    if (run.job.command() != Command.FIT && run.isCorrected() && run.forecastsMoney()) {
      lines.add("Would correct values by " + correction());
    }
  }

  /** As {@link CorrectionStage} does it. */
  private String correction() {
    String backtest = "the back-test";
    if (!run.hasLearner()) {
      return backtest;
    }
    return settings.models().learner()
        + ", trained on earlier dates"
        + (run.isEvaluated() ? ", else by " + backtest : "");
  }

  private void tables() {
    if (settings.output().path().isEmpty() || run.job.command() == Command.FIT) {
      return;
    }
    lines.add(
        "Would write   below %s, as %s"
            .formatted(settings.output().path().get(), settings.output().format()));
    for (Table table : run.tables()) {
      OptionalLong rows =
          table.isOfTransactions() ? table.plannedRows(run.account) : OptionalLong.empty();
      lines.add(
          "  %-14srun_date=%s%s"
              .formatted(
                  table.name(),
                  run.record.runDate(),
                  rows.isPresent()
                      ? String.format(Locale.ROOT, "  %,d rows", rows.getAsLong())
                      : ""));
    }
  }
}

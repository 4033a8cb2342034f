package io.perennial.pipeline;

import io.perennial.economics.Churn;
import io.perennial.evaluation.CalibratedIntervals;
import io.perennial.evaluation.Experience;
import io.perennial.model.interval.CohortForecast;
import io.perennial.model.interval.Interval;
import io.perennial.report.Report;
import io.perennial.report.RunHistory;
import io.perennial.run.Manifest;
import io.perennial.table.Facts;
import io.perennial.table.ScoreTotals;
import io.perennial.table.Scores;
import io.perennial.table.Table;
import io.perennial.table.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** From customers and models to published tables. */
final class TableStages {
  private static final int TOP_CUSTOMERS = 10;

  private TableStages() {}

  /** Finds the limits of the quintile scores. */
  static void rankCustomers(Run run) {
    run.facts().rfm();
  }

  /** Finds what customers are compared with: limits of tiers, means of cohorts and segments. */
  static void compareCustomers(Run run) {
    run.facts().benchmarks();
  }

  /** Stages a table, invisible to readers, reads it back and checks it. */
  static long write(Run run, Table table) {
    Facts facts = run.facts();
    facts.written(table);
    run.checks.put(table.name(), table.check(facts));
    return table.isOfTransactions()
        ? table.plannedRows(run.account).orElse(Stage.NO_ROWS)
        : Stage.NO_ROWS;
  }

  /** Refuses tables with which something is wrong, and sums up what they say. */
  static long check(Run run) {
    Facts facts = run.facts();
    List<String> problems = new ArrayList<>();
    List<Manifest.Table> tables = new ArrayList<>();
    for (Table table : run.tables()) {
      Table.Check check = run.checks.get(table.name());
      problems.addAll(check.problems());
      String location = run.sink().location(table.name(), run.record.runDate());
      tables.add(new Manifest.Table(table.name(), location, check.rows()));
    }
    Run.refuse(problems);
    run.record.tables(tables);
    if (!run.hasTransactions() || run.isBacktest()) {
      return Stage.NO_ROWS;
    }
    run.record.value(value(run));
    run.top = Scores.top(facts, TOP_CUSTOMERS);
    return run.account.buyers();
  }

  /** Publishes the tables and makes the models current. */
  static void publish(Run run) {
    if (run.hasModels()) {
      ModelStages.store(run);
    }
    byte[] manifest = run.record.published();
    List<String> places =
        Stream.concat(Tables.names().stream(), Stream.of(RunHistory.TABLE, Report.DIRECTORY))
            .toList();
    run.sink().commit(run.record.runDate(), places, manifest).forEach(run.record::warn);
  }

  private static Manifest.Value value(Run run) {
    Facts facts = run.facts();
    ScoreTotals totals = facts.totals();
    Churn churn = facts.churn();
    CohortForecast all = facts.equity().get(0);
    Optional<Interval> purchases = all.purchases();
    Optional<Interval> clv = all.clv();
    return new Manifest.Value(
        totals.historicalClv(),
        totals.formulaClv(),
        churn.monthly().isPresent() ? churn.monthly().getAsDouble() : null,
        totals.expectedPurchases(),
        totals.expectedRevenue(),
        totals.predictedClv(),
        run.settings.clv().horizonDays(),
        run.settings.intervals().level(),
        purchases.map(Interval::low).orElse(null),
        purchases.map(Interval::high).orElse(null),
        clv.map(Interval::low).orElse(null),
        clv.map(Interval::high).orElse(null),
        facts.notForecast().orElse(null),
        facts.returns().share(),
        facts
            .correction()
            .map(
                by ->
                    new Manifest.Value.Corrected(
                        all.correctedClv(), by.levelModel(), by.rankModel()))
            .orElse(null),
        clv.map(around -> intervals(facts.calibrated())).orElse(null),
        facts
            .experience()
            .filter(scenario -> facts.totals().predictedClv() != null)
            .map(scenario -> scenario(scenario, facts.totals().predictedClv()))
            .orElse(null));
  }

  private static Manifest.Value.Scenario scenario(Experience experience, double predictedClv) {
    return new Manifest.Value.Scenario(
        experience.least(),
        experience.most(),
        experience.least() * predictedClv,
        experience.most() * predictedClv);
  }

  private static Manifest.Value.Intervals intervals(Optional<CalibratedIntervals> calibrated) {
    return new Manifest.Value.Intervals(
        source(calibrated.filter(CalibratedIntervals::isOfCustomers).isPresent()),
        source(calibrated.filter(CalibratedIntervals::isOfTotals).isPresent()));
  }

  private static String source(boolean isCalibrated) {
    return isCalibrated ? "backtest" : "model";
  }
}

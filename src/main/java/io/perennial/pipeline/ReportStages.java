package io.perennial.pipeline;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.publish.PublishedRun;
import io.perennial.report.Drift;
import io.perennial.report.KeyFigures;
import io.perennial.report.PublishedTables;
import io.perennial.report.Report;
import io.perennial.report.RunHistory;
import io.perennial.run.Manifest;
import io.perennial.table.ScoreCells;
import io.perennial.table.Table;
import io.perennial.table.Tables;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The history of runs, and the report. */
final class ReportStages {
  /** How the names of the settings begin that amounts of value depend on. */
  private static final String VALUE = "perennial.clv.";

  private ReportStages() {}

  /** Adds the run to the history, and compares it with the runs before. */
  static long remember(Run run) {
    PublishedTables tables = tables(run);
    Manifest manifest = run.record.ended(Manifest.Status.PUBLISHED);
    RunHistory before = RunHistory.read(run.spark, run.published().history());
    KeyFigures figures = KeyFigures.of(manifest, scoreCells(run), tables);
    run.before().flatMap(last -> incomparable(last, manifest)).ifPresent(run.record::warn);
    Drift drift = Drift.of(figures, before, run.settings.quality());
    drift.warnings().forEach(run.record::warn);
    List<Manifest.Gate> gates =
        drift.findings().stream()
            .map(
                finding ->
                    new Manifest.Gate(
                        finding.name(),
                        switch (finding.outcome()) {
                          case PASSED -> QualityGates.PASSED;
                          case WARNING -> QualityGates.WARNING;
                          case FAILED -> QualityGates.FAILED;
                        },
                        finding.sentence()))
            .toList();
    run.record.gates(gates);
    QualityGates.enforce(gates, Optional.empty());
    run.history = before.with(figures);
    run.sink().stage(RunHistory.TABLE, run.history.rows(run.spark));
    List<Manifest.Table> written = new ArrayList<>(manifest.tables());
    written.add(
        new Manifest.Table(
            RunHistory.TABLE, run.published().historyLocation(), run.history.runs().size()));
    run.record.tables(written);
    return run.history.runs().size();
  }

  /** Which settings of value have changed since an earlier run. */
  private static Optional<String> incomparable(Manifest last, Manifest manifest) {
    String changed = ModelReuse.differences(ofValue(last), ofValue(manifest));
    return Optional.of(changed)
        .filter(keys -> !keys.isEmpty())
        .map(
            keys ->
                "The run of %s had %s: its amounts of value and those of this run do not compare."
                    .formatted(last.runDate(), keys));
  }

  private static Map<String, String> ofValue(Manifest manifest) {
    Map<String, String> settings = new TreeMap<>(manifest.config());
    settings.keySet().removeIf(key -> !key.startsWith(VALUE));
    return settings;
  }

  /** Writes the report of the run, to be published with its tables. */
  static void write(Run run) {
    run.record.report(location(run, run.record.runDate()));
    byte[] page =
        new Report(run.settings.report(), run.settings.reportCurrency())
            .page(
                run.record.ended(Manifest.Status.PUBLISHED),
                tables(run),
                scoreCells(run),
                run.history);
    run.sink().stageFile(Report.DIRECTORY, Report.FILE, page);
  }

  /** Writes the report of a published run again. */
  static void again(Run run) {
    SortedSet<LocalDate> dates = run.published().publishedDates();
    String output = run.settings.output().path().orElseThrow();
    LocalDate date =
        run.job
            .runDate()
            .or(() -> newest(run, dates))
            .orElseThrow(
                () ->
                    new JobFailure(
                        ExitCode.INPUT,
                        "There is no published run below %s: expected one to report on; run the command run first."
                            .formatted(output)));
    PublishedRun published =
        run.published()
            .run(date, Tables.names())
            .filter(found -> !Manifest.read(found.manifest()).ofBacktestAlone())
            .orElseThrow(
                () ->
                    new JobFailure(
                        ExitCode.INPUT,
                        "--run-date %s: there is no published run of that date below %s; expected one of %s, or run the command run first."
                            .formatted(date, output, without(date, dates))));
    Manifest manifest = Manifest.read(published.manifest());
    PublishedTables tables = name -> read(run, published.files(name));
    RunHistory history = RunHistory.read(run.spark, run.published().history());
    byte[] page =
        new Report(run.settings.report(), run.settings.reportCurrency())
            .page(
                manifest,
                tables,
                tables
                    .table(Tables.SCORES.name())
                    .map(scores -> ScoreCells.of(scores, date, churnWindowMonths(manifest)))
                    .orElse(ScoreCells.NONE),
                history);
    run.sink().replaceFile(Report.DIRECTORY, date, Report.FILE, page);
    run.record.runDate(date);
    run.record.report(location(run, date));
  }

  private static int churnWindowMonths(Manifest manifest) {
    return Integer.parseInt(
        manifest.config().getOrDefault("perennial.clv.churn-window-months", "3"));
  }

  /** The customers of the run who are alike; none in a run of subscriptions alone. */
  private static ScoreCells scoreCells(Run run) {
    return run.hasTransactions() ? run.facts().scoreCells() : ScoreCells.NONE;
  }

  private static List<LocalDate> without(LocalDate date, SortedSet<LocalDate> dates) {
    return dates.stream().filter(each -> !each.equals(date)).toList();
  }

  private static Optional<LocalDate> newest(Run run, SortedSet<LocalDate> dates) {
    List<LocalDate> newestFirst = new ArrayList<>(dates);
    Collections.reverse(newestFirst);
    return newestFirst.stream()
        .filter(
            date ->
                run.published().manifest(date).map(Manifest::read).stream()
                    .anyMatch(manifest -> !manifest.ofBacktestAlone()))
        .findFirst();
  }

  private static String location(Run run, LocalDate date) {
    return run.sink().location(Report.DIRECTORY, date) + "/" + Report.FILE;
  }

  private static PublishedTables tables(Run run) {
    Map<String, Table> own =
        run.tables().stream().collect(Collectors.toMap(Table::name, table -> table));
    return new PublishedTables() {
      @Override
      public Optional<Dataset<Row>> table(String name) {
        return Optional.ofNullable(own.get(name)).map(run.facts()::written);
      }

      @Override
      public Optional<List<Row>> rows(String name) {
        return Optional.ofNullable(own.get(name)).map(run.facts()::readBack);
      }
    };
  }

  private static Optional<Dataset<Row>> read(Run run, List<Path> files) {
    if (files.isEmpty()) {
      return Optional.empty();
    }
    String format = files.get(0).getName().endsWith(".orc") ? "orc" : "parquet";
    return Optional.of(
        run.spark
            .read()
            .format(format)
            .load(files.stream().map(Path::toString).toArray(String[]::new)));
  }
}

package io.perennial.pipeline;

import io.perennial.config.Settings;
import io.perennial.history.Reconciliation;
import io.perennial.ingest.InputFailures;
import io.perennial.ingest.Transactions;
import io.perennial.run.Manifest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/**
 * The command {@code validate}, and every dry run: reads the input as a run would and tells what
 * would be read, rejected and written; writes nothing.
 */
final class Validation {
  private final SparkSession spark;
  private final Job job;
  private final RunRecord record;
  private final Progress progress;
  private final StageRunner stages;

  Validation(SparkSession spark, Job job, RunRecord record, Progress progress, StageRunner stages) {
    this.spark = spark;
    this.job = job;
    this.record = record;
    this.progress = progress;
    this.stages = stages;
  }

  static int stageCount() {
    return 2;
  }

  Manifest execute() {
    BatchRun.Opened opened =
        stages.run("open input", inputs -> -1, () -> BatchRun.Opened.of(spark, job));
    Transactions transactions = opened.transactions();
    Reconciliation account =
        stages.run("account of rows", Reconciliation::rows, () -> account(transactions));
    LocalDate runDate =
        InputJudgement.judge(job, account, transactions.source(), transactions.files(), record);
    progress.plan(plan(opened, account, runDate));
    Manifest manifest = record.ended(Manifest.Status.DRY_RUN, stages.finished());
    progress.summary(manifest, List.of());
    return manifest;
  }

  private Reconciliation account(Transactions transactions) {
    try {
      return Reconciliation.of(BatchRun.histories(transactions, job.settings()));
    } catch (Exception e) { // SparkException is checked, and thrown by Scala without a word
      throw InputFailures.translate(transactions.source(), e);
    }
  }

  private List<String> plan(BatchRun.Opened opened, Reconciliation account, LocalDate runDate) {
    Settings settings = job.settings();
    Transactions transactions = opened.transactions();
    List<String> lines = new ArrayList<>();
    lines.add("Would read    " + transactions.source());
    transactions.prunedBy().ifPresent(by -> lines.add("  only where  " + by));
    opened.covariates().ifPresent(covariates -> lines.add("  covariates  " + covariates.source()));
    lines.add("  run date    " + runDate);
    if (job.command() != Command.SCORE) {
      lines.add(
          "Would fit     %s, %s%s"
              .formatted(
                  String.join(", ", settings.models().purchases()),
                  settings.models().spend(),
                  job.command() == Command.FIT || settings.models().reuseDays() == 0
                      ? ""
                      : ", unless the stored ones will do"));
    } else {
      lines.add("Would use     models of version " + settings.models().version());
    }
    settings
        .output()
        .path()
        .filter(path -> job.command() != Command.FIT)
        .ifPresent(
            path -> {
              lines.add("Would write   below " + path + ", as " + settings.output().format());
              lines.add(row("scores", account.buyers(), runDate));
              lines.add("  %-12s%s".formatted("cohorts", "run_date=" + runDate));
              lines.add("  %-12s%s".formatted("equity", "run_date=" + runDate));
              if (account.counts().quarantined().rows() > 0) {
                lines.add(row("quarantine", account.counts().quarantined().rows(), runDate));
              }
            });
    return lines;
  }

  private static String row(String table, long rows, LocalDate runDate) {
    return String.format(Locale.ROOT, "  %-12srun_date=%s  %,d rows", table, runDate, rows);
  }
}

package io.perennial.pipeline;

import io.perennial.config.SecretMask;
import io.perennial.config.Version;
import io.perennial.failure.ExitCode;
import io.perennial.history.Reconciliation;
import io.perennial.run.Manifest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;

/** What is known of a run so far; it becomes the manifest, however the run ends. */
final class RunRecord {
  private final Job job;
  private final Progress progress;
  private final String sparkVersion;
  private final StageRunner stages;
  private final Instant startedAt;

  /** By the number of the stage that warned. */
  private final SortedMap<Integer, List<String>> warnings = new TreeMap<>();

  private LocalDate runDate;
  private String runId;
  private Manifest.Input input;
  private Manifest.Counts counts;
  private final List<Manifest.Gate> gates = new ArrayList<>();
  private String modelReuse;
  private List<Manifest.Model> models = List.of();
  private Manifest.Value value;
  private Manifest.Customers customers;
  private final List<Manifest.SideInput> sides = new ArrayList<>();
  private Manifest.ComparableMoney money;
  private List<Manifest.Table> tables = List.of();
  private String report;
  private Manifest.Evaluation evaluation;
  private Manifest.Subscriptions subscriptions;

  RunRecord(Job job, Progress progress, String sparkVersion, StageRunner stages) {
    this.stages = stages;
    this.job = job;
    this.progress = progress;
    this.sparkVersion = sparkVersion;
    this.startedAt = job.clock().instant();
    this.runDate = job.runDate().orElse(null);
  }

  /** Shows a warning and keeps it for the manifest. */
  synchronized void warn(String sentence) {
    progress.warning(sentence);
    warnings.computeIfAbsent(stages.current(), any -> new ArrayList<>()).add(sentence);
  }

  private synchronized List<String> warnings() {
    return warnings.values().stream().flatMap(List::stream).toList();
  }

  void read(Reconciliation account, long files, LocalDate runDate) {
    var configured = job.settings().input();
    this.runDate = runDate;
    this.counts = account.counts();
    this.input =
        new Manifest.Input(
            configured.path().map(SecretMask::text).orElse(null),
            configured.table().orElse(null),
            files,
            account.rows(),
            account.amount(),
            account.firstTimestamp(),
            account.lastTimestamp());
  }

  /**
   * Names the run by a hash of its inputs: the same configuration, date and input give the same
   * name, wherever the tables are written.
   *
   * @param modelVersion the stored models scored with; empty when the run fits its own
   */
  String identify(String modelVersion) {
    StringBuilder identity = new StringBuilder();
    job.effectiveConfiguration()
        .forEach(
            (key, entry) -> {
              if (!key.startsWith("perennial.output.") && !key.startsWith("perennial.report.")) {
                identity.append(key).append('=').append(entry).append('\n');
              }
            });
    identity.append(job.command()).append('\n').append(Version.perennial()).append('\n');
    identity.append(runDate).append('\n').append(input).append('\n').append(counts);
    identity.append('\n').append(modelVersion);
    if (customers != null) {
      identity.append('\n').append(customers);
    }
    sides.forEach(side -> identity.append('\n').append(side));
    if (subscriptions != null) {
      identity.append('\n').append(subscriptions);
    }
    runId = runDate + "-" + DigestUtils.sha256Hex(identity.toString()).substring(0, 8);
    return runId;
  }

  void gates(List<Manifest.Gate> judged) {
    gates.addAll(judged);
  }

  /** Keeps the account of an input beside the transactions. */
  void side(Manifest.SideInput account) {
    sides.add(account);
  }

  /** The date of a run whose transactions do not say it. */
  void runDate(LocalDate date) {
    this.runDate = date;
  }

  void subscriptions(Manifest.Subscriptions account) {
    this.subscriptions = account;
  }

  void modelReuse(String sentence) {
    this.modelReuse = sentence;
  }

  void models(List<Manifest.Model> models) {
    this.models = models;
  }

  void customers(Manifest.Customers account) {
    this.customers = account;
  }

  void evaluation(Manifest.Evaluation found) {
    this.evaluation = found;
  }

  /** From "back-test", made in this run or a short while before it. */
  Optional<Manifest.Evaluation> evaluation() {
    return Optional.ofNullable(evaluation);
  }

  void money(Manifest.ComparableMoney money) {
    this.money = money;
  }

  void references(Map<String, String> references) {
    this.customers = customers.withReferences(references);
  }

  void value(Manifest.Value value) {
    this.value = value;
  }

  void tables(List<Manifest.Table> tables) {
    this.tables = tables;
  }

  void report(String location) {
    this.report = location;
  }

  LocalDate runDate() {
    return runDate;
  }

  String runId() {
    return runId;
  }

  /** The manifest of a run that ended well. */
  Manifest ended(Manifest.Status status) {
    return manifest(status, null, ExitCode.DONE);
  }

  /** The manifest to publish, as far as is known just before that. */
  byte[] published() {
    return ended(Manifest.Status.PUBLISHED).toJson();
  }

  /** The manifest of a run that failed. */
  Manifest failed(String reason, ExitCode exitCode) {
    return manifest(Manifest.Status.FAILED, reason, exitCode);
  }

  private Manifest manifest(Manifest.Status status, String reason, ExitCode exitCode) {
    return new Manifest(
        runId,
        status,
        reason,
        exitCode.number(),
        job.command().word(),
        runDate,
        startedAt,
        job.clock().instant(),
        new Manifest.Versions(
            Version.perennial(), sparkVersion, System.getProperty("java.version")),
        job.effectiveConfiguration(),
        job.configHash(),
        input,
        counts,
        List.copyOf(gates),
        modelReuse,
        models,
        value,
        tables,
        stages.finished(),
        warnings(),
        customers,
        List.copyOf(sides),
        money,
        report,
        subscriptions,
        evaluation);
  }
}

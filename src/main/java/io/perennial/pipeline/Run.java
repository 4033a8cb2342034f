package io.perennial.pipeline;

import io.perennial.basket.Baskets;
import io.perennial.config.Settings;
import io.perennial.evaluation.BacktestResult;
import io.perennial.evaluation.CalibratedIntervals;
import io.perennial.evaluation.Correction;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.history.PurchasePolicy;
import io.perennial.history.Reconciliation;
import io.perennial.ingest.Subscriptions;
import io.perennial.ingest.Transactions;
import io.perennial.model.CovariateEncoder;
import io.perennial.model.FittedModels;
import io.perennial.model.btyd.PurchaseModel;
import io.perennial.model.spend.NoForecast;
import io.perennial.publish.ModelStore;
import io.perennial.publish.OutputDirectory;
import io.perennial.publish.Sink;
import io.perennial.report.RunHistory;
import io.perennial.run.Manifest;
import io.perennial.run.TopCustomer;
import io.perennial.table.Facts;
import io.perennial.table.Table;
import io.perennial.table.Tables;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A run in progress: what the stages hand on to each other. A field is null until the stage that
 * its comment names has set it.
 */
final class Run {
  final SparkSession spark;
  final Job job;
  final Settings settings;
  final RunRecord record;

  /** Where tables and models go; absent where nothing is written. */
  private final Optional<Target> target;

  /** Where tables and models go, and where what was published is. */
  record Target(Sink sink, OutputDirectory published) {}

  /** From "open input". */
  Transactions transactions;

  /** From "open input", where attributes of customers are needed. */
  Optional<JoinedAttributes> attributes = Optional.empty();

  /** From "open input". */
  AcquisitionInputs acquisition;

  /** From "spend and visits": empty where there are none. */
  Facts.AcquisitionInput acquired = Facts.AcquisitionInput.NONE;

  /** From "histories": every row of the input. */
  Reconciliation account;

  /** From "histories": all customers. */
  Dataset<Row> histories;

  /** From "histories", with attributes from "customers": those with a purchase. */
  Dataset<Row> buyers;

  /** From "open input", where subscriptions are configured. */
  Optional<Subscriptions> subscriptions = Optional.empty();

  /** From "subscriptions". */
  Optional<Facts.Subscriptions> subscribed = Optional.empty();

  /** From "back-test", where a run has one. */
  Optional<BacktestResult> backtest = Optional.empty();

  /** From "back-test": the champion, where it decides. */
  Optional<String> elected = Optional.empty();

  /** From "correction", where there is something to correct, and something to go by. */
  Optional<Correction> correction = Optional.empty();

  /** From "correction", where a back-test saw how wide intervals have to be. */
  Optional<CalibratedIntervals> calibrated = Optional.empty();

  /** From "encode covariates". */
  Optional<CovariateEncoder> encoder = Optional.empty();

  /** From "fit purchases". */
  List<PurchaseModel<?>> purchases;

  /** From "fit spend", "load models" or "stored models". */
  FittedModels models;

  /** Read when first asked for. */
  private Optional<Manifest> before;

  /** Made when first asked for; by then there are models. */
  private Facts facts;

  /** From the stages of the tables: what is wrong with each, by name. */
  final Map<String, Table.Check> checks = new ConcurrentHashMap<>();

  /** From "check tables". */
  List<TopCustomer> top = List.of();

  /** From "run history": the key figures of all runs, this one among them. */
  RunHistory history;

  Run(SparkSession spark, Job job, RunRecord record, Optional<Target> target) {
    this.spark = spark;
    this.job = job;
    this.settings = job.settings();
    this.record = record;
    this.target = target;
  }

  Sink sink() {
    return target.orElseThrow().sink;
  }

  OutputDirectory published() {
    return target.orElseThrow().published;
  }

  ModelStore store() {
    return published().models();
  }

  boolean isDry() {
    return job.isDry();
  }

  boolean hasTransactions() {
    return settings.input().hasTransactions();
  }

  /** Models need no subscriptions. */
  boolean hasSubscriptions() {
    return settings.input().subscriptions().isConfigured() && job.command() != Command.FIT;
  }

  boolean hasCovariates() {
    return !settings.models().covariates().isEmpty();
  }

  boolean hasAttributes() {
    return !JoinedAttributes.needed(settings, job.command()).isEmpty();
  }

  boolean hasAcquisitionInputs() {
    return acquisition != null && acquisition.areThere();
  }

  boolean mayReuseModels() {
    return settings.models().reuseDays() > 0;
  }

  boolean hasModels() {
    return models != null;
  }

  /** Whether the command is backtest, which writes the tables of the evaluation and no others. */
  boolean isBacktest() {
    return job.command() == Command.BACKTEST;
  }

  /** Whether the past is forecast: there are models to judge. */
  boolean isEvaluated() {
    return (isBacktest() || settings.evaluation().origins() > 0)
        && job.command() != Command.SCORE
        && !settings.models().purchases().isEmpty();
  }

  /** Whether learners beside the models are configured. */
  boolean hasLearner() {
    return !settings.models().learner().equals(Settings.Models.NO_LEARNER);
  }

  /** Whether it is to be forecast what purchases are worth. */
  boolean forecastsMoney() {
    return !settings.models().spend().equals(NoForecast.NAME);
  }

  /** Whether predicted values are corrected, where there are some. */
  boolean isCorrected() {
    return isEvaluated() || (hasLearner() && !settings.models().purchases().isEmpty());
  }

  /** The tables of the run. */
  List<Table> tables() {
    return Tables.ALL.stream().filter(this::isIn).toList();
  }

  /** Whether the run has the table, as far as is known so far. */
  boolean isIn(Table table) {
    boolean isOfEvaluation = Tables.OF_EVALUATION.contains(table.name());
    return (isBacktest() ? isOfEvaluation : Tables.isConfigured(table, settings))
        && (isEvaluated() || !isOfEvaluation)
        && (account == null || !table.isOfTransactions() || table.isIn(account));
  }

  /**
   * What the newest run of an earlier date published; empty where there is none, or its manifest
   * cannot be read, which is told.
   */
  Optional<Manifest> before() {
    if (before == null) {
      Set<LocalDate> earlier = published().publishedDates().headSet(record.runDate());
      before = earlier.stream().reduce((one, later) -> later).flatMap(this::manifest);
    }
    return before;
  }

  private Optional<Manifest> manifest(LocalDate date) {
    try {
      return published().manifest(date).map(Manifest::read);
    } catch (IllegalArgumentException damage) {
      record.warn(
          "Nothing is compared with the run of %s, whose manifest cannot be read: %s"
              .formatted(date, damage.getMessage().lines().findFirst().orElse("")));
      return Optional.empty();
    }
  }

  /** The facts that tables are made of; complete once there are models. */
  synchronized Facts facts() {
    if (facts == null) {
      facts =
          new Facts(
              new Facts.Run(
                  spark, settings, record.runDate(), record.runId(), record::warn, this::stage),
              hasTransactions()
                  ? new Facts.Customers(
                      account,
                      histories,
                      buyers,
                      attributes.map(JoinedAttributes::largestLevels).orElse(Map.of()),
                      this::baskets,
                      transactions::quarantined)
                  : null,
              acquired,
              models,
              subscribed,
              backtest,
              correction,
              calibrated);
    }
    return facts;
  }

  /** Stages a table, invisible to readers. */
  private Dataset<Row> stage(Table table) {
    if (!isIn(table)) {
      throw new IllegalStateException("%s is not a table of this run".formatted(table.name()));
    }
    Supplier<Dataset<Row>> work = () -> sink().stage(table.name(), table.rows(facts()));
    return table.isOfTransactions() ? InputStages.reading(transactions, work) : work.get();
  }

  /** The products of orders, read in a scan of their own, since only some tables need them. */
  private Dataset<Row> baskets() {
    return InputStages.reading(
        transactions,
        () ->
            sink()
                .scratch(
                    "baskets",
                    Baskets.build(
                        transactions.classified(), PurchasePolicy.of(settings.purchases()))));
  }

  /** Ends the run if there are problems with its tables. */
  static void refuse(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new JobFailure(ExitCode.PUBLISH, problems, null);
    }
  }
}

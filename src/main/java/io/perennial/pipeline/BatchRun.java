package io.perennial.pipeline;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.perennial.cohort.Activity;
import io.perennial.cohort.ActivityWindows;
import io.perennial.cohort.CohortTable;
import io.perennial.config.Settings;
import io.perennial.economics.Churn;
import io.perennial.economics.CustomerValue;
import io.perennial.features.RfmFeatures;
import io.perennial.features.RfmScores;
import io.perennial.history.Histories;
import io.perennial.ingest.InputFailures;
import io.perennial.ingest.RowClass;
import io.perennial.ingest.Transactions;
import io.perennial.model.CovariateEncoder;
import io.perennial.model.interval.CohortForecast;
import io.perennial.model.interval.CohortForecasts;
import io.perennial.model.interval.ForecastIntervals;
import io.perennial.model.interval.Interval;
import io.perennial.publish.HeldOutput;
import io.perennial.publish.ModelStore;
import io.perennial.run.Manifest;
import io.perennial.run.ManifestJson;
import io.perennial.schema.HistoryColumns;
import io.perennial.schema.Money;
import io.perennial.schema.PurchasePolicy;
import io.perennial.schema.ScoreColumns;
import io.perennial.segment.RfmSegment;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The commands {@code run}, {@code fit} and {@code score}: one sequence of stages with parts left
 * out. Transactions are read once, for the histories, which are stored; what comes after reads
 * those. (Quarantined rows, where there are any, are fetched by a scan of their own, because they
 * alone need all columns of the input.)
 */
final class BatchRun {
  private static final String HISTORIES = "histories";
  private static final String SCORES = "scores";
  private static final String COHORTS = "cohorts";
  private static final String QUARANTINE = "quarantine";
  private static final String EQUITY = "equity";
  private static final String CUSTOMERS = "customers";
  private static final List<String> TABLES = List.of(SCORES, COHORTS, EQUITY, QUARANTINE);
  private static final int TOP_CUSTOMERS = 10;
  private static final int FIT_STAGES = 2;
  private static final String OBJECT_HASH_AGGREGATE =
      "spark.sql.execution.useObjectHashAggregateExec";

  private final SparkSession spark;
  private final Job job;
  private final Settings settings;
  private final RunRecord record;
  private final Progress progress;
  private final StageRunner stages;
  private final HeldOutput output;
  private final ModelStore store;
  private final ModelCatalog catalog;

  BatchRun(
      SparkSession spark,
      Job job,
      RunRecord record,
      Progress progress,
      StageRunner stages,
      HeldOutput output,
      ModelStore store) {
    this.spark = spark;
    this.job = job;
    this.settings = job.settings();
    this.record = record;
    this.progress = progress;
    this.stages = stages;
    this.output = output;
    this.store = store;
    this.catalog = new ModelCatalog(settings);
  }

  /** How many stages the job has, at most. */
  static int stageCount(Job job) {
    Settings.Models models = job.settings().models();
    int fitCovariates = models.covariates().isEmpty() ? 0 : 2;
    return switch (job.command()) {
      case FIT -> 5 + fitCovariates;
      case SCORE -> models.covariates().isEmpty() ? 10 : 11;
      default -> (models.reuseDays() == 0 ? 11 : 12) + fitCovariates;
    };
  }

  Manifest execute() {
    Opened opened = stages.run("open input", inputs -> -1, () -> Opened.of(spark, job));
    Transactions transactions = opened.transactions();
    Built built = stages.run(HISTORIES, b -> b.account.rows(), () -> buildHistories(transactions));
    InputAccount account = built.account;
    LocalDate runDate =
        InputJudgement.judge(job, account, transactions.source(), transactions.files(), record);
    Dataset<Row> histories =
        built.histories.where(col(HistoryColumns.ROW_CLASS).equalTo(RowClass.ACCEPTED));
    Dataset<Row> customers = customers(histories, runDate, account, opened.covariates());

    if (job.command() == Command.FIT) {
      FittedModels models = fit(customers, opened.covariates());
      stages.run(
          "store models",
          done -> -1,
          () -> {
            store(models);
            return models;
          });
      return finish(List.of());
    }

    warnOfHorizon(account, runDate);
    FittedModels models =
        job.command() == Command.RUN ? reuseOrFit(customers, opened.covariates()) : load();
    long quarantined =
        stages.run(QUARANTINE, rows -> rows, () -> writeQuarantine(transactions, account));
    Activity activity = stages.run(COHORTS, counted -> -1, () -> writeCohorts(histories, runDate));
    Churn churn = churn(activity, account, runDate);
    RfmScores rfm =
        stages.run(
            "rfm limits", limits -> -1, () -> RfmScores.of(customers, settings.rfm(), runDate));
    Optional<ForecastIntervals> intervals = intervals(models);
    stages.run(
        SCORES,
        rows -> rows,
        () -> {
          write(scores(rfm.score(customers), models, intervals, churn, value(account)), SCORES);
          return account.buyers();
        });
    List<CohortForecast> equity =
        stages.run(
            EQUITY, List::size, () -> writeEquity(customers, models, intervals, value(account)));
    List<TopCustomer> top =
        stages.run(
            "check tables",
            checked -> account.buyers(),
            () -> check(account, quarantined, churn, equity));
    stages.run(
        "publish",
        done -> -1,
        () -> {
          if (models.version().equals(record.runId())) {
            store(models);
          }
          return publish();
        });
    return finish(top);
  }

  /** Nobody has been seen for as long as is forecast: how customers leave by then is a guess. */
  private void warnOfHorizon(InputAccount account, LocalDate runDate) {
    long known = ChronoUnit.DAYS.between(account.firstDay().orElse(runDate), runDate);
    if (settings.clv().horizonDays() > known) {
      record.warn(
          "clv.horizon-days is %d, but the oldest customer has been known for %d days: forecasts reach further than anything the models were fitted to"
              .formatted(settings.clv().horizonDays(), known));
    }
  }

  /** The configured inputs with everything a job needs of them. */
  record Opened(Transactions transactions, Optional<CustomerCovariates> covariates) {
    static Opened of(SparkSession spark, Job job) {
      Settings settings = job.settings();
      Transactions transactions =
          Transactions.open(
              spark, settings.input(), settings.quality().duplicateColumns(), job.runDate());
      return new Opened(transactions, CustomerCovariates.open(spark, settings, transactions));
    }
  }

  /** The histories of the transactions, under the configured policy. */
  static Dataset<Row> histories(Transactions transactions, Settings settings) {
    return Histories.build(transactions.classified(), policy(settings));
  }

  private record Built(Dataset<Row> histories, InputAccount account) {}

  private Built buildHistories(Transactions transactions) {
    long read =
        RecordsRead.during(
            spark.sparkContext(),
            HISTORIES,
            () -> reading(transactions, () -> storeHistories(histories(transactions, settings))));
    Dataset<Row> histories = spark.read().parquet(output.stage(HISTORIES).toString());
    InputAccount account = InputAccount.of(histories);
    if (transactions.readsNothingElse() && read != account.rows()) {
      throw new IllegalStateException(
          "Spark read %d rows, but %d are accounted for".formatted(read, account.rows()));
    }
    return new Built(histories, account);
  }

  private void storeHistories(Dataset<Row> histories) {
    // Sorting and then aggregating costs a third less processor time here than Spark's hash
    // aggregation of objects, which gives up on hashing after 128 customers anyway.
    String before = spark.conf().get(OBJECT_HASH_AGGREGATE);
    spark.conf().set(OBJECT_HASH_AGGREGATE, "false");
    try {
      histories.write().parquet(output.stage(HISTORIES).toString());
    } finally {
      spark.conf().set(OBJECT_HASH_AGGREGATE, before);
    }
  }

  /** The customers with a purchase, and with their attributes where covariates are configured. */
  private Dataset<Row> customers(
      Dataset<Row> histories,
      LocalDate runDate,
      InputAccount account,
      Optional<CustomerCovariates> covariates) {
    Dataset<Row> customers = RfmFeatures.of(histories, runDate);
    return covariates
        .map(
            attributes ->
                stages.run(
                    CUSTOMERS,
                    joined -> account.buyers(),
                    () -> attributes.join(customers, output.stage(CUSTOMERS), record)))
        .orElse(customers);
  }

  private FittedModels reuseOrFit(Dataset<Row> customers, Optional<CustomerCovariates> covariates) {
    if (settings.models().reuseDays() == 0) {
      return fit(customers, covariates);
    }
    ModelReuse.Decision decision =
        stages.run(
            "stored models",
            decided -> -1,
            () -> new ModelReuse(spark, job, store, catalog, record).decide());
    record.modelReuse(decision.sentence());
    if (decision.models().isEmpty()) {
      return fit(customers, covariates);
    }
    stages.skip(covariates.isEmpty() ? FIT_STAGES : FIT_STAGES + 1);
    FittedModels models = decision.models().get();
    record.identify(models.version());
    return note(models);
  }

  private void store(FittedModels models) {
    FitOrigin origin = FitOrigin.of(record.runDate(), models, job.effectiveConfiguration());
    catalog.store(output, models, directory -> origin.write(spark, directory));
  }

  private FittedModels fit(Dataset<Row> customers, Optional<CustomerCovariates> covariates) {
    Optional<CovariateEncoder> encoder =
        covariates.map(
            attributes ->
                stages.run(
                    "encode covariates", stage -> -1, () -> attributes.encoder(customers, record)));
    var purchases =
        stages.run(
            "fit purchases",
            models -> models.get(0).summary().customers(),
            () -> catalog.fitPurchases(customers, encoder, record));
    var spend =
        stages.run(
            "fit spend", model -> model.summary().customers(), () -> catalog.fitSpend(customers));
    return note(
        new FittedModels(
            purchases,
            FittedModels.champion(purchases, settings.models().champion()),
            spend,
            encoder,
            record.identify("")));
  }

  private FittedModels load() {
    FittedModels models = stages.run("load models", loaded -> -1, () -> catalog.load(store));
    record.identify(models.version());
    return note(models);
  }

  private FittedModels note(FittedModels models) {
    List<Manifest.Model> described = models.describe(settings.intervals().level());
    record.models(described);
    models.encoder().ifPresent(encoder -> record.references(encoder.encoding().references()));
    for (Manifest.Model model : described) {
      model.warnings().forEach(warning -> record.warn(model.name() + ": " + warning));
    }
    return models;
  }

  private long writeQuarantine(Transactions transactions, InputAccount account) {
    long counted = account.counts().quarantined().rows();
    if (counted > 0) {
      reading(transactions, () -> write(transactions.quarantined(record.runId()), QUARANTINE));
    }
    return counted;
  }

  private Activity writeCohorts(Dataset<Row> histories, LocalDate runDate) {
    Settings.Period period = settings.cohorts().period();
    Activity activity =
        Activity.measure(
            Histories.asObjects(histories),
            period,
            ActivityWindows.before(runDate, settings.clv().churnWindowMonths()),
            policy(settings));
    write(
        spark
            .createDataFrame(CohortTable.rows(activity, period, runDate), CohortTable.SCHEMA)
            .coalesce(1),
        COHORTS);
    return activity;
  }

  private Churn churn(Activity activity, InputAccount account, LocalDate runDate) {
    int months = settings.clv().churnWindowMonths();
    LocalDate firstDay = account.firstDay().orElse(runDate);
    Churn churn =
        Churn.measure(
            activity.earlierActive(),
            activity.lost(),
            months,
            ChronoUnit.DAYS.between(firstDay, runDate) + 1,
            ChronoUnit.DAYS.between(runDate.minusMonths(2L * months), runDate));
    churn.unmeasured().ifPresent(reason -> record.warn("formula_clv is null: " + reason));
    return churn;
  }

  private CustomerValue value(InputAccount account) {
    return settings.input().columns().cost().isPresent()
        ? CustomerValue.measured(account.counts().accepted().amount(), account.cost())
        : new CustomerValue(settings.clv().margin(), CustomerValue.Costs.UNKNOWN);
  }

  private Optional<ForecastIntervals> intervals(FittedModels models) {
    Optional<ForecastIntervals> intervals = models.intervals(settings.intervals());
    if (intervals.isEmpty() && settings.intervals().replicates() > 0) {
      record.warn(
          "intervals are null: %s or %s has no bootstrap replicates, because it was fitted without or has no standard errors"
              .formatted(models.champion().summary().name(), models.spend().summary().name()));
    }
    return intervals;
  }

  private Dataset<Row> scores(
      Dataset<Row> customers,
      FittedModels models,
      Optional<ForecastIntervals> intervals,
      Churn churn,
      CustomerValue value) {
    Dataset<Row> forecasts = models.forecast(customers);
    return intervals
        .map(around -> around.ofCustomers(forecasts, value.margin()))
        .orElseGet(() -> ForecastIntervals.unknown(forecasts))
        .withColumn(ScoreColumns.RFM_SEGMENT, RfmSegment.column())
        .withColumn(ScoreColumns.REVENUE, Money.amount(col(HistoryColumns.REVENUE)))
        .withColumn(ScoreColumns.HISTORICAL_CLV, value.historical())
        .withColumn(ScoreColumns.FORMULA_CLV, value.formula(churn.monthly()))
        .withColumn(ScoreColumns.EXPECTED_REVENUE, CustomerValue.expectedRevenue())
        .withColumn(ScoreColumns.PREDICTED_CLV, value.predicted())
        .withColumn(ScoreColumns.MODEL, lit(models.label()))
        .withColumn(ScoreColumns.RUN_ID, lit(record.runId()))
        .select(ScoreColumns.ALL.stream().map(name -> col(name)).toArray(Column[]::new));
  }

  private List<CohortForecast> writeEquity(
      Dataset<Row> customers,
      FittedModels models,
      Optional<ForecastIntervals> intervals,
      CustomerValue value) {
    Dataset<Row> scores = stored(SCORES);
    Column cohort =
        CohortTable.start(settings.cohorts().period(), col(ScoreColumns.FIRST_PURCHASE));
    List<CohortForecast> sums = CohortForecasts.of(scores, cohort);
    // The scores hold everything but covariates.
    Dataset<Row> known =
        models.encoder().isEmpty()
            ? scores
            : models.forecast(customers).withColumn(ScoreColumns.PREDICTED_CLV, value.predicted());
    List<CohortForecast> forecasts =
        intervals.map(around -> around.ofSums(sums, known, cohort, value.margin())).orElse(sums);
    write(
        spark.createDataFrame(EquityTable.rows(forecasts), EquityTable.SCHEMA).coalesce(1), EQUITY);
    return forecasts;
  }

  private List<TopCustomer> check(
      InputAccount account, long quarantined, Churn churn, List<CohortForecast> equity) {
    Dataset<Row> scores = stored(SCORES);
    StagedTables.Totals totals =
        StagedTables.checkScores(scores, account.buyers(), account.revenue());
    long cohortRows =
        StagedTables.checkCohorts(stored(COHORTS), account.buyers(), account.revenue());
    List<Manifest.Table> tables = new ArrayList<>();
    tables.add(table(SCORES, totals.rows()));
    tables.add(table(COHORTS, cohortRows));
    tables.add(table(EQUITY, equity.size()));
    if (quarantined > 0) {
      StagedTables.checkQuarantine(stored(QUARANTINE).count(), quarantined);
      tables.add(table(QUARANTINE, quarantined));
    }
    record.tables(tables);
    Optional<Interval> purchases = equity.get(0).purchases();
    Optional<Interval> clv = equity.get(0).clv();
    record.value(
        new Manifest.Value(
            totals.historicalClv(),
            totals.formulaClv(),
            churn.monthly().isPresent() ? churn.monthly().getAsDouble() : null,
            totals.expectedPurchases(),
            totals.expectedRevenue(),
            totals.predictedClv(),
            settings.clv().horizonDays(),
            settings.intervals().level(),
            purchases.map(Interval::low).orElse(null),
            purchases.map(Interval::high).orElse(null),
            clv.map(Interval::low).orElse(null),
            clv.map(Interval::high).orElse(null)));
    return StagedTables.top(scores, TOP_CUSTOMERS);
  }

  private Manifest.Table table(String name, long rows) {
    Path partition = new Path(settings.output().path().orElseThrow(), name);
    return new Manifest.Table(
        name, new Path(partition, "run_date=" + record.runDate()).toString(), rows);
  }

  private Manifest publish() {
    Manifest manifest = record.ended(Manifest.Status.PUBLISHED, stages.finished());
    output
        .publish(
            record.runDate(), TABLES, ManifestJson.write(manifest), settings.output().keepRuns())
        .warnings()
        .forEach(record::warn);
    return manifest;
  }

  private Manifest finish(List<TopCustomer> top) {
    Manifest manifest = record.ended(Manifest.Status.PUBLISHED, stages.finished());
    progress.summary(manifest, top);
    return manifest;
  }

  private void write(Dataset<Row> table, String name) {
    table.write().format(settings.output().format()).save(output.stage(name).toString());
  }

  private Dataset<Row> stored(String name) {
    return spark.read().format(settings.output().format()).load(output.stage(name).toString());
  }

  private static void reading(Transactions transactions, Runnable work) {
    try {
      work.run();
    } catch (Exception e) { // SparkException is checked, and thrown by Scala without a word
      throw InputFailures.translate(transactions.source(), e);
    }
  }

  private static PurchasePolicy policy(Settings settings) {
    return switch (settings.purchases().zeroDay()) {
      case IGNORE -> PurchasePolicy.IGNORE_ZERO;
      case PURCHASE -> PurchasePolicy.COUNT_ZERO;
    };
  }
}

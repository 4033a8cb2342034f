package io.perennial.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_date;

import io.perennial.basket.Baskets;
import io.perennial.basket.ProductStatistics;
import io.perennial.cohort.Activity;
import io.perennial.cohort.ActivityWindows;
import io.perennial.cohort.Scope;
import io.perennial.cohort.SegmentActivity;
import io.perennial.config.Settings;
import io.perennial.economics.Allocation;
import io.perennial.economics.Churn;
import io.perennial.economics.CustomerValue;
import io.perennial.economics.Returns;
import io.perennial.economics.UnitCosts;
import io.perennial.evaluation.BacktestResult;
import io.perennial.evaluation.CalibratedIntervals;
import io.perennial.evaluation.Correction;
import io.perennial.evaluation.Experience;
import io.perennial.features.RfmScores;
import io.perennial.history.HistoryColumns;
import io.perennial.history.PurchasePolicy;
import io.perennial.history.Reconciliation;
import io.perennial.ingest.CustomerAttributes;
import io.perennial.model.FittedModels;
import io.perennial.model.interval.CohortForecast;
import io.perennial.model.interval.CohortForecasts;
import io.perennial.model.interval.ForecastIntervals;
import io.perennial.model.spend.GammaGammaForecast;
import io.perennial.schema.DatedAmount;
import io.perennial.schema.Dimensions;
import io.perennial.schema.Money;
import io.perennial.schema.ScoreColumns;
import io.perennial.segment.Bands;
import io.perennial.segment.RfmSegment;
import io.perennial.subscription.Policy;
import io.perennial.subscription.SubscriptionBase;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * The facts from which the tables of a run are made. Those that cost a pass over the customers are
 * computed once, when the first table needs them. Tables may be made beside each other: whoever
 * asks for what another is computing or writing waits for it.
 */
public final class Facts {
  private final Run run;
  private final Customers customers;
  private final AcquisitionInput acquired;
  private final FittedModels models;
  private final Optional<Subscriptions> subscriptions;
  private final Optional<BacktestResult> backtest;
  private final Optional<Correction> correction;
  private final Optional<CalibratedIntervals> calibrated;
  private final Map<String, Once<Dataset<Row>>> written = new ConcurrentHashMap<>();
  private final Map<String, Once<List<Row>>> readBack = new ConcurrentHashMap<>();

  private final Once<Dataset<Row>> valued = new Once<>(this::makeValued);
  private final Once<Benchmarks> benchmarks = new Once<>(this::measureBenchmarks);
  private final Once<List<SegmentTotals>> segments = new Once<>(this::measureSegments);
  private final Once<Activity> activity = new Once<>(this::measureActivity);
  private final Once<Churn> churn = new Once<>(this::measureChurn);
  private final Once<CustomerValue> value = new Once<>(this::makeValue);
  private final Once<RfmScores> rfm = new Once<>(this::findLimits);
  private final Once<Optional<ForecastIntervals>> intervals = new Once<>(this::makeIntervals);
  private final Once<List<CohortForecast>> equity = new Once<>(this::measureEquity);
  private final Once<List<Row>> scoreRows = new Once<>(this::measureScoreRows);
  private final Once<AcquisitionFacts> acquisition = new Once<>(this::measureAcquisition);
  private final Once<Allocation> allocation = new Once<>(this::measureAllocation);
  private final Once<WonCustomers> wonCustomers = new Once<>(this::measureWonCustomers);
  private final Once<ProductStatistics> products = new Once<>(this::measureProducts);

  /**
   * The run that makes tables.
   *
   * @param warnings receives warnings, as sentences
   * @param write stages a table of the run, invisible to readers
   */
  public record Run(
      SparkSession spark,
      Settings settings,
      LocalDate runDate,
      String runId,
      Consumer<String> warnings,
      Function<Table, Dataset<Row>> write) {}

  /**
   * The customers and the rows they come from.
   *
   * @param account the reconciliation of the input
   * @param histories of all customers
   * @param buyers the customers with a purchase: the days of their histories, their features, and
   *     their attributes where some are needed
   * @param largestLevels by attribute with more levels than {@link Dimension#MAX_LEVELS}, those
   *     that are segments of their own
   * @param baskets orders with their products, stored; asked for once, where products or discounts
   *     are configured
   * @param quarantined the rejected rows, unchanged, with reasons, by run id
   */
  public record Customers(
      Reconciliation account,
      Dataset<Row> histories,
      Dataset<Row> buyers,
      Map<String, List<String>> largestLevels,
      Supplier<Dataset<Row>> baskets,
      Function<String, Dataset<Row>> quarantined) {}

  /**
   * What winning customers took: sums by days, channel and kind.
   *
   * @param rows that were read
   */
  public record AcquisitionInput(List<DatedAmount> spend, List<DatedAmount> visits, long rows) {
    /** None is configured. */
    public static final AcquisitionInput NONE = new AcquisitionInput(List.of(), List.of(), 0);
  }

  /**
   * The subscriptions.
   *
   * @param base movements and lives
   * @param policy by which they are told
   * @param hasBilled whether billed amounts are mapped
   * @param hasReasons whether reasons of ends are mapped
   */
  public record Subscriptions(
      SubscriptionBase base, Policy policy, boolean hasBilled, boolean hasReasons) {}

  /**
   * @param customers null in a run without transactions
   * @param models null in a run without transactions
   * @param subscriptions absent in a run without them
   * @param backtest absent in a run that made none
   * @param correction of the predicted value; absent where there is none, or nothing to correct it
   *     by
   * @param calibrated intervals as a back-test calibrates them; absent where none did
   */
  public Facts(
      Run run,
      Customers customers,
      AcquisitionInput acquired,
      FittedModels models,
      Optional<Subscriptions> subscriptions,
      Optional<BacktestResult> backtest,
      Optional<Correction> correction,
      Optional<CalibratedIntervals> calibrated) {
    this.run = run;
    this.customers = customers;
    this.acquired = acquired;
    this.models = models;
    this.subscriptions = subscriptions;
    this.backtest = backtest;
    this.correction = correction;
    this.calibrated = calibrated;
  }

  SparkSession spark() {
    return run.spark;
  }

  Settings settings() {
    return run.settings;
  }

  LocalDate runDate() {
    return run.runDate;
  }

  String runId() {
    return run.runId;
  }

  Reconciliation account() {
    return customers.account;
  }

  /**
   * The customers with a purchase, one row each: the days of their histories and, where some are
   * needed, their attributes.
   */
  Dataset<Row> buyers() {
    return customers.buyers;
  }

  /** The attributes that are dimensions of segments, over rows of {@link #buyers}. */
  List<Dimension> attributes() {
    return settings().economics().segments().stream()
        .filter(name -> !Dimensions.BUILT_IN.contains(name))
        .map(this::attribute)
        .toList();
  }

  /** The channel that customers came by, over rows of {@link #buyers}; empty without one. */
  Optional<Dimension> channel() {
    return settings().channel().map(this::attribute);
  }

  /**
   * What it cost to win a customer, in micros, over rows of {@link #buyers}: as it is told, or by
   * the spend; null: not known, or nothing was spent.
   */
  Optional<Column> acquisitionCost() {
    if (settings().input().customers().hasAcquisitionCost()) {
      return Optional.of(col(CustomerAttributes.ACQUISITION_COST));
    }
    return settings().input().spend().isConfigured()
        ? Optional.of(
            AcquisitionCosts.column(
                acquisition().allocation().costs(),
                col(HistoryColumns.FIRST_DAY),
                channel().map(Dimension::segment).orElse(lit(Dimensions.NONE))))
        : Optional.empty();
  }

  /** Spend, laid on the customers it won, and visits; from {@link #activity}. */
  AcquisitionFacts acquisition() {
    return acquisition.get();
  }

  private AcquisitionFacts measureAcquisition() {
    return AcquisitionFacts.of(
        acquired,
        activityByChannel(),
        settings().cohorts().period(),
        settings().input().spend().lagDays(),
        new Allocation.Known(account().plausibleDays().first().orElse(runDate()), runDate()),
        this::warn);
  }

  /** Whether it is known what winning customers cost. */
  boolean knowsAcquisitionCost() {
    return settings().input().spend().isConfigured()
        || settings().input().customers().hasAcquisitionCost();
  }

  /** What winning customers cost, told of each of them or by the spend. */
  Allocation allocation() {
    return allocation.get();
  }

  private Allocation measureAllocation() {
    return settings().input().customers().hasAcquisitionCost()
        ? wonCustomers().told()
        : acquisition().allocation();
  }

  /** What customers are worth by period and channel: one pass over the scores. */
  WonCustomers wonCustomers() {
    return wonCustomers.get();
  }

  private WonCustomers measureWonCustomers() {
    return WonCustomers.measure(
        written(Tables.SCORES),
        cohortDay(),
        settings().channel().map(name -> dimension(name).segment()).orElse(lit(Dimensions.NONE)));
  }

  /** All that was spent on winning customers. */
  BigDecimal spent() {
    return settings().input().customers().hasAcquisitionCost()
        ? wonCustomers().cost()
        : acquired.spend.stream().map(DatedAmount::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Customers by channel; of {@link Dimensions#NONE} alone where there is no channel. */
  private Map<String, SegmentActivity> activityByChannel() {
    return settings()
        .channel()
        .map(timeDimensions().stream().map(Dimension::name).toList()::indexOf)
        .<Map<String, SegmentActivity>>map(at -> activity().dimensions().get(at))
        .orElse(Map.of(Dimensions.NONE, activity().all()));
  }

  private Dimension attribute(String name) {
    return Dimension.of(
        name,
        Dimension.text(buyers(), CustomerAttributes.column(name)),
        customers.largestLevels.getOrDefault(name, List.of()));
  }

  Dataset<Row> quarantined() {
    return customers.quarantined.apply(run.runId);
  }

  FittedModels models() {
    return models;
  }

  /** What was found out about forecasts of the past, in a run that made some. */
  Optional<BacktestResult> backtest() {
    return backtest;
  }

  /** What corrects the predicted value of customers, in a run that has something to go by. */
  public Optional<Correction> correction() {
    return correction;
  }

  /** What a back-test says of intervals, where one does. */
  public Optional<CalibratedIntervals> calibrated() {
    return calibrated;
  }

  /** The subscriptions of a run that has them. */
  Subscriptions subscriptions() {
    return subscriptions.orElseThrow();
  }

  /** Which forecasts are null and why; empty where none is. */
  public Optional<String> notForecast() {
    return models.notForecast();
  }

  /** A table of this run, read back as readers will see it; written when it is first asked for. */
  public Dataset<Row> written(Table table) {
    return written
        .computeIfAbsent(table.name(), any -> new Once<>(() -> run.write.apply(table)))
        .get();
  }

  /** The rows of a table of this run that does not grow with the customers, read back once. */
  public List<Row> readBack(Table table) {
    return readBack
        .computeIfAbsent(table.name(), any -> new Once<>(() -> written(table).collectAsList()))
        .get();
  }

  /** Activity by time: one pass over the days of all customers. */
  Activity activity() {
    return activity.get();
  }

  private Activity measureActivity() {
    return Activity.measure(
        timeDimensions().isEmpty() ? customers.histories : buyers(),
        timeDimensions().stream().map(Dimension::segment).toList(),
        new Scope(
            runDate(),
            settings().cohorts().period(),
            windows(),
            PurchasePolicy.of(settings().purchases())));
  }

  /** All customers first, then the segments of each dimension; from {@link #activity}. */
  List<ActivitySegment> activitySegments() {
    return ActivitySegment.of(
        activity(),
        timeDimensions().stream().map(Dimension::name).toList(),
        settings().economics().minGroup());
  }

  /** What tables by time split the customers by, over rows of {@link #buyers}. */
  private List<Dimension> timeDimensions() {
    Map<String, Dimension> dimensions = new LinkedHashMap<>();
    attributes().forEach(attribute -> dimensions.put(attribute.name(), attribute));
    channel().ifPresent(channel -> dimensions.put(channel.name(), channel));
    return List.copyOf(dimensions.values());
  }

  /** The two windows over which churn is measured. */
  ActivityWindows windows() {
    return ActivityWindows.before(runDate(), settings().clv().churnWindowMonths());
  }

  /** The churn of the classic formula; from {@link #activity}. */
  public Churn churn() {
    return churn.get();
  }

  private Churn measureChurn() {
    Churn found = churn(activity().earlierActive(), activity().lost());
    found.unmeasured().ifPresent(reason -> warn("formula_clv is null: " + reason));
    return found;
  }

  /**
   * The churn of some customers.
   *
   * @param earlierActive customers with a purchase day in the earlier window
   * @param lost of these, those with none in the later window
   */
  Churn churn(long earlierActive, long lost) {
    int months = settings().clv().churnWindowMonths();
    LocalDate firstDay = account().plausibleDays().first().orElse(runDate());
    return Churn.measure(
        earlierActive,
        lost,
        months,
        ChronoUnit.DAYS.between(firstDay, runDate()) + 1,
        ChronoUnit.DAYS.between(runDate().minusMonths(2L * months), runDate()));
  }

  /** What orders cost. */
  UnitCosts unitCosts() {
    return UnitCosts.of(settings());
  }

  /**
   * The customers with scores, RFM segment, forecasts, predicted and corrected value, margins and
   * cost of acquisition, from which the scores are made; a map over {@link #buyers}. The same data
   * frame for everybody, so that forecasts that one pass has computed serve the next.
   */
  Dataset<Row> valued() {
    return valued.get();
  }

  private Dataset<Row> makeValued() {
    Column product = col(HistoryColumns.REVENUE).minus(unitCosts().goodsMicros());
    Dataset<Row> predicted =
        models
            .forecast(rfm().score(buyers()))
            .withColumn(ScoreColumns.RFM_SEGMENT, RfmSegment.column())
            .withColumn(ScoreColumns.PREDICTED_CLV, value().predicted());
    return correction
        .map(learned -> learned.add(predicted, value().keptMargin()))
        .orElseGet(() -> Correction.none(predicted))
        .withColumn(ScoreColumns.MARGIN_PRODUCT, Money.amount(product))
        .withColumn(
            ScoreColumns.MARGIN_DELIVERED, Money.amount(product.minus(unitCosts().serviceMicros())))
        .withColumn(
            ScoreColumns.ACQUISITION_COST,
            Money.amount(acquisitionCost().orElse(lit(null)).cast(DataTypes.LongType)));
  }

  /** What customers are compared with: one pass over {@link #valued}. */
  public Benchmarks benchmarks() {
    return benchmarks.get();
  }

  private Benchmarks measureBenchmarks() {
    return Benchmarks.measure(
        valued()
            .select(
                cohortDay(),
                col(ScoreColumns.RFM_SEGMENT),
                col(ScoreColumns.MARGIN_DELIVERED).cast(DataTypes.DoubleType),
                col(ScoreColumns.PREDICTED_CLV)));
  }

  /** The first day of a customer's cohort, in days since 1970-01-01. */
  Column cohortDay() {
    return unix_date(
        Cohorts.start(settings().cohorts().period(), col(ScoreColumns.FIRST_PURCHASE)));
  }

  /** The attributes that are dimensions, as columns of the scores: text, null where missing. */
  List<Column> attributeTexts() {
    return settings().segmentAttributes().stream()
        .map(name -> Dimension.text(buyers(), CustomerAttributes.column(name)).as(name))
        .toList();
  }

  /** The dimensions of segments, over rows of the scores. */
  List<Dimension> dimensions() {
    return settings().economics().segments().stream().map(this::dimension).toList();
  }

  /** A dimension over rows of the scores. */
  Dimension dimension(String name) {
    Column segment =
        switch (name) {
          case Dimensions.TENURE -> Bands.TENURE.of(col(ScoreColumns.AGE_DAYS));
          case Dimensions.SPEND_BAND -> Bands.SPEND.of(col(ScoreColumns.REVENUE));
          case Dimensions.COHORT ->
              Cohorts.start(settings().cohorts().period(), col(ScoreColumns.FIRST_PURCHASE))
                  .cast(DataTypes.StringType);
          default -> col("`" + name + "`");
        };
    return Dimension.of(name, segment, customers.largestLevels.getOrDefault(name, List.of()));
  }

  /** What all customers and those of each segment sum up to: one pass over the scores. */
  List<SegmentTotals> segments() {
    return segments.get();
  }

  private List<SegmentTotals> measureSegments() {
    return SegmentTotals.measure(
        written(Tables.SCORES), dimensions(), settings().economics().minGroup());
  }

  /** How the money of customers is turned into margin and CLV. */
  CustomerValue value() {
    return value.get();
  }

  private CustomerValue makeValue() {
    return settings().input().columns().cost().isPresent()
        ? CustomerValue.measured(
            account().counts().accepted().amount(), account().cost(), returns())
        : new CustomerValue(settings().clv().margin(), CustomerValue.Costs.UNKNOWN, returns());
  }

  /** What comes back of purchases on other days. */
  public Returns returns() {
    return Returns.measured(
        account().purchaseRevenue(), account().returned(), account().counts().purchaseDays());
  }

  /** The limits of the scores: a few passes over the customers, unless all are configured. */
  public RfmScores rfm() {
    return rfm.get();
  }

  private RfmScores findLimits() {
    return RfmScores.of(buyers(), settings().rfm().limits(), runDate());
  }

  /** {@link #valued} with intervals; without values where there are none. */
  Dataset<Row> withIntervals() {
    Dataset<Row> customers = valued();
    return intervals()
        .map(around -> around.ofCustomers(customers, value().keptMargin()))
        .map(own -> calibrated.map(by -> by.aroundCustomers(own)).orElse(own))
        .orElseGet(() -> ForecastIntervals.unknown(customers));
  }

  /** Intervals around forecasts, where both models have a bootstrap. */
  private Optional<ForecastIntervals> intervals() {
    return intervals.get();
  }

  private Optional<ForecastIntervals> makeIntervals() {
    Optional<ForecastIntervals> found = models.intervals(settings().intervals());
    if (found.isEmpty()
        && settings().intervals().replicates() > 0
        && models.notForecast().isEmpty()) {
      String purchases = models.champion().orElseThrow().summary().name();
      String spend = models.spend().name();
      warn(
          models.spend() instanceof GammaGammaForecast
              ? "intervals are null: %s or %s has no bootstrap replicates, because it was fitted without or has no standard errors"
                  .formatted(purchases, spend)
              : "intervals are null: %s says what a purchase is worth on average, not how much that varies"
                  .formatted(spend));
    }
    return found;
  }

  /** The forecasts of all customers together first, then those of each cohort. */
  public List<CohortForecast> equity() {
    return equity.get();
  }

  private List<CohortForecast> measureEquity() {
    Dataset<Row> scores = written(Tables.SCORES);
    Column cohort = Cohorts.start(settings().cohorts().period(), col(ScoreColumns.FIRST_PURCHASE));
    List<CohortForecast> sums = CohortForecasts.of(scores, cohort);
    // The scores hold everything but covariates.
    Dataset<Row> known =
        models.encoder().isEmpty()
            ? scores
            : models.forecast(buyers()).withColumn(ScoreColumns.PREDICTED_CLV, value().predicted());
    return intervals()
        .map(
            around ->
                around.ofSums(sums, known, cohort, value().margin() * (1 - returns().share())))
        .map(this::widened)
        .orElse(sums);
  }

  private List<CohortForecast> widened(List<CohortForecast> sums) {
    return sums.stream()
        .map(sum -> calibrated.map(by -> by.aroundSum(sum)).orElse(sum))
        .map(sum -> experience().map(by -> by.aroundSum(sum)).orElse(sum))
        .toList();
  }

  /** The scenario that is configured, if there is one. */
  public Optional<Experience> experience() {
    return Experience.of(settings().intervals().experience());
  }

  /**
   * What is bought together and next: a scan of the transactions and two passes over its orders.
   */
  ProductStatistics products() {
    return products.get();
  }

  private ProductStatistics measureProducts() {
    ProductStatistics found =
        ProductStatistics.measure(
            customers.baskets.get(), runDate(), settings().economics().minGroup());
    if (found.cutOrders() > 0) {
      warn(
          "%,d orders have more than %,d different products, of which the first by name count in products_together and first_to_second; is input.columns.order right?"
              .formatted(found.cutOrders(), Baskets.MAX_PRODUCTS));
    }
    return found;
  }

  /** The totals of the scores; from {@link #scoreRows}. */
  public ScoreTotals totals() {
    return ScoreTotals.of(scoreCells().all(), scoreRows(), nullForecasts());
  }

  /** The customers who are alike; from {@link #scoreRows}. */
  public ScoreCells scoreCells() {
    return ScoreCells.of(scoreRows());
  }

  /** Cells and totals of the scores: one pass over them. */
  private List<Row> scoreRows() {
    return scoreRows.get();
  }

  private List<Row> measureScoreRows() {
    return ScoreCells.collect(
        written(Tables.SCORES),
        runDate(),
        settings().clv().churnWindowMonths(),
        ScoreTotals.aggregates(nullForecasts()));
  }

  private Set<String> nullForecasts() {
    Set<String> columns = new HashSet<>(models.nullForecasts());
    if (correction.isEmpty()) {
      columns.addAll(List.of(ScoreColumns.CORRECTED_CLV, ScoreColumns.RANK_SCORE));
    }
    return columns;
  }

  void warn(String sentence) {
    run.warnings.accept(sentence);
  }
}

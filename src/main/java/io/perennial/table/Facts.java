package io.perennial.table;

import static org.apache.spark.sql.functions.col;

import io.perennial.basket.Baskets;
import io.perennial.basket.ProductStatistics;
import io.perennial.cohort.Activity;
import io.perennial.cohort.ActivityWindows;
import io.perennial.cohort.Scope;
import io.perennial.config.Settings;
import io.perennial.economics.Churn;
import io.perennial.economics.CustomerValue;
import io.perennial.economics.Returns;
import io.perennial.features.RfmScores;
import io.perennial.history.PurchasePolicy;
import io.perennial.history.Reconciliation;
import io.perennial.ingest.CustomerAttributes;
import io.perennial.model.FittedModels;
import io.perennial.model.interval.CohortForecast;
import io.perennial.model.interval.CohortForecasts;
import io.perennial.model.interval.ForecastIntervals;
import io.perennial.model.spend.GammaGammaForecast;
import io.perennial.schema.Dimensions;
import io.perennial.schema.ScoreColumns;
import io.perennial.subscription.Policy;
import io.perennial.subscription.SubscriptionBase;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The facts from which the tables of a run are made. Those that cost a pass over the customers are
 * computed once, when the first table needs them.
 */
public final class Facts {
  private final Run run;
  private final Customers customers;
  private final FittedModels models;
  private final Optional<Subscriptions> subscriptions;
  private final Map<String, Dataset<Row>> written = new HashMap<>();

  private Activity activity;
  private Churn churn;
  private CustomerValue value;
  private RfmScores rfm;
  private Optional<ForecastIntervals> intervals;
  private List<CohortForecast> equity;
  private ScoreTotals totals;
  private ProductStatistics products;

  /**
   * The run that makes tables.
   *
   * @param warnings receives warnings, as sentences
   */
  public record Run(
      SparkSession spark,
      Settings settings,
      LocalDate runDate,
      String runId,
      Consumer<String> warnings) {}

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
   */
  public Facts(
      Run run, Customers customers, FittedModels models, Optional<Subscriptions> subscriptions) {
    this.run = run;
    this.customers = customers;
    this.models = models;
    this.subscriptions = subscriptions;
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

  /** The variant of the experiment that customers are in, over rows of {@link #buyers}. */
  Optional<Dimension> experiment() {
    return settings().economics().experiment().map(this::attribute);
  }

  /** What it cost to win a customer, in micros, over rows of {@link #buyers}; null: not known. */
  Optional<Column> acquisitionCost() {
    return settings().input().customers().hasAcquisitionCost()
        ? Optional.of(col(CustomerAttributes.ACQUISITION_COST))
        : Optional.empty();
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

  /** The subscriptions of a run that has them. */
  Subscriptions subscriptions() {
    return subscriptions.orElseThrow();
  }

  /** Which forecasts are null and why; empty where none is. */
  public Optional<String> notForecast() {
    return models.notForecast();
  }

  /** Registers a table that has been written. */
  public void wrote(Table table, Dataset<Row> rows) {
    written.put(table.name(), rows);
  }

  /**
   * A table of this run, read back as readers will see it.
   *
   * @throws IllegalStateException when it is not written yet
   */
  public Dataset<Row> written(Table table) {
    Dataset<Row> rows = written.get(table.name());
    if (rows == null) {
      throw new IllegalStateException(
          "%s is asked for before it is written".formatted(table.name()));
    }
    return rows;
  }

  /** Activity by time: one pass over the days of all customers. */
  Activity activity() {
    if (activity == null) {
      activity =
          Activity.measure(
              customers.histories,
              List.of(),
              new Scope(
                  runDate(),
                  settings().cohorts().period(),
                  ActivityWindows.before(runDate(), settings().clv().churnWindowMonths()),
                  PurchasePolicy.of(settings().purchases())));
    }
    return activity;
  }

  /** All customers first, then the segments of each attribute; from {@link #activity}. */
  List<ActivitySegment> activitySegments() {
    return List.of(new ActivitySegment("all", "all", activity().all()));
  }

  /** The churn of the classic formula; from {@link #activity}. */
  public Churn churn() {
    if (churn == null) {
      int months = settings().clv().churnWindowMonths();
      LocalDate firstDay = account().plausibleDays().first().orElse(runDate());
      churn =
          Churn.measure(
              activity().earlierActive(),
              activity().lost(),
              months,
              ChronoUnit.DAYS.between(firstDay, runDate()) + 1,
              ChronoUnit.DAYS.between(runDate().minusMonths(2L * months), runDate()));
      churn.unmeasured().ifPresent(reason -> warn("formula_clv is null: " + reason));
    }
    return churn;
  }

  /** How the money of customers is turned into margin and CLV. */
  CustomerValue value() {
    if (value == null) {
      value =
          settings().input().columns().cost().isPresent()
              ? CustomerValue.measured(
                  account().counts().accepted().amount(), account().cost(), returns())
              : new CustomerValue(
                  settings().clv().margin(), CustomerValue.Costs.UNKNOWN, returns());
    }
    return value;
  }

  /** What comes back of purchases on other days. */
  public Returns returns() {
    return Returns.measured(
        account().purchaseRevenue(), account().returned(), account().counts().purchaseDays());
  }

  /** The limits of the scores: a few passes over the customers, unless all are configured. */
  public RfmScores rfm() {
    if (rfm == null) {
      rfm = RfmScores.of(buyers(), settings().rfm().limits(), runDate());
    }
    return rfm;
  }

  /** Intervals around forecasts, where both models have a bootstrap. */
  Optional<ForecastIntervals> intervals() {
    if (intervals == null) {
      intervals = models.intervals(settings().intervals());
      if (intervals.isEmpty()
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
    }
    return intervals;
  }

  /** The forecasts of all customers together first, then those of each cohort. */
  public List<CohortForecast> equity() {
    if (equity == null) {
      Dataset<Row> scores = written(Tables.SCORES);
      Column cohort =
          Cohorts.start(settings().cohorts().period(), col(ScoreColumns.FIRST_PURCHASE));
      List<CohortForecast> sums = CohortForecasts.of(scores, cohort);
      // The scores hold everything but covariates.
      Dataset<Row> known =
          models.encoder().isEmpty()
              ? scores
              : models
                  .forecast(buyers())
                  .withColumn(ScoreColumns.PREDICTED_CLV, value().predicted());
      equity =
          intervals()
              .map(
                  around ->
                      around.ofSums(
                          sums, known, cohort, value().margin() * (1 - returns().share())))
              .orElse(sums);
    }
    return equity;
  }

  /**
   * What is bought together and next: a scan of the transactions and two passes over its orders.
   */
  ProductStatistics products() {
    if (products == null) {
      products =
          ProductStatistics.measure(
              customers.baskets.get(),
              runDate(),
              List.of(30, 60, 90, 180, 365),
              settings().economics().minGroup());
      if (products.cutOrders() > 0) {
        warn(
            "%,d orders have more than %,d different products, of which the first by name count in products_together and first_to_second; is input.columns.order right?"
                .formatted(products.cutOrders(), Baskets.MAX_PRODUCTS));
      }
    }
    return products;
  }

  /** The totals of the scores: one pass over them. */
  public ScoreTotals totals() {
    if (totals == null) {
      totals = ScoreTotals.of(written(Tables.SCORES), Set.copyOf(models.nullForecasts()));
    }
    return totals;
  }

  void warn(String sentence) {
    run.warnings.accept(sentence);
  }
}

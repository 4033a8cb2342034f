package io.perennial.config;

import io.perennial.schema.Basis;
import io.perennial.schema.Dimensions;
import io.perennial.schema.Period;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The checked configuration of a run: one record for each section and one field for each key of
 * {@link Keys}, which describes it.
 */
public record Settings(
    Input input,
    Calendar calendar,
    Purchases purchases,
    Cohorts cohorts,
    Rfm rfm,
    Quality quality,
    Models models,
    Clv clv,
    Intervals intervals,
    Evaluation evaluation,
    Economics economics,
    Output output,
    Report report,
    Simulate simulate) {

  /**
   * The attributes of customers that a run reads, each once: covariates first, then those that
   * segments are made of and the cost of acquisition.
   */
  public List<String> customerAttributes() {
    return Stream.of(
            models.covariates().stream(),
            segmentAttributes().stream(),
            Stream.of(Customers.ACQUISITION_COST)
                .filter(cost -> input.customers().hasAcquisitionCost()))
        .flatMap(names -> names)
        .distinct()
        .toList();
  }

  /** The attributes that are dimensions, the channel and the experiment, each once. */
  public List<String> segmentAttributes() {
    return Stream.of(
            economics.segments().stream().filter(name -> !Dimensions.BUILT_IN.contains(name)),
            channel().stream(),
            economics.experiment().stream())
        .flatMap(names -> names)
        .distinct()
        .toList();
  }

  /** The currency that the report shows: where none is set, the one of the rates. */
  public String reportCurrency() {
    return report.currency().orElse(input.rates().currency());
  }

  /** The attribute that holds the channel; empty where the customers input has none. */
  public Optional<String> channel() {
    return economics.channel().filter(input.customers().attributes()::containsKey);
  }

  /**
   * Where rows are read from: at most one of paths, table and query.
   *
   * @param paths read together; empty where there are none
   * @param query a SQL query over the tables of the catalog
   * @param schema columns and types as DDL, in place of those that Spark infers
   */
  public record Source(
      List<String> paths,
      Optional<String> table,
      Optional<String> query,
      String format,
      Optional<String> schema,
      Map<String, String> options) {
    /** Without secrets, since it ends up in logs. */
    @Override
    public String toString() {
      return "Source[paths=%s, table=%s, query=%s, format=%s, schema=%s, options=%s]"
          .formatted(
              paths.stream().map(SecretMask::text).toList(),
              table,
              query.map(SecretMask::text),
              format,
              schema,
              options.keySet());
    }
  }

  /** Where transactions come from: at most one of path, paths, table and query. */
  public record Input(
      Optional<String> path,
      List<String> paths,
      Optional<String> table,
      Optional<String> query,
      String format,
      Optional<String> schema,
      Map<String, String> options,
      Columns columns,
      Optional<String> filter,
      Customers customers,
      Rates rates,
      PriceIndex priceIndex,
      Spend spend,
      Visits visits,
      Subscriptions subscriptions) {
    /** The inputs beside the transactions, by the section that describes them. */
    public Map<String, SideInput> sides() {
      Map<String, SideInput> sides = new LinkedHashMap<>();
      sides.put("input.customers", customers);
      sides.put("input.rates", rates);
      sides.put("input.price-index", priceIndex);
      sides.put("input.spend", spend);
      sides.put("input.visits", visits);
      sides.put("input.subscriptions", subscriptions);
      return Collections.unmodifiableMap(sides);
    }

    /** Every place that rows are read from, by the section that describes it. */
    public Map<String, Source> sources() {
      Map<String, Source> sources = new LinkedHashMap<>();
      sources.put("input", source());
      sides().forEach((section, side) -> sources.put(section, side.source()));
      return Collections.unmodifiableMap(sources);
    }

    /** Whether there is a place to read transactions from; without one subscriptions are enough. */
    public boolean hasTransactions() {
      Source source = source();
      return !source.paths().isEmpty()
          || table.isPresent()
          || query.isPresent()
          || !options.isEmpty();
    }

    /** Where the transactions are read from. */
    public Source source() {
      return new Source(path.map(List::of).orElse(paths), table, query, format, schema, options);
    }

    /** Without secrets, since it ends up in logs. */
    @Override
    public String toString() {
      return "Input[source=%s, columns=%s, filter=%s, sides=%s]"
          .formatted(source(), columns, filter.map(SecretMask::text), sides());
    }
  }

  /** An input beside the transactions: at most one of path, table and query. */
  public interface SideInput {
    /** A path on any Hadoop file system. */
    Optional<String> path();

    /** A table of the catalog. */
    Optional<String> table();

    /** A SQL query over the tables of the catalog. */
    Optional<String> query();

    /** The Spark source. */
    String format();

    /** Passed to the reader. */
    Map<String, String> options();

    /** Where it is read from. */
    default Source source() {
      return new Source(
          path().stream().toList(), table(), query(), format(), Optional.empty(), options());
    }

    /** Whether there is a place to read from; JDBC has it in its options. */
    default boolean isConfigured() {
      return path().isPresent()
          || table().isPresent()
          || query().isPresent()
          || !options().isEmpty();
    }
  }

  /**
   * Where attributes of customers come from; read when {@link #customerAttributes} names some.
   *
   * @param columns Spark SQL expressions: {@code customer}, and attributes by name
   */
  public record Customers(
      Optional<String> path,
      Optional<String> table,
      Optional<String> query,
      String format,
      Map<String, String> options,
      Map<String, String> columns)
      implements SideInput {
    /** The attribute that is the cost of winning the customer. */
    public static final String ACQUISITION_COST = "acquisition-cost";

    private static final String CUSTOMER = "customer";

    /** Spark SQL expression for the customer. */
    public String customer() {
      return columns.get(CUSTOMER);
    }

    /** Whether there is an attribute {@link #ACQUISITION_COST}. */
    public boolean hasAcquisitionCost() {
      return columns.containsKey(ACQUISITION_COST);
    }

    /** Spark SQL expressions for the attributes, by name. */
    public Map<String, String> attributes() {
      Map<String, String> attributes = new TreeMap<>(columns);
      attributes.remove(CUSTOMER);
      return Collections.unmodifiableMap(attributes);
    }

    /** Without secrets, since it ends up in logs. */
    @Override
    public String toString() {
      return "Customers[%s, columns=%s]".formatted(source(), columns);
    }
  }

  /**
   * Rates of exchange, into one currency.
   *
   * @param currency the reporting currency, into which all amounts are converted
   * @param maxAgeDays how old the last rate may be on the day of a row
   */
  public record Rates(
      Optional<String> path,
      Optional<String> table,
      Optional<String> query,
      String format,
      Map<String, String> options,
      RateColumns columns,
      String currency,
      int maxAgeDays)
      implements SideInput {
    /** Without secrets, since it ends up in logs. */
    @Override
    public String toString() {
      return "Rates[%s, columns=%s, currency=%s, maxAgeDays=%d]"
          .formatted(source(), columns, currency, maxAgeDays);
    }
  }

  /** Spark SQL expressions over the columns of the rates. */
  public record RateColumns(String date, String currency, String rate) {}

  /**
   * Price levels by month.
   *
   * @param base the month in whose money all amounts are expressed
   */
  public record PriceIndex(
      Optional<String> path,
      Optional<String> table,
      Optional<String> query,
      String format,
      Map<String, String> options,
      IndexColumns columns,
      Optional<YearMonth> base)
      implements SideInput {
    /** Without secrets, since it ends up in logs. */
    @Override
    public String toString() {
      return "PriceIndex[%s, columns=%s, base=%s]".formatted(source(), columns, base);
    }
  }

  /**
   * Price periods of subscriptions.
   *
   * @param basis when movements are seen
   * @param graceDays gaps of at most so many days are joined
   */
  public record Subscriptions(
      Optional<String> path,
      Optional<String> table,
      Optional<String> query,
      String format,
      Map<String, String> options,
      SubscriptionColumns columns,
      Optional<String> filter,
      Basis basis,
      int graceDays)
      implements SideInput {
    /** Without secrets, since it ends up in logs. */
    @Override
    public String toString() {
      return "Subscriptions[%s, columns=%s, basis=%s, graceDays=%d]"
          .formatted(source(), columns, basis, graceDays);
    }
  }

  /** Spark SQL expressions over the columns of the subscriptions. */
  public record SubscriptionColumns(
      String customer,
      Optional<String> subscription,
      String start,
      Optional<String> end,
      String amount,
      String interval,
      Optional<String> plan,
      Optional<String> billed,
      Optional<String> reason,
      Optional<String> pausedFrom,
      Optional<String> pausedTo,
      Optional<String> trialEnd,
      Optional<String> currency) {}

  /** Spark SQL expressions over the columns of the price index. */
  public record IndexColumns(String month, String index) {}

  /**
   * What is spent on winning customers.
   *
   * @param lagDays from the spend to the first purchase of those it wins
   */
  public record Spend(
      Optional<String> path,
      Optional<String> table,
      Optional<String> query,
      String format,
      Map<String, String> options,
      SpendColumns columns,
      int lagDays)
      implements SideInput {
    /** Without secrets, since it ends up in logs. */
    @Override
    public String toString() {
      return "Spend[%s, columns=%s, lagDays=%d]".formatted(source(), columns, lagDays);
    }
  }

  /** Spark SQL expressions over the columns of the spend; without an end it is that of one day. */
  public record SpendColumns(
      String start,
      Optional<String> end,
      String amount,
      Optional<String> channel,
      Optional<String> kind) {}

  /** How many visits there were on a day. */
  public record Visits(
      Optional<String> path,
      Optional<String> table,
      Optional<String> query,
      String format,
      Map<String, String> options,
      VisitColumns columns)
      implements SideInput {
    /** Without secrets, since it ends up in logs. */
    @Override
    public String toString() {
      return "Visits[%s, columns=%s]".formatted(source(), columns);
    }
  }

  /** Spark SQL expressions over the columns of the visits. */
  public record VisitColumns(String date, String visits, Optional<String> channel) {}

  /** Spark SQL expressions over the input's columns. */
  public record Columns(
      String customer,
      String timestamp,
      String amount,
      Optional<String> order,
      Optional<String> cost,
      Optional<String> currency,
      Optional<String> product,
      Optional<String> discount) {}

  /** The time zone of days and the time unit of models. */
  public record Calendar(ZoneId timeZone, TimeUnit timeUnit) {}

  /** The unit in which models measure time. */
  public enum TimeUnit {
    DAY(1),
    WEEK(7),
    MONTH(30.4375),
    YEAR(365.25);

    private final double days;

    TimeUnit(double days) {
      this.days = days;
    }

    /** Length of the unit in days. */
    public double days() {
      return days;
    }
  }

  /** What counts as a purchase. */
  public record Purchases(ZeroDay zeroDay) {}

  /** Whether a customer-day whose net amount is zero is a purchase. */
  public enum ZeroDay {
    IGNORE,
    PURCHASE
  }

  /** How customers are grouped by acquisition. */
  public record Cohorts(Period period) {}

  /** The scores. */
  public record Rfm(RfmLimits limits) {}

  /**
   * Configured limits of the RFM scores, four ascending numbers each; empty for quintiles.
   *
   * @param daysSinceLastPurchase a customer within the first scores 5
   * @param frequency purchase days after the first; a customer above the last scores 5
   * @param revenue net amount to date; a customer above the last scores 5
   */
  public record RfmLimits(
      List<BigDecimal> daysSinceLastPurchase,
      List<BigDecimal> frequency,
      List<BigDecimal> revenue) {}

  /** Gates on the input as a whole; shares are of rows. */
  public record Quality(
      double maxQuarantinedShare,
      int warnStaleDays,
      List<String> duplicateColumns,
      double maxDuplicateShare,
      Optional<Double> maxStabilityIndex,
      Optional<Double> maxVolumeChange) {}

  /**
   * Which models are fitted, which of them makes the forecasts, and which stored version is scored
   * with.
   *
   * @param purchases names, in the order in which they are tried; may be empty
   * @param penalty precision of a normal prior on the logarithms of parameters; 0 for none
   * @param champion {@link #FIRST}, {@link #BEST_LIKELIHOOD} or the name of a purchase model
   * @param required whether a run without a purchase model, or without the spend model, fails
   * @param reuseDays how old stored models may be for a run to score with them; 0: every run fits
   * @param covariates attributes of the customers input on which rates depend
   * @param learner {@link #NO_LEARNER}, {@code hybrid} or {@link #RANKING_LEARNER}
   * @param learnerRows rows a learner is trained on, at most
   */
  public record Models(
      List<String> purchases,
      Optional<String> champion,
      String spend,
      boolean required,
      double penalty,
      String version,
      int reuseDays,
      List<String> covariates,
      String learner,
      int learnerRows) {
    /** The first of the list that converged and that the data identifies. */
    public static final String FIRST = "first";

    /** The one with the lowest Bayesian information criterion. */
    public static final String BEST_LIKELIHOOD = "best-likelihood";

    /** The one that the past would have made the champion. */
    public static final String BACKTEST = "backtest";

    /** Nothing is learned beside the models. */
    public static final String NO_LEARNER = "none";

    /** Learners for amounts and for the order of customers. */
    public static final String RANKING_LEARNER = "hybrid-rank";
  }

  /** How CLV is computed. The discount rate is per year, compounded yearly. */
  public record Clv(
      int horizonDays, double annualDiscountRate, double margin, int churnWindowMonths) {}

  /**
   * Intervals around forecasts.
   *
   * @param level nominal coverage of the intervals
   * @param replicates of the bootstrap of every model; 0 for no intervals
   * @param seed of the bootstrap and of the simulation of customers
   * @param experience with other shops
   */
  public record Intervals(double level, int replicates, long seed, Experience experience) {}

  /**
   * What became of forecasts at other shops; both or none.
   *
   * @param least the lowest ratio of what came to what was forecast
   * @param most the highest
   */
  public record Experience(Optional<Double> least, Optional<Double> most) {}

  /**
   * How the past is forecast and held against what followed.
   *
   * @param origins dates as of which it is forecast, at most; 0 for none
   * @param stepDays from one to the next; without it the horizon
   * @param horizonDays length of the forecasts; without it that of CLV
   * @param minHistoryDays of history before the first origin
   * @param everyDays how often a run does it
   * @param maxCustomers about how many customers it takes, where there are more
   */
  public record Evaluation(
      int origins,
      Optional<Long> stepDays,
      Optional<Long> horizonDays,
      int minHistoryDays,
      int everyDays,
      long maxCustomers) {}

  /** By which rule the champion is chosen: as configured, else by what is known. */
  public String championRule() {
    return models.champion.orElse(evaluation.origins > 0 ? Models.BACKTEST : Models.FIRST);
  }

  /** Days of the forecasts that are judged and learned from: as configured, else of the value. */
  public int evaluatedDays() {
    return evaluation.horizonDays.map(Math::toIntExact).orElse(clv.horizonDays);
  }

  /**
   * What customers are worth by segment.
   *
   * @param segments dimensions: those of {@link Dimensions#BUILT_IN}, and attributes of customers
   * @param channel attribute that is the channel they came by, where there is one of the name
   * @param experiment attribute that is the variant of an experiment
   * @param minGroup customers that a segment needs to be a row of its own
   * @param costPerOrder cost to serve an order, in currency units
   * @param costShare cost to serve as a share of net revenue
   * @param conversionRate share of visitors who become customers
   * @param maxSpendingShare the most that is worth spending on a customer, as a share of predicted
   *     value
   */
  public record Economics(
      List<String> segments,
      Optional<String> channel,
      Optional<String> experiment,
      int minGroup,
      BigDecimal costPerOrder,
      BigDecimal costShare,
      Optional<BigDecimal> conversionRate,
      double maxSpendingShare) {
    /** What {@code channel} is by default; nothing is wrong where there is no such attribute. */
    static final String CHANNEL = "channel";
  }

  /**
   * Where the tables go.
   *
   * @param tables the names of those that are written, or {@link #ALL} alone
   */
  public record Output(Optional<String> path, String format, int keepRuns, List<String> tables) {
    /** All tables. */
    static final String ALL = "all";

    /** Whether a table is to be written. */
    public boolean has(String table) {
      return tables.contains(ALL) || tables.contains(table);
    }
  }

  /**
   * How the report is written.
   *
   * @param locale a language that it has texts in
   * @param currency a code, shown as it is where it is none of ISO 4217; see {@link
   *     Settings#reportCurrency}
   */
  public record Report(
      String locale, Optional<String> currency, Layout layout, CustomerIds customerIds) {
    /** What comes first. */
    public enum Layout {
      EXECUTIVE,
      SHOP
    }

    /** Whether customers are named. */
    public enum CustomerIds {
      SHOWN,
      HIDDEN
    }
  }

  /** The population that {@code simulate} writes; rates are per model time unit. */
  public record Simulate(
      Optional<String> path,
      long customers,
      LocalDate startDate,
      int arrivalDays,
      LocalDate endDate,
      long seed,
      Map<String, Double> bgNbd,
      Map<String, Double> gammaGamma) {}
}

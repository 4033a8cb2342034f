package io.perennial.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The record of a run, for people and machines; written last, as {@code manifest.json}. Amounts are
 * exact sums in the input's currency.
 *
 * @param modelReuse a sentence on whether stored models were used and why; null where {@code
 *     models.reuse-days} does not ask for it
 * @param money how amounts of several currencies or years were made comparable; null where they are
 *     as they were read
 * @param report where the report is; null where there is none
 * @param evaluation what the last back-test found; null where there was none
 */
public record Manifest(
    String runId,
    Status status,
    String reason,
    int exitCode,
    String command,
    LocalDate runDate,
    Instant startedAt,
    Instant finishedAt,
    Versions versions,
    SortedMap<String, String> config,
    String configHash,
    Input input,
    Counts counts,
    List<Gate> gates,
    String modelReuse,
    List<Model> models,
    Value value,
    List<Table> tables,
    List<Stage> stages,
    List<String> warnings,
    Customers customers,
    List<SideInput> sides,
    ComparableMoney money,
    String report,
    Subscriptions subscriptions,
    Evaluation evaluation) {

  /**
   * What a back-test found, over all its origins together.
   *
   * @param runDate of the run that made it
   * @param origins as of which the past was forecast
   * @param target what forecasts were judged by: spend, or purchases where money is not forecast
   * @param champion the model it makes the champion
   * @param sentence why
   * @param forecasts of models, then of baselines
   * @param levelFactor what the champion's total at these origins would have to be multiplied by,
   *     shrunk; null where that is not known
   * @param levelOrigins the origins that factors of levels are taken from, and limits of intervals
   *     from the latest of them: the one of the same season a year before the run date, else all;
   *     null in manifests of earlier versions
   * @param customersShare the part of the customers that it is made of; null in manifests of
   *     earlier versions, which are of all
   */
  public record Evaluation(
      LocalDate runDate,
      List<LocalDate> origins,
      int horizonDays,
      String target,
      String champion,
      String sentence,
      List<Forecast> forecasts,
      Double levelFactor,
      List<LocalDate> levelOrigins,
      Double customersShare) {

    /** Whether it is made of some of the customers alone. */
    public boolean ofSome() {
      return customersShare != null && customersShare < 1.0;
    }

    /**
     * How good a forecast was; null where a figure is not defined.
     *
     * @param bias forecast ÷ actual − 1 of the total
     * @param gini normalised
     * @param topDecile the share of the total that the best tenth by forecast held
     * @param levels what the totals of customers with 0, 1, 2, and 3 or more repeat purchases would
     *     have to be multiplied by, shrunk; null for baselines and in manifests of earlier versions
     * @param purchases how far purchases were missed, what intervals are made of; null without
     *     intervals, for baselines and in manifests of earlier versions
     * @param spend the same of spend
     */
    public record Forecast(
        String model,
        Double bias,
        Double gini,
        Double topDecile,
        List<Double> levels,
        Misses purchases,
        Misses spend) {}

    /**
     * How far a forecast missed: customers at the origin that factors of levels are taken from,
     * totals at all origins.
     *
     * @param level nominal coverage of the limits
     * @param beginningAtZero for each class of risk of customers whose interval begins at 0, the
     *     upper end less the forecast, in standard deviations of the model: three bands of P(alive)
     *     of the customers with 0 repeat purchases, then of those with 1, 2, and 3 or more; empty
     *     where there were too few customers
     * @param willBuy lower and upper end of the others, likewise
     * @param totals origins whose totals count
     * @param totalDeviation root mean square of ln(actual ÷ forecast) of those; null where there is
     *     none
     */
    public record Misses(
        double level,
        List<Double> beginningAtZero,
        List<Double> willBuy,
        int totals,
        Double totalDeviation) {}
  }

  /** The same run with tables and a back-test that were made later. */
  public Manifest with(Evaluation later, List<Table> others) {
    return new Manifest(
        runId,
        status,
        reason,
        exitCode,
        command,
        runDate,
        startedAt,
        finishedAt,
        versions,
        config,
        configHash,
        input,
        counts,
        gates,
        modelReuse,
        models,
        value,
        others,
        stages,
        warnings,
        customers,
        sides,
        money,
        report,
        subscriptions,
        later);
  }

  /** Whether a back-test is all that was published of the date. */
  public boolean ofBacktestAlone() {
    return "backtest".equals(command);
  }

  /** The manifest as it is written: indented JSON in UTF-8. */
  public byte[] toJson() {
    return ManifestJson.write(this);
  }

  /**
   * Reads a manifest. Fields added by later versions are ignored.
   *
   * @throws IllegalArgumentException when the bytes are not a manifest
   */
  public static Manifest read(byte[] json) {
    return ManifestJson.read(json);
  }

  /** How the run ended. */
  public enum Status {
    @JsonProperty("published")
    PUBLISHED,
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("dry-run")
    DRY_RUN
  }

  public record Versions(String perennial, String spark, String java) {}

  /** Timestamps are those of accepted rows, in the configured zone. */
  public record Input(
      String path,
      String table,
      long files,
      long rows,
      BigDecimal amount,
      String firstTimestamp,
      String lastTimestamp) {}

  public record RowsAmount(long rows, BigDecimal amount) {}

  public record Quarantined(long rows, BigDecimal amount, SortedMap<String, Long> reasons) {}

  /**
   * What became of the rows, and what the customers are.
   *
   * @param amountWithoutPurchase net amount of the customers without a purchase, who returned more
   *     than they bought or bought for nothing; part of the accepted amount, in no table
   */
  public record Counts(
      RowsAmount accepted,
      RowsAmount filtered,
      RowsAmount afterRunDate,
      Quarantined quarantined,
      long customers,
      long customersWithoutPurchase,
      long customerDays,
      long purchaseDays,
      BigDecimal amountWithoutPurchase) {}

  /**
   * The reconciliation of the customers input; null where none was read.
   *
   * @param rows with a customer
   * @param withoutPurchase rows of customers who have no purchase up to the run date
   * @param missing customers with a purchase and without a row
   * @param missingAttributes by attribute, customers who have a row without it
   * @param references by attribute, the level or number of the customers that the parameters
   *     describe when all covariates are 0; empty until there are models
   */
  public record Customers(
      long rows,
      long withoutPurchase,
      long missing,
      Map<String, Long> missingAttributes,
      Map<String, String> references) {
    /** The same with these reference levels. */
    public Customers withReferences(Map<String, String> others) {
      return new Customers(rows, withoutPurchase, missing, missingAttributes, others);
    }
  }

  /**
   * What became of the rows of an input beside the transactions; amounts that cannot be read count
   * as 0.
   *
   * @param name of its section: spend, visits
   */
  public record SideInput(
      String name, long rows, BigDecimal amount, RowsAmount accepted, Quarantined rejected) {}

  /**
   * What all amounts were converted with; null for what is not configured.
   *
   * @param rates of exchange
   * @param priceIndex price levels by month
   */
  public record ComparableMoney(Rates rates, PriceIndex priceIndex) {}

  /**
   * Rates of exchange.
   *
   * @param source where they were read from
   * @param currency the reporting currency
   * @param currencies those that have rates
   * @param rates how many
   * @param firstDate of the oldest rate
   * @param maxAgeDays how old the rate of a row may be
   */
  public record Rates(
      String source,
      String currency,
      List<String> currencies,
      long rates,
      LocalDate firstDate,
      LocalDate lastDate,
      int maxAgeDays) {}

  /** A price index; months such as 2011-01. */
  public record PriceIndex(String source, String base, String firstMonth, String lastMonth) {}

  /**
   * What became of the rows of the subscriptions input; null where none was read.
   *
   * @param read all rows; accepted, rejected, filtered and those that begin after the run date add
   *     up to it
   * @param filtered dropped by the filter; null in manifests of earlier versions
   * @param policy how movements are told, in sentences: tools differ in it
   * @param recurring what there is at the run date; null where nothing has ever been paid
   */
  public record Subscriptions(
      String source,
      RowsAmount read,
      RowsAmount accepted,
      RowsAmount filtered,
      RowsAmount afterRunDate,
      Quarantined rejected,
      List<String> policy,
      Recurring recurring) {}

  /**
   * Recurring revenue a month at the run date.
   *
   * @param contract what contracts say
   * @param billed after discount; null where it is not mapped
   * @param committed what is left when scheduled cancellations are through; null without reasons
   * @param logoChurn customers lost in the month of the run date ÷ those at its start
   * @param lifetimeMonths 1 ÷ monthly churn; null where nobody has left
   * @param restrictedLifetimeMonths mean life within the longest one seen
   */
  public record Recurring(
      long customers,
      BigDecimal contract,
      BigDecimal billed,
      BigDecimal committed,
      Double logoChurn,
      Double netRetention,
      Double lifetimeMonths,
      Double restrictedLifetimeMonths,
      int longestLifeMonths) {}

  /** A quality gate's outcome: {@code passed}, {@code warning} or {@code failed}. */
  public record Gate(String name, String outcome, String finding) {}

  /**
   * A fitted model; {@code champion} says whether its forecasts are in the scores, {@code
   * intervals} are low and high ends of its parameters, where there was a bootstrap. What was
   * measured without a likelihood, such as a mean, has no logLikelihood, AIC and BIC.
   *
   * @param aic Akaike's information criterion, lower is better
   * @param bic the Bayesian information criterion, lower is better; models compare by it
   */
  public record Model(
      String name,
      String version,
      boolean champion,
      Map<String, Double> parameters,
      Map<String, Double> standardErrors,
      Map<String, List<Double>> intervals,
      Double logLikelihood,
      Double aic,
      Double bic,
      long customers,
      long cells,
      int iterations,
      boolean converged,
      Map<String, Double> diagnostics,
      List<String> warnings) {}

  /**
   * Totals of the scores table. Churn is the measured monthly churn of the classic formula, null
   * where the data covers too short a time. Forecasts are null without a model of them; the ends of
   * intervals are null without a bootstrap.
   *
   * @param intervalLevel nominal coverage of the intervals
   * @param notForecast which forecasts are null and why; null where none is
   * @param returnsShare share of purchase amounts that is returned on later days, as measured; it
   *     lowers the formula, the expected revenue and the predicted value
   * @param corrected the predicted value, corrected by what earlier dates taught; null where
   *     nothing was learned
   * @param intervals what the intervals are made of; null without intervals
   * @param scenario what the experience with other shops comes to; null where none is configured,
   *     without forecasts of money and in manifests of earlier versions
   */
  public record Value(
      double historicalClv,
      Double formulaClv,
      Double monthlyChurn,
      Double expectedPurchases,
      Double expectedRevenue,
      Double predictedClv,
      int horizonDays,
      double intervalLevel,
      Double expectedPurchasesLow,
      Double expectedPurchasesHigh,
      Double predictedClvLow,
      Double predictedClvHigh,
      String notForecast,
      double returnsShare,
      Corrected corrected,
      Intervals intervals,
      Scenario scenario) {

    /**
     * What became of forecasts at other shops, if it happens here. Intervals of sums reach as far.
     *
     * @param least the lowest ratio of what came to what was forecast
     * @param most the highest
     * @param clvLeast the predicted value times the lowest
     * @param clvMost times the highest
     */
    public record Scenario(double least, double most, double clvLeast, double clvMost) {}

    /**
     * What intervals are made of: {@code model}, its own uncertainty alone, or {@code backtest},
     * how far it missed at earlier dates.
     *
     * @param customers those of the scores
     * @param totals those of sums, here and in {@code equity}
     */
    public record Intervals(String customers, String totals) {}

    /**
     * The corrected value of all customers.
     *
     * @param level what gave the level: {@code backtest} or {@code hybrid}
     * @param rank what gave the order of customers: a purchase model, {@code hybrid} or {@code
     *     hybrid-rank}
     */
    public record Corrected(double clv, String level, String rank) {}
  }

  public record Table(String name, String path, long rows) {}

  public record Stage(String name, double seconds, Long rows) {}
}

package io.perennial.config;

import io.perennial.schema.Period;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
    Output output,
    Report report,
    Simulate simulate) {

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
      Customers customers) {
    /** Where the transactions are read from. */
    public Source source() {
      return new Source(path.map(List::of).orElse(paths), table, query, format, schema, options);
    }

    /** Without secrets, since it ends up in logs. */
    @Override
    public String toString() {
      return "Input[source=%s, columns=%s, filter=%s, customers=%s]"
          .formatted(source(), columns, filter.map(SecretMask::text), customers);
    }
  }

  /**
   * Where attributes of customers come from; read when {@link Models#covariates} names some.
   *
   * @param columns Spark SQL expressions: {@code customer}, and attributes by name
   */
  public record Customers(
      Optional<String> path,
      Optional<String> table,
      String format,
      Map<String, String> options,
      Map<String, String> columns) {
    private static final String CUSTOMER = "customer";

    /** Where they are read from. */
    public Source source() {
      return new Source(
          path.stream().toList(), table, Optional.empty(), format, Optional.empty(), options);
    }

    /** Spark SQL expression for the customer. */
    public String customer() {
      return columns.get(CUSTOMER);
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

  /** Spark SQL expressions over the input's columns. */
  public record Columns(
      String customer,
      String timestamp,
      String amount,
      Optional<String> order,
      Optional<String> cost,
      Optional<String> currency) {}

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
   */
  public record Models(
      List<String> purchases,
      String champion,
      String spend,
      boolean required,
      double penalty,
      String version,
      int reuseDays,
      List<String> covariates) {
    /** The first of the list that converged and that the data identifies. */
    public static final String FIRST = "first";

    /** The one with the lowest Bayesian information criterion. */
    public static final String BEST_LIKELIHOOD = "best-likelihood";
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
   */
  public record Intervals(double level, int replicates, long seed) {}

  /** Where the tables go. */
  public record Output(Optional<String> path, String format, int keepRuns) {}

  /**
   * How the report is written.
   *
   * @param locale a language that it has texts in
   * @param currency a code, shown as it is where it is none of ISO 4217
   */
  public record Report(String locale, String currency, Layout layout, CustomerIds customerIds) {
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

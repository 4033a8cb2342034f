package io.perennial.customers;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.features.RfmFeatures;
import io.perennial.history.Histories;
import io.perennial.history.HistoryColumns;
import io.perennial.history.PurchasePolicy;
import io.perennial.ingest.Transactions;
import io.perennial.schema.Money;
import io.perennial.schema.RowClass;
import io.perennial.schema.ScoreColumns;
import io.perennial.schema.TransactionColumns;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Derives customers from transactions as the job does: amounts are summed by customer and calendar
 * day, and a day with a net amount above 0 is a purchase. One row for each customer with a
 * purchase:
 *
 * <ul>
 *   <li>{@code customer_id}, in its own type; {@code first_purchase}, {@code last_purchase}: dates;
 *   <li>{@code orders}; {@code frequency}: purchase days after the first; {@code recency_days}:
 *       from first to last purchase; {@code age_days}: from first purchase to the run date;
 *   <li>{@code monetary_value}: mean net amount of the purchase days after the first, null without
 *       one; {@code revenue}: net amount to date, exact;
 *   <li>{@code log_gap_days}: the sum of the logarithms of the days between purchase days.
 * </ul>
 *
 * <p>Rows that cannot be used (no customer, unreadable time, no amount) are left out: see {@link
 * #rejected}. One shuffle.
 */
public final class CustomersOf extends Transformer implements DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private static final String TIME_ZONE = "spark.sql.session.timeZone";
  private static final String IGNORE = "ignore";
  private static final String PURCHASE = "purchase";

  private final String uid;
  private final Param<String> customer;
  private final Param<String> timestamp;
  private final Param<String> amount;
  private final Param<String> order;
  private final Param<String> timeZone;
  private final Param<String> runDate;
  private final Param<String> zeroDay;

  public CustomersOf() {
    this(Identifiable$.MODULE$.randomUID("customersOf"));
  }

  public CustomersOf(String uid) {
    this.uid = uid;
    this.customer =
        new Param<>(
            this, "customer", "who bought: a column or an SQL expression over the transactions");
    this.timestamp =
        new Param<>(
            this,
            "timestamp",
            "when: a column or an SQL expression; a timestamp, a date, or a string in ISO form");
    this.amount =
        new Param<>(
            this,
            "amount",
            "net amount of the row, returns negative: a column or an SQL expression such as"
                + " Quantity * Price");
    this.order =
        new Param<>(
            this,
            "order",
            "what the rows of one order share: a column or an SQL expression; unset: every row is"
                + " an order");
    this.timeZone =
        new Param<>(
            this,
            "timeZone",
            "where days begin and end, such as Europe/Berlin; unset: the session's zone");
    this.runDate =
        new Param<>(
            this,
            "runDate",
            "the day at whose end customers are looked at, as YYYY-MM-DD; later rows are left out;"
                + " unset: the day of the newest usable row, for which all are read once more");
    this.zeroDay =
        new Param<>(
            this,
            "zeroDay",
            "a day whose net amount is 0: ignore, or purchase",
            ParamValidators.inArray(List.of(IGNORE, PURCHASE)));
    setDefault(customer, "customer_id");
    setDefault(timestamp, "timestamp");
    setDefault(amount, "amount");
    setDefault(zeroDay, IGNORE);
  }

  @Override
  public String uid() {
    return uid;
  }

  public Param<String> customer() {
    return customer;
  }

  public Param<String> timestamp() {
    return timestamp;
  }

  public Param<String> amount() {
    return amount;
  }

  public Param<String> order() {
    return order;
  }

  public Param<String> timeZone() {
    return timeZone;
  }

  public Param<String> runDate() {
    return runDate;
  }

  public Param<String> zeroDay() {
    return zeroDay;
  }

  /** Sets the column or SQL expression of the customer. */
  public CustomersOf setCustomer(String expression) {
    return set(customer, expression);
  }

  /** Sets the column or SQL expression of the time. */
  public CustomersOf setTimestamp(String expression) {
    return set(timestamp, expression);
  }

  /** Sets the column or SQL expression of the net amount; returns are negative. */
  public CustomersOf setAmount(String expression) {
    return set(amount, expression);
  }

  /** Sets the column or SQL expression of the order; without it every row is an order. */
  public CustomersOf setOrder(String expression) {
    return set(order, expression);
  }

  /** Sets the zone in which days begin and end; without it the session's. */
  public CustomersOf setTimeZone(String zone) {
    return set(timeZone, zone);
  }

  /** Sets the run date, as {@code YYYY-MM-DD}. */
  public CustomersOf setRunDate(String date) {
    return set(runDate, date);
  }

  public CustomersOf setRunDate(LocalDate date) {
    return setRunDate(date.toString());
  }

  /**
   * Sets whether a day with a net amount of 0 is a purchase: {@code ignore} or {@code purchase}.
   */
  public CustomersOf setZeroDay(String policy) {
    return set(zeroDay, policy);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    SparkSession spark = SparkSession.active();
    return inZone(
        spark,
        () ->
            customers(classified(spark.createDataFrame(List.of(), schema)), LocalDate.EPOCH)
                .schema());
  }

  /**
   * @throws JobFailure with {@link ExitCode#INPUT} and every problem of the columns, and when no
   *     run date is set and no row can be used
   */
  @Override
  public Dataset<Row> transform(Dataset<?> transactions) {
    return inZone(
        transactions.sparkSession(),
        () -> {
          Transactions classified = classified(transactions.toDF());
          return customers(classified, date().orElseGet(() -> newest(classified)));
        });
  }

  /** The transactions that cannot be used, unchanged, with {@code reasons}. */
  public Dataset<Row> rejected(Dataset<?> transactions) {
    return inZone(
        transactions.sparkSession(),
        () -> classified(transactions.toDF()).quarantined("").drop(ScoreColumns.RUN_ID));
  }

  @Override
  public CustomersOf copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<CustomersOf> read() {
    return new DefaultParamsReader<>();
  }

  public static CustomersOf load(String path) {
    return read().load(path);
  }

  private Transactions classified(Dataset<Row> transactions) {
    return Transactions.of(
        transactions,
        "CustomersOf.",
        new Settings.Columns(
            getOrDefault(customer),
            getOrDefault(timestamp),
            getOrDefault(amount),
            optional(order),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        date());
  }

  private Dataset<Row> customers(Transactions transactions, LocalDate date) {
    PurchasePolicy policy = new PurchasePolicy(getOrDefault(zeroDay).equals(PURCHASE));
    Dataset<Row> histories =
        Histories.customers(Histories.build(transactions.classified(), policy));
    return RfmFeatures.of(Histories.buyersAsOf(histories, date, policy), date)
        .withColumn(ScoreColumns.REVENUE, Money.amount(col(HistoryColumns.REVENUE)))
        .select(
            ScoreColumns.CUSTOMER_ID,
            ScoreColumns.FIRST_PURCHASE,
            ScoreColumns.LAST_PURCHASE,
            ScoreColumns.ORDERS,
            ScoreColumns.FREQUENCY,
            ScoreColumns.RECENCY_DAYS,
            ScoreColumns.AGE_DAYS,
            ScoreColumns.MONETARY_VALUE,
            ScoreColumns.REVENUE,
            HistoryColumns.LOG_GAP_DAYS);
  }

  /** The day of the newest row that is accepted. */
  private static LocalDate newest(Transactions transactions) {
    Row newest =
        transactions
            .classified()
            .where(col(TransactionColumns.ROW_CLASS).equalTo(RowClass.ACCEPTED))
            .agg(max(TransactionColumns.DAY))
            .first();
    if (newest.isNullAt(0)) {
      throw new JobFailure(
          ExitCode.INPUT,
          "CustomersOf can use none of the transactions; CustomersOf.rejected(transactions) shows"
              + " them with the reasons");
    }
    return LocalDate.ofEpochDay(newest.getInt(0));
  }

  private Optional<LocalDate> date() {
    return optional(runDate)
        .map(
            text -> {
              try {
                return LocalDate.parse(text);
              } catch (DateTimeException e) {
                throw new JobFailure(
                    ExitCode.CONFIGURATION,
                    "CustomersOf.runDate = \"%s\": expected a date as YYYY-MM-DD".formatted(text),
                    e);
              }
            });
  }

  /**
   * Days begin and end in the session's time zone, which Spark copies into a plan when it analyses
   * it.
   */
  private <T> T inZone(SparkSession spark, Supplier<T> work) {
    Optional<String> zone = optional(timeZone);
    if (zone.isEmpty()) {
      return work.get();
    }
    try {
      ZoneId.of(zone.get());
    } catch (DateTimeException e) {
      throw new JobFailure(
          ExitCode.CONFIGURATION,
          "CustomersOf.timeZone = \"%s\": expected a zone such as UTC or Europe/Berlin"
              .formatted(zone.get()),
          e);
    }
    String before = spark.conf().get(TIME_ZONE);
    spark.conf().set(TIME_ZONE, zone.get());
    try {
      return work.get();
    } finally {
      spark.conf().set(TIME_ZONE, before);
    }
  }

  private Optional<String> optional(Param<String> param) {
    return isDefined(param) ? Optional.of(getOrDefault(param)) : Optional.empty();
  }

  private CustomersOf set(Param<String> param, String value) {
    return (CustomersOf) super.set(param, value);
  }
}

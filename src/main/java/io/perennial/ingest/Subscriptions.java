package io.perennial.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;

import io.perennial.config.Settings;
import io.perennial.ingest.SideTable.Kind;
import io.perennial.ingest.SideTable.Wanted;
import io.perennial.schema.Money;
import io.perennial.schema.RowClass;
import io.perennial.schema.SubscriptionColumns;
import io.perennial.schema.SubscriptionColumns.Reason;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;

/** The price periods of subscriptions, every row classified. */
public final class Subscriptions {
  private static final String CUSTOMER = "customer";
  private static final String SUBSCRIPTION = "subscription";
  private static final String START = "start";
  private static final String END = "end";
  private static final String AMOUNT = "amount";
  private static final String INTERVAL = "interval";
  private static final String PLAN = "plan";
  private static final String BILLED = "billed";
  private static final String REASON = "reason";
  private static final String PAUSED_FROM = "paused-from";
  private static final String PAUSED_TO = "paused-to";
  private static final String TRIAL_END = "trial-end";
  private static final String CURRENCY = "currency";

  private static final LocalDate EARLIEST = LocalDate.of(1900, 1, 1);
  private static final LocalDate LATEST = LocalDate.of(2199, 12, 31);

  /** A number, if any, and a unit; a thousand units are more than anybody means. */
  private static final String INTERVALS =
      "^(?:every\\s+)?([1-9][0-9]{0,2})?\\s*(?:x\\s*)?(day|week|month|quarter|year)s?$";

  private static final Map<String, String> ADVERBS =
      Map.of(
          "daily", "day",
          "weekly", "week",
          "monthly", "month",
          "quarterly", "quarter",
          "yearly", "year",
          "annual", "year",
          "annually", "year");

  private static final int LONGEST_EXAMPLE = 60; // characters

  private final SideTable table;
  private final boolean hasPlans;
  private final boolean hasBilled;
  private final boolean hasReasons;

  private Subscriptions(SideTable table, Settings.SubscriptionColumns columns) {
    this.table = table;
    this.hasPlans = columns.plan().isPresent();
    this.hasBilled = columns.billed().isPresent();
    this.hasReasons = columns.reason().isPresent();
  }

  /**
   * Opens the input and resolves the configured columns; reads no row.
   *
   * @throws io.perennial.failure.JobFailure with every problem of source and columns
   */
  public static Subscriptions open(SparkSession spark, Settings.Subscriptions input) {
    Settings.SubscriptionColumns columns = input.columns();
    List<Wanted> wanted = new ArrayList<>();
    want(wanted, CUSTOMER, Optional.of(columns.customer()), Kind.TEXT);
    want(wanted, SUBSCRIPTION, columns.subscription(), Kind.TEXT);
    want(wanted, START, Optional.of(columns.start()), Kind.DAY);
    want(wanted, END, columns.end(), Kind.DAY);
    want(wanted, AMOUNT, Optional.of(columns.amount()), Kind.MICROS);
    want(wanted, INTERVAL, Optional.of(columns.interval()), Kind.TEXT);
    want(wanted, PLAN, columns.plan(), Kind.TEXT);
    want(wanted, BILLED, columns.billed(), Kind.MICROS);
    want(wanted, REASON, columns.reason(), Kind.TEXT);
    want(wanted, PAUSED_FROM, columns.pausedFrom(), Kind.DAY);
    want(wanted, PAUSED_TO, columns.pausedTo(), Kind.DAY);
    want(wanted, TRIAL_END, columns.trialEnd(), Kind.DAY);
    want(wanted, CURRENCY, columns.currency(), Kind.TEXT);
    return new Subscriptions(SideTable.open(spark, input, Section.SUBSCRIPTIONS, wanted), columns);
  }

  /** A column that is not mapped is null in every row. */
  private static void want(
      List<Wanted> wanted, String name, Optional<String> expression, Kind kind) {
    String missing = kind == Kind.DAY ? "CAST(NULL AS DATE)" : "CAST(NULL AS STRING)";
    wanted.add(new Wanted(name, expression.orElse(missing), kind));
  }

  /** How messages call the input. */
  public String source() {
    return table.source();
  }

  /** Whether plans are mapped. */
  public boolean hasPlans() {
    return hasPlans;
  }

  /** Whether billed amounts are mapped. */
  public boolean hasBilled() {
    return hasBilled;
  }

  /** Whether reasons of ends are mapped. */
  public boolean hasReasons() {
    return hasReasons;
  }

  /** What is wrong with the input when reading it fails this way. */
  public RuntimeException translate(Exception failure) {
    return table.translate(failure);
  }

  /**
   * The newest start of an accepted row up to a day.
   *
   * @throws io.perennial.failure.JobFailure when the input cannot be read
   */
  public Optional<LocalDate> newestStart(LocalDate upTo) {
    try {
      Row newest =
          classified(upTo)
              .where(col(SubscriptionColumns.ROW_CLASS).equalTo(RowClass.ACCEPTED))
              .agg(max(SubscriptionColumns.START))
              .first();
      return newest.isNullAt(0)
          ? Optional.empty()
          : Optional.of(LocalDate.ofEpochDay(newest.getInt(0)));
    } catch (Exception e) { // SparkException is checked, and thrown by Scala undeclared
      throw translate(e);
    }
  }

  /** Every row with its class; columns as in {@link SubscriptionColumns}. */
  public Dataset<Row> classified(LocalDate runDate) {
    Dataset<Row> judged =
        table
            .rows()
            .withColumn(SubscriptionColumns.ROW_CLASS, rowClass(runDate))
            .withColumn("unit_text", interval());
    Column accepted = col(SubscriptionColumns.ROW_CLASS).equalTo(RowClass.ACCEPTED);
    Column plan =
        hasPlans
            ? coalesce(value(PLAN), lit(SubscriptionColumns.NO_PLAN))
            : lit(null).cast(DataTypes.StringType);
    return judged.select(
        col(SubscriptionColumns.ROW_CLASS),
        when(accepted, value(CUSTOMER)).as(SubscriptionColumns.CUSTOMER),
        value(SUBSCRIPTION).as(SubscriptionColumns.SUBSCRIPTION),
        plan.as(SubscriptionColumns.PLAN),
        upper(value(CURRENCY)).as(SubscriptionColumns.CURRENCY),
        unix_date(value(START)).as(SubscriptionColumns.START),
        unix_date(end()).as(SubscriptionColumns.END),
        coalesce(value(AMOUNT), lit(0L)).as(SubscriptionColumns.AMOUNT),
        coalesce(value(BILLED), value(AMOUNT), lit(0L)).as(SubscriptionColumns.BILLED),
        regexp_extract(col("unit_text"), INTERVALS, 2).as(SubscriptionColumns.UNIT),
        coalesce(
                regexp_extract(col("unit_text"), INTERVALS, 1).try_cast(DataTypes.IntegerType),
                lit(1))
            .as(SubscriptionColumns.COUNT),
        when(lower(value(REASON)).equalTo("involuntary"), 2)
            .when(value(REASON).isNotNull(), 1)
            .otherwise(0)
            .as(SubscriptionColumns.LEAVING),
        unix_date(value(PAUSED_FROM)).as(SubscriptionColumns.PAUSED_FROM),
        unix_date(value(PAUSED_TO)).as(SubscriptionColumns.PAUSED_TO),
        unix_date(value(TRIAL_END)).as(SubscriptionColumns.TRIAL_END));
  }

  /**
   * One value of each reason that can be told by a single row. A pass over the rows; do not ask
   * when none is rejected.
   */
  public Map<String, String> examples(LocalDate runDate) {
    Map<Reason, Column> shown = new LinkedHashMap<>();
    shown.put(Reason.START_UNREADABLE, read(START));
    shown.put(Reason.START_OUT_OF_RANGE, read(START));
    shown.put(Reason.END_UNREADABLE, read(END));
    shown.put(
        Reason.END_BEFORE_START, concat(read(START), lit(" to "), coalesce(read(END), lit(""))));
    shown.put(Reason.AMOUNT_UNREADABLE, read(AMOUNT));
    shown.put(Reason.AMOUNT_NOT_FINITE, read(AMOUNT));
    shown.put(Reason.AMOUNT_OUT_OF_RANGE, read(AMOUNT));
    shown.put(Reason.AMOUNT_NEGATIVE, read(AMOUNT));
    shown.put(Reason.BILLED_UNUSABLE, read(BILLED));
    shown.put(Reason.INTERVAL_UNKNOWN, coalesce(read(INTERVAL), lit("null")));
    shown.put(
        Reason.PAUSE_UNUSABLE,
        concat(
            coalesce(read(PAUSED_FROM), lit("null")),
            lit(" to "),
            coalesce(read(PAUSED_TO), lit("null"))));
    shown.put(Reason.TRIAL_END_UNREADABLE, read(TRIAL_END));
    shown.put(Reason.LINE_MALFORMED, col(SideTable.LINE));
    Column rowClass = col(SubscriptionColumns.ROW_CLASS);
    Column[] pairs =
        shown.entrySet().stream()
            .map(
                each ->
                    functions.struct(
                        lit(each.getKey().code()).as("reason"),
                        when(
                                rowClass.bitwiseAND(each.getKey().bit()).notEqual(0),
                                functions.substring(each.getValue(), 1, LONGEST_EXAMPLE))
                            .as("value")))
            .toArray(Column[]::new);
    Map<String, String> examples = new TreeMap<>();
    try {
      table
          .rows()
          .withColumn(SubscriptionColumns.ROW_CLASS, rowClass(runDate))
          .where(rowClass.gt(RowClass.ACCEPTED))
          .select(
              explode(filter(functions.array(pairs), pair -> pair.getField("value").isNotNull()))
                  .as("pair"))
          .groupBy(col("pair.reason"))
          .agg(functions.min("pair.value"))
          .collectAsList()
          .forEach(row -> examples.put(row.getString(0), row.getString(1)));
      return examples;
    } catch (Exception e) { // SparkException is checked, and thrown by Scala undeclared
      throw translate(e);
    }
  }

  private static Column rowClass(LocalDate runDate) {
    Map<Reason, Column> rules = new LinkedHashMap<>();
    rules.put(Reason.CUSTOMER_MISSING, value(CUSTOMER).isNull());
    rules.put(Reason.START_MISSING, read(START).isNull());
    rules.put(Reason.START_UNREADABLE, isUnreadable(START));
    rules.put(Reason.START_OUT_OF_RANGE, not(value(START).between(EARLIEST, LATEST)));
    rules.put(Reason.END_UNREADABLE, isUnreadable(END));
    rules.put(Reason.END_BEFORE_START, value(END).lt(value(START)));
    Column number = TextValues.boundedNumber(read(AMOUNT)).try_cast(DataTypes.DoubleType);
    Column unusable = isUnreadable(AMOUNT);
    Column notFinite = number.isNaN().or(functions.abs(number).equalTo(Double.POSITIVE_INFINITY));
    Column outOfRange = not(notFinite).and(functions.abs(number).gt((double) Money.LARGEST_ROW));
    rules.put(Reason.AMOUNT_MISSING, read(AMOUNT).isNull());
    rules.put(
        Reason.AMOUNT_UNREADABLE,
        unusable.and(coalesce(notFinite.or(outOfRange), lit(false)).equalTo(false)));
    rules.put(Reason.AMOUNT_NOT_FINITE, unusable.and(notFinite));
    rules.put(Reason.AMOUNT_OUT_OF_RANGE, unusable.and(outOfRange));
    rules.put(Reason.AMOUNT_NEGATIVE, value(AMOUNT).lt(0));
    rules.put(Reason.BILLED_UNUSABLE, isUnreadable(BILLED).or(value(BILLED).lt(0)));
    rules.put(Reason.INTERVAL_UNKNOWN, coalesce(not(interval().rlike(INTERVALS)), lit(true)));
    rules.put(
        Reason.PAUSE_UNUSABLE,
        isUnreadable(PAUSED_FROM)
            .or(isUnreadable(PAUSED_TO))
            .or(value(PAUSED_TO).isNotNull().and(value(PAUSED_FROM).isNull()))
            .or(value(PAUSED_TO).lt(value(PAUSED_FROM))));
    rules.put(Reason.TRIAL_END_UNREADABLE, isUnreadable(TRIAL_END));
    Column bits = lit(0);
    for (var rule : rules.entrySet()) {
      bits =
          bits.bitwiseOR(
              when(coalesce(rule.getValue(), lit(false)), rule.getKey().bit()).otherwise(0));
    }
    return when(col(SideTable.LINE).isNotNull(), Reason.LINE_MALFORMED.bit())
        .when(bits.notEqual(0), bits)
        .when(value(START).gt(runDate), RowClass.AFTER_RUN_DATE)
        .otherwise(RowClass.ACCEPTED);
  }

  /** Systems write a year that never comes for an end that is not known. */
  private static Column end() {
    return when(value(END).leq(LATEST), value(END));
  }

  private static Column interval() {
    Column text = lower(value(INTERVAL));
    Column unit = text;
    for (var adverb : ADVERBS.entrySet()) {
      unit = when(text.equalTo(adverb.getKey()), adverb.getValue()).otherwise(unit);
    }
    return unit;
  }

  private static Column isUnreadable(String name) {
    return read(name).isNotNull().and(value(name).isNull());
  }

  private static Column value(String name) {
    return col("`" + name + "`");
  }

  private static Column read(String name) {
    return col("`" + SideTable.read(name) + "`");
  }
}

package io.perennial.ingest;

import static java.util.Comparator.naturalOrder;
import static java.util.stream.Collectors.joining;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.try_element_at;
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
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.apache.commons.lang3.StringUtils;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
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

  private static final String UNIT_TEXT = "unit_text";
  private static final String REASON_BITS = "reason_bits";

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
    return new Subscriptions(
        SideTable.open(spark, input, Section.SUBSCRIPTIONS, wanted, input.filter()), columns);
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
      // Not by an aggregate: with the classes of rows its generated code is too long for the JVM.
      int newest =
          classified(upTo)
              .select(SubscriptionColumns.ROW_CLASS, SubscriptionColumns.START)
              .toJavaRDD()
              .filter(row -> row.getInt(0) == RowClass.ACCEPTED && !row.isNullAt(1))
              .map(row -> row.getInt(1))
              .fold(Integer.MIN_VALUE, Math::max);
      return newest == Integer.MIN_VALUE
          ? Optional.empty()
          : Optional.of(LocalDate.ofEpochDay(newest));
    } catch (Exception e) { // SparkException is checked, and thrown by Scala undeclared
      throw translate(e);
    }
  }

  /** Every row with its class; columns as in {@link SubscriptionColumns}. */
  public Dataset<Row> classified(LocalDate runDate) {
    Column accepted = col(SubscriptionColumns.ROW_CLASS).equalTo(RowClass.ACCEPTED);
    Column plan =
        hasPlans
            ? coalesce(value(PLAN), lit(SubscriptionColumns.NO_PLAN))
            : lit(null).cast(DataTypes.StringType);
    return judged(runDate)
        .select(
            col(SubscriptionColumns.ROW_CLASS),
            when(accepted, value(CUSTOMER)).as(SubscriptionColumns.CUSTOMER),
            value(SUBSCRIPTION).as(SubscriptionColumns.SUBSCRIPTION),
            plan.as(SubscriptionColumns.PLAN),
            upper(value(CURRENCY)).as(SubscriptionColumns.CURRENCY),
            unix_date(value(START)).as(SubscriptionColumns.START),
            unix_date(end()).as(SubscriptionColumns.END),
            coalesce(value(AMOUNT), lit(0L)).as(SubscriptionColumns.AMOUNT),
            coalesce(value(BILLED), value(AMOUNT), lit(0L)).as(SubscriptionColumns.BILLED),
            regexp_extract(col(UNIT_TEXT), INTERVALS, 2).as(SubscriptionColumns.UNIT),
            coalesce(
                    regexp_extract(col(UNIT_TEXT), INTERVALS, 1).try_cast(DataTypes.IntegerType),
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

  /** What is shown of a row that was rejected for a reason: the texts that it was read from. */
  private static final Map<Reason, List<String>> SHOWN = new EnumMap<>(Reason.class);

  static {
    SHOWN.put(Reason.START_UNREADABLE, List.of(START));
    SHOWN.put(Reason.START_OUT_OF_RANGE, List.of(START));
    SHOWN.put(Reason.END_UNREADABLE, List.of(END));
    SHOWN.put(Reason.END_BEFORE_START, List.of(START, END));
    SHOWN.put(Reason.AMOUNT_UNREADABLE, List.of(AMOUNT));
    SHOWN.put(Reason.AMOUNT_NOT_FINITE, List.of(AMOUNT));
    SHOWN.put(Reason.AMOUNT_OUT_OF_RANGE, List.of(AMOUNT));
    SHOWN.put(Reason.AMOUNT_NEGATIVE, List.of(AMOUNT));
    SHOWN.put(Reason.BILLED_UNUSABLE, List.of(BILLED));
    SHOWN.put(Reason.INTERVAL_UNKNOWN, List.of(INTERVAL));
    SHOWN.put(Reason.PAUSE_UNUSABLE, List.of(PAUSED_FROM, PAUSED_TO));
    SHOWN.put(Reason.TRIAL_END_UNREADABLE, List.of(TRIAL_END));
  }

  /**
   * One value of each reason that can be told by a single row. A pass over the rows; do not ask
   * when none is rejected.
   */
  public Map<String, String> examples(LocalDate runDate) {
    Column[] texts =
        SHOWN.values().stream()
            .flatMap(List::stream)
            .distinct()
            .map(Subscriptions::read)
            .toArray(Column[]::new);
    Dataset<Row> rejected =
        judged(runDate).select(col(SubscriptionColumns.ROW_CLASS), functions.struct(texts));
    try {
      Map<String, String> examples = new TreeMap<>();
      rejected
          .mapPartitions(
              (MapPartitionsFunction<Row, String>) Subscriptions::examples, Encoders.STRING())
          .collectAsList()
          .forEach(
              each -> {
                String[] parts = each.split("\n", 2);
                examples.merge(parts[0], parts[1], BinaryOperator.minBy(naturalOrder()));
              });
      return examples;
    } catch (Exception e) { // SparkException is checked, and thrown by Scala undeclared
      throw translate(e);
    }
  }

  /**
   * What a message adds to the example: the key with an expression that reads it; empty where none
   * is known.
   *
   * @param code of a reason
   * @param example a value that was rejected for it
   */
  public String remedy(String code, String example) {
    return SHOWN.entrySet().stream()
        .filter(each -> each.getKey().code().equals(code) && each.getValue().size() == 1)
        .findFirst()
        .map(each -> table.remedy(each.getValue().get(0), example))
        .orElse("");
  }

  /** The first text in their order for each reason in a partition: code, line feed, text. */
  private static Iterator<String> examples(Iterator<Row> rows) {
    Map<String, String> examples = new TreeMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      Row texts = row.getStruct(1);
      for (Reason reason : SubscriptionColumns.reasons(row.getInt(0))) {
        List<String> names = SHOWN.get(reason);
        if (names != null) {
          String text =
              names.stream()
                  .map(name -> String.valueOf(texts.<String>getAs(SideTable.read(name))))
                  .collect(joining(" to "));
          examples.merge(
              reason.code(),
              StringUtils.abbreviate(text, LONGEST_EXAMPLE),
              BinaryOperator.minBy(naturalOrder()));
        }
      }
    }
    return examples.entrySet().stream()
        .map(each -> each.getKey() + "\n" + each.getValue())
        .iterator();
  }

  /** The rows with their class and the unit of their interval, one projection a step. */
  private Dataset<Row> judged(LocalDate runDate) {
    return table
        .rows()
        .withColumn(UNIT_TEXT, interval())
        .withColumn(REASON_BITS, reasonBits())
        .withColumn(SubscriptionColumns.ROW_CLASS, rowClass(runDate));
  }

  private static Column rowClass(LocalDate runDate) {
    Column bits = col(REASON_BITS);
    return when(col(SideTable.LINE).isNotNull(), Reason.LINE_MALFORMED.bit())
        .when(col(SideTable.DROPPED), RowClass.FILTERED)
        .when(bits.notEqual(0), bits)
        .when(value(START).gt(runDate), RowClass.AFTER_RUN_DATE)
        .otherwise(RowClass.ACCEPTED);
  }

  private static Column reasonBits() {
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
    rules.put(Reason.INTERVAL_UNKNOWN, coalesce(not(col(UNIT_TEXT).rlike(INTERVALS)), lit(true)));
    rules.put(
        Reason.PAUSE_UNUSABLE,
        isUnreadable(PAUSED_FROM)
            .or(isUnreadable(PAUSED_TO))
            .or(value(PAUSED_TO).isNotNull().and(value(PAUSED_FROM).isNull()))
            .or(value(PAUSED_TO).lt(value(PAUSED_FROM))));
    rules.put(Reason.TRIAL_END_UNREADABLE, isUnreadable(TRIAL_END));
    return RowClassifier.reasonBits(rules);
  }

  /** Systems write a year that never comes for an end that is not known. */
  private static Column end() {
    return when(value(END).leq(LATEST), value(END));
  }

  private static Column interval() {
    Column text = lower(value(INTERVAL));
    Column[] units =
        new TreeMap<>(ADVERBS)
            .entrySet().stream()
                .flatMap(each -> Stream.of(lit(each.getKey()), lit(each.getValue())))
                .toArray(Column[]::new);
    return coalesce(try_element_at(functions.map(units), text), text);
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

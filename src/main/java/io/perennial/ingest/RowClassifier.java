package io.perennial.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.upper;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.perennial.ingest.ColumnMapping.Typed;
import io.perennial.schema.RowClass;
import io.perennial.schema.RowClass.Reason;
import io.perennial.schema.RowReason;
import io.perennial.schema.TransactionColumns;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StringType;

/**
 * Adds to every row its class and the values of an accepted row. One projection a step, so that
 * Spark evaluates the configured expressions once a row.
 */
final class RowClassifier {
  private static final String CUSTOMER_READ = TransactionColumns.PREFIX + "customer_read";
  private static final String TIMESTAMP_READ = TransactionColumns.PREFIX + "timestamp_read";
  private static final String TIME_READ = TransactionColumns.PREFIX + "time_read";
  private static final String DAY_READ = TransactionColumns.PREFIX + "day_read";
  private static final String AMOUNT_READ = TransactionColumns.PREFIX + "amount_read";
  private static final String COST_READ = TransactionColumns.PREFIX + "cost_read";
  private static final String CURRENCY_READ = TransactionColumns.PREFIX + "currency_read";
  private static final String AMOUNT_CONVERTED = TransactionColumns.PREFIX + "amount_converted";
  private static final String COST_CONVERTED = TransactionColumns.PREFIX + "cost_converted";
  private static final String REASON_BITS = TransactionColumns.PREFIX + "reason_bits";
  private static final LocalDate EARLIEST = LocalDate.of(1900, 1, 1);
  private static final LocalDate LATEST = LocalDate.of(2199, 12, 31);

  private final MappedColumns mapped;
  private final boolean hasLines;
  private final Optional<ComparableMoney> money;

  /**
   * @param hasLines whether {@link InputSource#LINE} tells which lines do not fit
   * @param money what amounts are converted with
   */
  RowClassifier(MappedColumns mapped, boolean hasLines, Optional<ComparableMoney> money) {
    this.mapped = mapped;
    this.hasLines = hasLines;
    this.money = money;
  }

  /** The rows with the columns of {@link TransactionColumns} beside their own. */
  Dataset<Row> classify(InputFilter filter, Optional<LocalDate> runDate) {
    Dataset<Row> judged =
        filter.pruned().withColumns(read()).withColumns(date()).withColumns(judge());
    return money
        .map(
            comparable ->
                judged.withColumns(convert(comparable)).withColumns(judgeConverted(runDate)))
        .orElse(judged)
        .withColumn(TransactionColumns.ROW_CLASS, rowClass(filter, runDate))
        .withColumns(derive())
        .drop(
            CUSTOMER_READ,
            TIMESTAMP_READ,
            TIME_READ,
            DAY_READ,
            AMOUNT_READ,
            COST_READ,
            CURRENCY_READ,
            AMOUNT_CONVERTED,
            COST_CONVERTED,
            REASON_BITS);
  }

  private Map<String, Column> read() {
    Map<String, Column> read = new LinkedHashMap<>();
    read.put(CUSTOMER_READ, mapped.customer().column());
    read.put(TIMESTAMP_READ, mapped.timestamp().column());
    read.put(TIME_READ, time(mapped.timestamp().column(), mapped.timestamp().type()));
    read.put(AMOUNT_READ, mapped.amount().column());
    mapped.cost().ifPresent(cost -> read.put(COST_READ, cost.column()));
    if (hasRates()) {
      read.put(CURRENCY_READ, currency(mapped.currency().orElseThrow()));
    }
    return read;
  }

  private Map<String, Column> date() {
    return Map.of(DAY_READ, unix_date(day(mapped.timestamp().type())));
  }

  private Map<String, Column> judge() {
    MicroAmount amount = micros(mapped.amount(), AMOUNT_READ);
    Optional<MicroAmount> cost = mapped.cost().map(typed -> micros(typed, COST_READ));
    Column day = col(DAY_READ);
    Column inRange = day.between((int) EARLIEST.toEpochDay(), (int) LATEST.toEpochDay());

    Map<Reason, Column> rules = new LinkedHashMap<>();
    rules.put(Reason.CUSTOMER_MISSING, isMissing(col(CUSTOMER_READ), mapped.customer().type()));
    Column noTime = isMissing(col(TIMESTAMP_READ), mapped.timestamp().type());
    Column missing =
        mapped.timestamp().convertsText() ? noTime.and(mapped.timestamp().nothingThere()) : noTime;
    rules.put(Reason.TIMESTAMP_MISSING, missing);
    rules.put(Reason.TIMESTAMP_UNREADABLE, day.isNull().and(not(missing)));
    rules.put(Reason.TIMESTAMP_OUT_OF_RANGE, not(inRange));
    rules.put(Reason.AMOUNT_MISSING, amount.missing());
    rules.put(Reason.AMOUNT_UNREADABLE, amount.unreadable());
    rules.put(Reason.AMOUNT_NOT_FINITE, amount.notFinite());
    rules.put(Reason.AMOUNT_OUT_OF_RANGE, amount.outOfRange());
    cost.ifPresent(c -> rules.put(Reason.COST_UNUSABLE, c.unusable()));

    Map<String, Column> judged = new LinkedHashMap<>();
    judged.put(REASON_BITS, reasonBits(rules));
    // A date outside may be outside Spark's timestamps too.
    judged.put(
        TransactionColumns.TIMESTAMP,
        when(inRange, unix_micros(col(TIME_READ).cast(DataTypes.TimestampType))));
    judged.put(TransactionColumns.DAY, coalesce(when(inRange, day), lit(0)));
    judged.put(TransactionColumns.AMOUNT, amount.micros());
    cost.ifPresent(c -> judged.put(TransactionColumns.COST, c.micros()));
    return judged;
  }

  private boolean hasRates() {
    return money.isPresent() && money.get().hasRates();
  }

  private Map<String, Column> convert(ComparableMoney comparable) {
    Column currency = hasRates() ? col(CURRENCY_READ) : lit("");
    Column day = col(TransactionColumns.DAY);
    Map<String, Column> converted = new LinkedHashMap<>();
    converted.put(
        AMOUNT_CONVERTED, comparable.converted(currency, day, col(TransactionColumns.AMOUNT)));
    if (mapped.cost().isPresent()) {
      converted.put(
          COST_CONVERTED, comparable.converted(currency, day, col(TransactionColumns.COST)));
    }
    return converted;
  }

  /** Rows after the run date may be without a rate: they do not exist for this run. */
  private Map<String, Column> judgeConverted(Optional<LocalDate> runDate) {
    Column dated = col(TransactionColumns.TIMESTAMP).isNotNull().and(not(isLate(runDate)));
    Column amount = col(AMOUNT_CONVERTED);
    Map<Reason, Column> rules = new LinkedHashMap<>();
    rules.put(
        Reason.RATE_MISSING,
        dated.and(ComparableMoney.hasProblem(amount, ComparableMoney.NO_RATE)));
    rules.put(
        Reason.INDEX_MISSING,
        dated.and(ComparableMoney.hasProblem(amount, ComparableMoney.NO_INDEX)));
    rules.put(
        Reason.AMOUNT_OUT_OF_RANGE,
        ComparableMoney.hasProblem(amount, ComparableMoney.OUT_OF_RANGE));
    Map<String, Column> judged = new LinkedHashMap<>();
    judged.put(TransactionColumns.AMOUNT, ComparableMoney.amount(amount));
    if (mapped.cost().isPresent()) {
      rules.put(
          Reason.COST_UNUSABLE,
          ComparableMoney.hasProblem(col(COST_CONVERTED), ComparableMoney.OUT_OF_RANGE));
      judged.put(TransactionColumns.COST, ComparableMoney.amount(col(COST_CONVERTED)));
    }
    judged.put(REASON_BITS, col(REASON_BITS).bitwiseOR(reasonBits(rules)));
    return judged;
  }

  private static Column isLate(Optional<LocalDate> runDate) {
    return runDate
        .map(date -> col(TransactionColumns.DAY).gt((int) date.toEpochDay()))
        .orElse(lit(false));
  }

  private static Column text(Typed found) {
    return TextValues.stripped(found.column().cast("string"));
  }

  private static Column currency(Typed currency) {
    return coalesce(upper(TextValues.stripped(currency.column().cast("string"))), lit(""));
  }

  private Column rowClass(InputFilter filter, Optional<LocalDate> runDate) {
    // A predicate that is null for a row does not hold for it, and the row must be counted.
    Column dropped =
        filter.rows().map(predicate -> not(coalesce(predicate, lit(false)))).orElse(lit(false));
    Column late = isLate(runDate);
    Column malformed = hasLines ? col(InputSource.LINE).isNotNull() : lit(false);
    return when(malformed, Reason.LINE_MALFORMED.bit())
        .when(dropped, RowClass.FILTERED)
        .when(col(REASON_BITS).notEqual(0), col(REASON_BITS))
        .when(late, RowClass.AFTER_RUN_DATE)
        .otherwise(RowClass.ACCEPTED);
  }

  private Map<String, Column> derive() {
    Column accepted = col(TransactionColumns.ROW_CLASS).equalTo(RowClass.ACCEPTED);
    Map<String, Column> derived = new LinkedHashMap<>();
    derived.put(TransactionColumns.CUSTOMER, when(accepted, col(CUSTOMER_READ)));
    mapped
        .order()
        .ifPresent(
            order ->
                derived.put(
                    TransactionColumns.ORDER,
                    when(
                        accepted.and(not(isMissing(order.column(), order.type()))),
                        xxhash64(order.column()))));
    mapped
        .currency()
        .filter(currency -> !hasRates()) // all amounts are in one by now
        .ifPresent(
            currency ->
                derived.put(TransactionColumns.CURRENCY, when(accepted, currency(currency))));
    mapped
        .product()
        .ifPresent(
            product -> derived.put(TransactionColumns.PRODUCT, when(accepted, text(product))));
    mapped
        .discount()
        .ifPresent(
            discount -> derived.put(TransactionColumns.DISCOUNT, when(accepted, text(discount))));
    if (!mapped.duplicateKey().isEmpty()) {
      List<Column> key = new ArrayList<>();
      for (Typed part : mapped.duplicateKey()) {
        key.add(part.column());
        key.add(part.column().isNull()); // the hash passes nulls over
      }
      derived.put(
          TransactionColumns.DUPLICATE_KEY, when(accepted, xxhash64(key.toArray(Column[]::new))));
    }
    return derived;
  }

  private static MicroAmount micros(Typed amount, String read) {
    MicroAmount micros = MicroAmount.of(col(read), amount.type());
    return amount.convertsText() ? micros.ofText(amount.nothingThere()) : micros;
  }

  /** Whether a value is null or what counts as such. */
  static Column isMissing(Column value, DataType type) {
    if (type instanceof StringType) {
      return TextValues.isBlank(value);
    }
    if (type instanceof DoubleType || type instanceof FloatType) {
      return value.isNull().or(value.isNaN());
    }
    return value.isNull();
  }

  /** The bits of all reasons whose rule holds. */
  static Column reasonBits(Map<? extends RowReason, Column> rules) {
    Column bits = lit(0);
    for (var rule : rules.entrySet()) {
      bits =
          bits.bitwiseOR(
              when(coalesce(rule.getValue(), lit(false)), rule.getKey().bit()).otherwise(0));
    }
    return bits;
  }

  /**
   * The moment of the row; dates and local times stay what they are, since no zone has them all.
   */
  private static Column time(Column column, DataType type) {
    return type instanceof StringType ? TextValues.moment(column) : column;
  }

  private static Column day(DataType type) {
    Column day =
        type instanceof DateType ? col(TIME_READ) : col(TIME_READ).cast(DataTypes.DateType);
    return type instanceof StringType
        ? coalesce(TextValues.dayAlone(col(TIMESTAMP_READ)), day)
        : day;
  }
}

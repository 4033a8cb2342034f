package io.perennial.ingest;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.perennial.config.Settings;
import io.perennial.ingest.RowClass.Reason;
import io.perennial.schema.TransactionColumns;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The transaction log, every row classified. The session's time zone is the zone in which days
 * begin and end.
 */
public final class Transactions {
  private static final String REASONS = "reasons";
  private static final String RUN_ID = "run_id";

  /** What the quarantine adds to the columns of the input; the last one by its directories. */
  private static final Set<String> ADDED = Set.of(REASONS, RUN_ID, "run_date");

  private static final String CUSTOMER_READ = TransactionColumns.PREFIX + "customer_read";
  private static final String TIMESTAMP_READ = TransactionColumns.PREFIX + "timestamp_read";
  private static final String TIME_READ = TransactionColumns.PREFIX + "time_read";
  private static final String AMOUNT_READ = TransactionColumns.PREFIX + "amount_read";
  private static final String COST_READ = TransactionColumns.PREFIX + "cost_read";
  private static final String REASON_BITS = TransactionColumns.PREFIX + "reason_bits";
  private static final LocalDate EARLIEST = LocalDate.of(1900, 1, 1);
  private static final LocalDate LATEST = LocalDate.of(2199, 12, 31);

  private final String source;
  private final Dataset<Row> classified;
  private final String[] inputColumns;
  private final Optional<String> prunedBy;
  private final long files;
  private final boolean readsNothingElse;

  private Transactions(
      String source,
      Dataset<Row> classified,
      String[] inputColumns,
      Optional<String> prunedBy,
      long files,
      boolean readsNothingElse) {
    this.source = source;
    this.classified = classified;
    this.inputColumns = inputColumns;
    this.prunedBy = prunedBy;
    this.files = files;
    this.readsNothingElse = readsNothingElse;
  }

  /**
   * Opens the input and resolves the configured columns; reads no row.
   *
   * @param runDate later rows do not exist for this run; without it all are taken
   * @throws io.perennial.failure.JobFailure with every problem of source and columns
   */
  public static Transactions open(
      SparkSession spark,
      Settings.Input input,
      List<String> duplicateColumns,
      Optional<LocalDate> runDate) {
    return classify(
        InputSource.open(spark, input.source(), Section.TRANSACTIONS),
        InputSource.name(input.source(), Section.TRANSACTIONS),
        "input.columns.",
        input.columns(),
        input.filter(),
        duplicateColumns,
        runDate);
  }

  /**
   * Rows that are a data frame already, classified as those of a configured source.
   *
   * @param keys what messages put before {@code customer}, {@code timestamp} and so on
   * @param runDate later rows are left out; without it all are taken
   * @throws io.perennial.failure.JobFailure with every problem of the columns
   */
  public static Transactions of(
      Dataset<Row> rows, String keys, Settings.Columns columns, Optional<LocalDate> runDate) {
    return classify(rows, "transactions", keys, columns, Optional.empty(), List.of(), runDate);
  }

  private static Transactions classify(
      Dataset<Row> rows,
      String source,
      String keys,
      Settings.Columns columns,
      Optional<String> predicate,
      List<String> duplicateColumns,
      Optional<LocalDate> runDate) {
    ColumnMapping mapping = new ColumnMapping(rows);

    var customer = mapping.resolve(keys + "customer", columns.customer());
    if (customer != null && !isPlain(customer.type())) {
      mapping.wrongType(
          keys + "customer",
          columns.customer(),
          customer.type(),
          "a plain value such as STRING or BIGINT");
    }
    var timestamp = mapping.resolve(keys + "timestamp", columns.timestamp());
    if (timestamp != null && !isTime(timestamp.type())) {
      mapping.wrongType(
          keys + "timestamp",
          columns.timestamp(),
          timestamp.type(),
          "TIMESTAMP, DATE, or STRING in ISO form; numbers can be turned with timestamp_seconds(…)"
              + " or to_date(CAST(… AS STRING), 'yyyyMMdd')");
    }
    var amount = resolveAmount(mapping, keys + "amount", columns.amount());
    var cost = columns.cost().map(expression -> resolveAmount(mapping, keys + "cost", expression));
    var order = columns.order().map(expression -> mapping.resolve(keys + "order", expression));
    var currency =
        columns.currency().map(expression -> mapping.resolve(keys + "currency", expression));
    var filter = predicate.map(expression -> mapping.resolve("input.filter", expression));
    if (filter.isPresent() && !(filter.get().type() instanceof BooleanType)) {
      mapping.wrongType("input.filter", predicate.get(), filter.get().type(), "BOOLEAN");
    }
    List<Column> duplicateKey = new ArrayList<>();
    for (String name : duplicateColumns) {
      var resolved = mapping.resolve("quality.duplicate-columns", "`" + name + "`");
      if (resolved != null) {
        duplicateKey.add(resolved.column());
      }
    }
    mapping.check();

    InputFilter inputFilter =
        predicate
            .map(condition -> InputFilter.of(rows, condition))
            .orElseGet(() -> InputFilter.none(rows));

    // Three projections, so that Spark evaluates the configured expressions once a row.
    Map<String, Column> read = new LinkedHashMap<>();
    read.put(CUSTOMER_READ, customer.column());
    read.put(TIMESTAMP_READ, timestamp.column());
    read.put(TIME_READ, time(timestamp.column(), timestamp.type()));
    read.put(AMOUNT_READ, amount.column());
    cost.ifPresent(c -> read.put(COST_READ, c.column()));

    Column time = col(TIME_READ);
    Column day = unix_date(time.cast(DataTypes.DateType));
    MicroAmount micros = MicroAmount.of(col(AMOUNT_READ), amount.type());
    Optional<MicroAmount> costMicros = cost.map(c -> MicroAmount.of(col(COST_READ), c.type()));

    Map<Reason, Column> rules = new LinkedHashMap<>();
    rules.put(Reason.CUSTOMER_MISSING, isBlank(col(CUSTOMER_READ), customer.type()));
    rules.put(Reason.TIMESTAMP_MISSING, col(TIMESTAMP_READ).isNull());
    rules.put(Reason.TIMESTAMP_UNREADABLE, col(TIMESTAMP_READ).isNotNull().and(time.isNull()));
    rules.put(
        Reason.TIMESTAMP_OUT_OF_RANGE,
        day.lt((int) EARLIEST.toEpochDay()).or(day.gt((int) LATEST.toEpochDay())));
    rules.put(Reason.AMOUNT_MISSING, micros.missing());
    rules.put(Reason.AMOUNT_UNREADABLE, micros.unreadable());
    rules.put(Reason.AMOUNT_NOT_FINITE, micros.notFinite());
    rules.put(Reason.AMOUNT_OUT_OF_RANGE, micros.outOfRange());
    costMicros.ifPresent(c -> rules.put(Reason.COST_UNUSABLE, c.unusable()));
    Map<String, Column> judged = new LinkedHashMap<>();
    judged.put(REASON_BITS, reasonBits(rules));
    judged.put(TransactionColumns.TIMESTAMP, unix_micros(time));
    judged.put(TransactionColumns.DAY, coalesce(day, lit(0)));
    judged.put(TransactionColumns.AMOUNT, micros.micros());
    costMicros.ifPresent(c -> judged.put(TransactionColumns.COST, c.micros()));

    // coalesce: a predicate that is null for a row does not hold for it, and the row must be
    // counted.
    Column dropped =
        inputFilter
            .rows()
            .map(condition -> not(coalesce(condition, lit(false))))
            .orElse(lit(false));
    Column late =
        runDate
            .map(date -> col(TransactionColumns.DAY).gt((int) date.toEpochDay()))
            .orElse(lit(false));
    Column rowClass =
        when(dropped, RowClass.FILTERED)
            .when(col(REASON_BITS).notEqual(0), col(REASON_BITS))
            .when(late, RowClass.AFTER_RUN_DATE)
            .otherwise(RowClass.ACCEPTED);

    Column accepted = col(TransactionColumns.ROW_CLASS).equalTo(RowClass.ACCEPTED);
    Map<String, Column> derived = new LinkedHashMap<>();
    derived.put(TransactionColumns.CUSTOMER, when(accepted, col(CUSTOMER_READ)));
    order.ifPresent(
        o -> derived.put(TransactionColumns.ORDER, when(accepted, xxhash64(o.column()))));
    currency.ifPresent(
        c ->
            derived.put(
                TransactionColumns.CURRENCY,
                when(accepted, c.column().cast(DataTypes.StringType))));
    if (!duplicateKey.isEmpty()) {
      derived.put(
          TransactionColumns.DUPLICATE_KEY,
          when(accepted, xxhash64(duplicateKey.toArray(Column[]::new))));
    }
    Dataset<Row> classified =
        inputFilter
            .pruned()
            .withColumns(read)
            .withColumns(judged)
            .withColumn(TransactionColumns.ROW_CLASS, rowClass)
            .withColumns(derived)
            .drop(CUSTOMER_READ, TIMESTAMP_READ, TIME_READ, AMOUNT_READ, COST_READ, REASON_BITS);
    return new Transactions(
        source,
        classified,
        rows.columns(),
        inputFilter.partitions(),
        InputSource.fileCount(rows),
        InputSource.isFilesAlone(rows, classified));
  }

  /** Every row with its class; columns as in {@link TransactionColumns}. */
  public Dataset<Row> classified() {
    return classified.select(
        Arrays.stream(classified.columns())
            .filter(name -> name.startsWith(TransactionColumns.PREFIX))
            .map(name -> col("`" + name + "`"))
            .toArray(Column[]::new));
  }

  /**
   * The quarantined rows as they came, with {@code reasons} and {@code run_id}. A column of the
   * input that is called like one of the table's own gets the prefix {@code input_}.
   */
  public Dataset<Row> quarantined(String runId) {
    Column rowClass = col(TransactionColumns.ROW_CLASS);
    Column[] reasons =
        Arrays.stream(Reason.values())
            .map(reason -> when(rowClass.bitwiseAND(reason.bit()).notEqual(0), reason.code()))
            .toArray(Column[]::new);
    List<Column> columns = new ArrayList<>();
    for (String name : inputColumns) {
      Column column = col("`" + name.replace("`", "``") + "`");
      columns.add(
          ADDED.contains(name.toLowerCase(Locale.ROOT)) ? column.as("input_" + name) : column);
    }
    columns.add(array_compact(array(reasons)).as(REASONS));
    columns.add(lit(runId).as(RUN_ID));
    return classified.where(rowClass.gt(0)).select(columns.toArray(Column[]::new));
  }

  /** The type of the customers. */
  public DataType customerType() {
    return classified.schema().apply(TransactionColumns.CUSTOMER).dataType();
  }

  /** How messages call the input. */
  public String source() {
    return source;
  }

  /** The conditions by which partitions were left unread, as SQL. */
  public Optional<String> prunedBy() {
    return prunedBy;
  }

  /** Data files of the source, 0 where it has none. */
  public long files() {
    return files;
  }

  /**
   * Whether every record that is read for the classified rows is a row of the input; not so where
   * the input is a view or a condition has a subquery.
   */
  public boolean readsNothingElse() {
    return readsNothingElse;
  }

  private static ColumnMapping.Typed resolveAmount(
      ColumnMapping mapping, String key, String expression) {
    var amount = mapping.resolve(key, expression);
    if (amount != null && !MicroAmount.accepts(amount.type())) {
      mapping.wrongType(key, expression, amount.type(), "a number");
    }
    return amount;
  }

  private static Column reasonBits(Map<Reason, Column> rules) {
    Column bits = lit(0);
    for (var rule : rules.entrySet()) {
      bits =
          bits.bitwiseOR(
              when(coalesce(rule.getValue(), lit(false)), rule.getKey().bit()).otherwise(0));
    }
    return bits;
  }

  private static Column isBlank(Column customer, DataType type) {
    if (type instanceof StringType) {
      return customer.isNull().or(trim(customer).equalTo(""));
    }
    if (type instanceof DoubleType || type instanceof FloatType) {
      return customer.isNull().or(customer.isNaN());
    }
    return customer.isNull();
  }

  private static Column time(Column column, DataType type) {
    return type instanceof StringType
        ? trim(column).try_cast(DataTypes.TimestampType)
        : column.cast(DataTypes.TimestampType);
  }

  private static boolean isPlain(DataType type) {
    return !(type instanceof StructType
        || type instanceof ArrayType
        || type instanceof MapType
        || type.equals(DataTypes.NullType));
  }

  private static boolean isTime(DataType type) {
    return type instanceof TimestampType
        || type instanceof TimestampNTZType
        || type instanceof DateType
        || type instanceof StringType;
  }
}

package io.perennial.ingest;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import io.perennial.config.Settings;
import io.perennial.run.Manifest;
import io.perennial.schema.RowClass.Reason;
import io.perennial.schema.TransactionColumns;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
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
import org.apache.spark.sql.types.AnsiIntervalType;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimeType;
import org.apache.spark.sql.types.VariantType;

/**
 * The transaction log, every row classified. The session's time zone is the zone in which days
 * begin and end.
 */
public final class Transactions {
  private static final String COLUMNS = "input.columns.";
  private static final String REASONS = "reasons";
  private static final String RUN_ID = "run_id";
  private static final String LINE = "line";

  /** What the quarantine adds to the columns of the input; the last one by its directories. */
  private static final List<String> ADDED = List.of(REASONS, RUN_ID, LINE, "run_date");

  private final String source;
  private final Dataset<Row> classified;
  private final MappedColumns mapped;
  private final List<String> inputColumns;
  private final Optional<String> prunedBy;
  private final Optional<ComparableMoney> money;
  private final long files;

  private Transactions(
      String source,
      Dataset<Row> rows,
      Dataset<Row> classified,
      MappedColumns mapped,
      Optional<String> prunedBy,
      Optional<ComparableMoney> money) {
    this.source = source;
    this.classified = classified;
    this.mapped = mapped;
    this.inputColumns = InputSource.names(rows);
    this.prunedBy = prunedBy;
    this.money = money;
    this.files = InputSource.fileCount(rows);
    // Constants are computed while the plan is made: here, where failures are explained.
    classified.queryExecution().optimizedPlan();
  }

  /**
   * Opens the input, resolves the configured columns and prepares the classification of rows; reads
   * no row, but the tables that make its money comparable.
   *
   * @param runDate later rows are left out; without it all rows are taken
   * @throws io.perennial.failure.JobFailure with every problem of source and columns
   */
  public static Transactions open(
      SparkSession spark,
      Settings.Input input,
      List<String> duplicateColumns,
      Optional<LocalDate> runDate) {
    Settings.Columns columns = input.columns();
    Map<String, String> others = new LinkedHashMap<>();
    others.put(COLUMNS + "customer", columns.customer());
    columns.order().ifPresent(order -> others.put(COLUMNS + "order", order));
    return TextLayout.advising(
        spark,
        input.source(),
        Section.TRANSACTIONS,
        Map.of(COLUMNS + "amount", columns.amount()),
        Map.of(COLUMNS + "timestamp", columns.timestamp()),
        others,
        () -> openAsConfigured(spark, input, duplicateColumns, runDate));
  }

  private static Transactions openAsConfigured(
      SparkSession spark,
      Settings.Input input,
      List<String> duplicateColumns,
      Optional<LocalDate> runDate) {
    String source = InputSource.name(input.source(), Section.TRANSACTIONS);
    try {
      return classify(
          InputSource.open(spark, input.source(), Section.TRANSACTIONS),
          source,
          COLUMNS,
          input.columns(),
          input.filter(),
          duplicateColumns,
          runDate,
          ComparableMoney.read(spark, input));
    } catch (Exception e) { // Spark folds constants and lists partitions while it plans
      throw InputFailures.translate(source, e);
    }
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
    String source = "transactions";
    try {
      return classify(
          rows, source, keys, columns, Optional.empty(), List.of(), runDate, Optional.empty());
    } catch (Exception e) { // as in open
      throw InputFailures.translate(source, e);
    }
  }

  private static Transactions classify(
      Dataset<Row> rows,
      String source,
      String keys,
      Settings.Columns columns,
      Optional<String> condition,
      List<String> duplicateColumns,
      Optional<LocalDate> runDate,
      Optional<ComparableMoney> money) {
    MappedColumns mapped = MappedColumns.resolve(rows, keys, columns, condition, duplicateColumns);
    InputFilter filter =
        mapped
            .filter()
            .map(predicate -> InputFilter.of(rows, predicate))
            .orElseGet(() -> InputFilter.none(rows));
    boolean hasLines = Arrays.asList(rows.columns()).contains(InputSource.LINE);
    Dataset<Row> classified = new RowClassifier(mapped, hasLines, money).classify(filter, runDate);
    return new Transactions(source, rows, classified, mapped, filter.partitions(), money);
  }

  /** Every row with its class; columns as in {@link TransactionColumns}. */
  public Dataset<Row> classified() {
    return classified.select(
        Arrays.stream(classified.columns())
            .filter(name -> name.startsWith(TransactionColumns.PREFIX))
            .filter(name -> !name.equals(InputSource.LINE))
            .map(Transactions::column)
            .toArray(Column[]::new));
  }

  /**
   * The quarantined rows, unchanged, with {@code reasons} and {@code run_id}, and of text files
   * {@code line}, which holds the lines that do not fit. A column of the input that is called like
   * one of the table's own gets the prefix {@code input_}; one of a type that files cannot hold
   * comes as text.
   */
  public Dataset<Row> quarantined(String runId) {
    Column rowClass = col(TransactionColumns.ROW_CLASS);
    Column[] reasons =
        Arrays.stream(Reason.values())
            .map(reason -> when(rowClass.bitwiseAND(reason.bit()).notEqual(0), reason.code()))
            .toArray(Column[]::new);
    List<Column> columns = new ArrayList<>();
    Set<String> taken = new HashSet<>(ADDED);
    inputColumns.forEach(name -> taken.add(name.toLowerCase(Locale.ROOT)));
    for (String name : inputColumns) {
      columns.add(storable(name).as(freeName(name, taken)));
    }
    columns.add(array_compact(array(reasons)).as(REASONS));
    columns.add(lit(runId).as(RUN_ID));
    if (Arrays.asList(classified.columns()).contains(InputSource.LINE)) {
      columns.add(col(InputSource.LINE).as(LINE));
    }
    return classified.where(rowClass.gt(0)).select(columns.toArray(Column[]::new));
  }

  /**
   * The values of quarantined rows that could not be used: for each reason the most frequent ones,
   * and an expression that would read them. One query over the quarantined rows; do not ask when
   * there are none.
   *
   * @param reasons codes of {@link Reason}
   * @param most values of each reason
   */
  public List<RejectedValues> examples(Collection<String> reasons, int most) {
    try {
      return RejectedValues.of(classified, mapped, reasons, most);
    } catch (Exception e) { // SparkException is checked, and thrown by Scala undeclared
      throw InputFailures.translate(source, e);
    }
  }

  /**
   * An expression for customers that takes an address where the configured column has nothing;
   * absent where the input has no addresses, or they are in use.
   */
  public Optional<String> customersByAddress() {
    String customer = mapped.customer().text();
    boolean isColumn = ColumnMapping.isColumn(customer);
    boolean isText = customerType() instanceof StringType;
    return inputColumns.stream()
        .filter(name -> isColumn && isText && name.matches("(?i)(.*[^a-z])?e-?mail([^a-z].*)?"))
        .filter(name -> !customer.contains(name))
        .findFirst()
        .map(
            name ->
                "coalesce(nullif(trim(%s), ''), lower(trim(%s)))"
                    .formatted(customer, ColumnMapping.quoted(name)));
  }

  /** The type of the customers. */
  public DataType customerType() {
    return classified.schema().apply(TransactionColumns.CUSTOMER).dataType();
  }

  /** How messages call the input. */
  public String source() {
    return source;
  }

  /** How amounts were made comparable; empty where they are as they were read. */
  public Optional<Manifest.ComparableMoney> money() {
    return money.map(ComparableMoney::described);
  }

  /** The conditions that were pushed down to the source, as SQL. */
  public Optional<String> prunedBy() {
    return prunedBy;
  }

  /** Data files of the source, 0 where it has none. */
  public long files() {
    return files;
  }

  private static Column column(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }

  private static String freeName(String name, Set<String> taken) {
    if (ADDED.stream().noneMatch(name::equalsIgnoreCase)) {
      return name;
    }
    String free = "input_" + name;
    while (!taken.add(free.toLowerCase(Locale.ROOT))) {
      free = "input_" + free;
    }
    return free;
  }

  private Column storable(String name) {
    DataType type = classified.schema().apply(name).dataType();
    if (isStorable(type)) {
      return column(name);
    }
    return type instanceof StructType || type instanceof ArrayType || type instanceof MapType
        ? to_json(column(name))
        : column(name).cast("string");
  }

  /**
   * Whether every output format has the type; of structures also whether names can be told apart.
   */
  private static boolean isStorable(DataType type) {
    return !type.existsRecursively(
        inner ->
            inner instanceof AnsiIntervalType
                || inner instanceof CalendarIntervalType
                || inner instanceof NullType
                || inner instanceof TimeType
                || inner instanceof VariantType
                || (inner instanceof StructType fields
                    && Arrays.stream(fields.fieldNames())
                            .map(name -> name.toLowerCase(Locale.ROOT))
                            .distinct()
                            .count()
                        != Math.max(1, fields.size())));
  }
}

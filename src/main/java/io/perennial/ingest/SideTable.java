package io.perennial.ingest;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.trunc;
import static org.apache.spark.sql.functions.when;

import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.ingest.ColumnMapping.Typed;
import io.perennial.schema.RowClass.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * A table beside the transactions, its columns resolved and read as what they hold. Each comes
 * twice: under its name the value, null where there is none or it cannot be read, and under {@link
 * #read} the text that it was read from, null where there is none. So a row can be rejected with
 * the reason and an example.
 */
final class SideTable {
  /** The line of a text file that does not fit its header, null for others. */
  static final String LINE = "line";

  /** Whether the condition on the rows does not hold for this one. */
  static final String DROPPED = "dropped";

  /** What a column holds, with the type of its values. */
  enum Kind {
    /** A day, {@code DATE}; of a timestamp the day in the session's time zone. */
    DAY("DATE, TIMESTAMP, or STRING such as 2011-01-31"),
    /** A month, {@code DATE}, its first day. */
    MONTH("DATE, TIMESTAMP, or STRING such as 2011-01"),
    /** Text without blanks around it, {@code STRING}; null where nothing is left. */
    TEXT("STRING"),
    /** An exact number, {@code DECIMAL(38,18)}. */
    NUMBER("a number"),
    /** An amount in micros, {@code BIGINT}, rounded as those of transactions. */
    MICROS("a number");

    private final String expected;

    Kind(String expected) {
      this.expected = expected;
    }

    private boolean accepts(DataType type) {
      boolean text = type instanceof StringType;
      return switch (this) {
        case DAY, MONTH ->
            text
                || type instanceof DateType
                || type instanceof TimestampType
                || type instanceof TimestampNTZType;
        case TEXT -> text || type instanceof NumericType || type instanceof BooleanType;
        case NUMBER, MICROS -> text || type instanceof NumericType;
      };
    }

    private Column value(Column read, DataType type) {
      boolean text = type instanceof StringType;
      return switch (this) {
        case DAY -> text ? TextValues.day(read) : read.cast(DataTypes.DateType);
        case MONTH -> trunc(text ? TextValues.month(read) : read.cast(DataTypes.DateType), "MONTH");
        case TEXT -> TextValues.stripped(read.cast(DataTypes.StringType));
        case NUMBER ->
            TextValues.boundedNumber(trim(read.cast(DataTypes.StringType))).try_cast(EXACT);
        case MICROS -> {
          MicroAmount amount = MicroAmount.of(read, type);
          yield when(not(amount.unusable()), amount.micros());
        }
      };
    }
  }

  /**
   * A column wanted.
   *
   * @param name under which it comes, and of its key below {@code columns}
   * @param expression Spark SQL over the columns of the source
   */
  record Wanted(String name, String expression, Kind kind) {}

  private static final DataType EXACT = DataTypes.createDecimalType(38, 18);

  private final Section section;
  private final List<Wanted> wanted;
  private final String source;
  private final Dataset<Row> rows;

  private SideTable(Section section, List<Wanted> wanted, String source, Dataset<Row> rows) {
    this.section = section;
    this.wanted = List.copyOf(wanted);
    this.source = source;
    this.rows = rows;
  }

  /**
   * Opens the source and resolves the columns; reads no row.
   *
   * @throws JobFailure with every problem of source and columns
   */
  static SideTable open(
      SparkSession spark, Settings.SideInput input, Section section, List<Wanted> wanted) {
    return open(spark, input, section, wanted, Optional.empty());
  }

  /**
   * Opens the source and resolves the columns and a condition; reads no row.
   *
   * @param condition a predicate; rows for which it does not hold are there, and {@link #DROPPED}
   * @throws JobFailure with every problem of source, columns and condition
   */
  static SideTable open(
      SparkSession spark,
      Settings.SideInput input,
      Section section,
      List<Wanted> wanted,
      Optional<String> condition) {
    return TextLayout.advising(
        spark,
        input.source(),
        section,
        expressions(section, wanted, Kind.NUMBER, Kind.MICROS),
        expressions(section, wanted, Kind.DAY, Kind.MONTH),
        expressions(section, wanted, Kind.TEXT),
        () -> openAsConfigured(spark, input, section, wanted, condition));
  }

  private static Map<String, String> expressions(
      Section section, List<Wanted> wanted, Kind... kinds) {
    return wanted.stream()
        .filter(each -> Arrays.asList(kinds).contains(each.kind()))
        .collect(
            Collectors.toMap(each -> section.key("columns." + each.name()), Wanted::expression));
  }

  private static SideTable openAsConfigured(
      SparkSession spark,
      Settings.SideInput input,
      Section section,
      List<Wanted> wanted,
      Optional<String> condition) {
    Dataset<Row> opened = InputSource.open(spark, input.source(), section);
    ColumnMapping mapping = new ColumnMapping(opened);
    List<Column> columns = new ArrayList<>();
    for (Wanted each : wanted) {
      Typed found = mapping.resolve(section.key("columns." + each.name()), each.expression());
      if (found == null) {
        continue;
      }
      if (!each.kind().accepts(found.type())) {
        mapping.wrongType(found, each.kind().expected);
        continue;
      }
      columns.add(each.kind().value(found.column(), found.type()).as(each.name()));
      columns.add(text(found, each.kind()).as(read(each.name())));
    }
    Optional<Typed> kept =
        condition.map(predicate -> mapping.resolveFilter(section.key("filter"), predicate));
    mapping.check();
    Column dropped =
        kept.map(found -> not(coalesce(found.column(), lit(false)))).orElse(lit(false));
    columns.add(dropped.as(DROPPED));
    boolean hasLines = Arrays.asList(opened.columns()).contains(InputSource.LINE);
    columns.add((hasLines ? col(InputSource.LINE) : lit(null).cast("string")).as(LINE));
    return new SideTable(
        section,
        wanted,
        InputSource.name(input.source(), section),
        opened.select(columns.toArray(Column[]::new)));
  }

  /**
   * What the value is read from. An expression that makes null of text, and does not say null
   * itself, could not read that text.
   */
  private static Column text(Typed found, Kind kind) {
    Column text = TextValues.stripped(found.column().cast("string"));
    return kind == Kind.TEXT || !found.convertsText() || found.saysNull()
        ? text
        : coalesce(text, when(not(found.nothingThere()), found.shown()));
  }

  /** The column with the text that the values of a column were read from. */
  static String read(String name) {
    return name + "_read";
  }

  /**
   * What a message adds to a value that cannot be read: the key with an expression that reads it;
   * empty where the configured one is no column, or none is known.
   */
  String remedy(String name, String text) {
    return wanted.stream()
        .filter(each -> each.name().equals(name) && ColumnMapping.isColumn(each.expression()))
        .findFirst()
        .flatMap(
            each ->
                SuggestedExpression.of(
                    each.kind() == Kind.DAY || each.kind() == Kind.MONTH
                        ? Reason.TIMESTAMP_UNREADABLE
                        : Reason.AMOUNT_UNREADABLE,
                    each.expression(),
                    List.of(text)))
        .map(found -> "; %s = \"%s\" reads it".formatted(section.key("columns." + name), found))
        .orElse("");
  }

  /** How messages call the input. */
  String source() {
    return source;
  }

  /** All rows, for inputs that may be large. */
  Dataset<Row> rows() {
    return rows;
  }

  /**
   * Reads all rows of an input that has to be small.
   *
   * @throws JobFailure when there are more rows, or they cannot be read
   */
  List<Row> collect(int mostRows) {
    try {
      List<Row> read = rows.limit(mostRows + 1).collectAsList();
      if (read.size() > mostRows) {
        throw new JobFailure(
            ExitCode.INPUT,
            "%s has more than %,d rows; expected a table that fits into memory"
                .formatted(source, mostRows));
      }
      return read;
    } catch (Exception e) { // SparkException is checked, and thrown by Scala undeclared
      throw translate(e);
    }
  }

  /** What is wrong with the input when reading it fails this way. */
  RuntimeException translate(Exception failure) {
    return InputFailures.translate(source, section, failure);
  }
}

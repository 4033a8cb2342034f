package io.perennial.ingest;

import com.univocity.parsers.common.TextParsingException;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.mapreduce.lib.input.InvalidInputException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.SparkThrowable;

/** Translates Spark's failures while reading into terms of the configuration. */
public final class InputFailures {
  private static final Pattern SCHEME = Pattern.compile("scheme \"?([A-Za-z0-9+.-]+)\"?");

  /** The package that a class of this name is in, as {@code --packages} takes it. */
  private static final Map<String, String> PACKAGES = packages();

  /** Data, and what an expression raises by itself. */
  private static final List<String> DATA_STATES = List.of("22", "P0");

  /** Analysis, features that are not supported, classes, sources, systems, limits, other data. */
  private static final List<String> INPUT_STATES =
      List.of("42", "0A", "46", "KD", "58", "56", "HV", "54", "21");

  private InputFailures() {}

  private static Map<String, String> packages() {
    Map<String, String> packages = new LinkedHashMap<>();
    packages.put("avro", "org.apache.spark:spark-avro_2.13:<Spark's version>");
    packages.put("kafka", "org.apache.spark:spark-sql-kafka-0-10_2.13:<Spark's version>");
    packages.put("delta", "io.delta:delta-spark_4.1_2.13:4.1.0");
    packages.put("iceberg", "org.apache.iceberg:iceberg-spark-runtime-4.1_2.13:1.11.0");
    packages.put("hudi", "org.apache.hudi:hudi-spark4.1-bundle_2.13:<its version>");
    packages.put("s3a", "org.apache.hadoop:hadoop-aws:<Hadoop's version>");
    packages.put("abfs", "org.apache.hadoop:hadoop-azure:<Hadoop's version>");
    packages.put("gs", "com.google.cloud.bigdataoss:gcs-connector:<its version>");
    return packages;
  }

  /**
   * The failure to end the job with.
   *
   * @param source how messages call the input, such as {@code input s3a://shop/orders}
   * @return a failure with exit code 4 where the input is the cause; otherwise the given exception
   */
  public static RuntimeException translate(String source, Throwable failure) {
    return translate(source, Section.TRANSACTIONS, failure);
  }

  /** The failure to end the job with, in terms of the section that describes the source. */
  static RuntimeException translate(String source, Section section, Throwable failure) {
    String innermost = null; // "cannot read the file" is wrapped around why
    String general = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof JobFailure known) {
        return known;
      }
      String problem = explain(section, cause);
      innermost = problem == null ? innermost : problem;
      String sort = explainByState(section, cause);
      general = sort == null ? general : sort;
    }
    String told = innermost == null ? general : innermost;
    if (told != null) {
      // Some messages name the source, others only the problem.
      String joint = told.startsWith(" ") ? "" : ": ";
      return new JobFailure(ExitCode.INPUT, source + joint + told, failure);
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof RuntimeException runtime
        ? runtime
        : new IllegalStateException(failure);
  }

  private static String explain(Section section, Throwable cause) {
    String said = Messages.sentence(cause);
    if (cause instanceof SparkThrowable spark && spark.getCondition() != null) {
      String known = explainCondition(section, spark, said);
      if (known != null) {
        return known;
      }
    }
    // The outer failure names what Spark looked for last.
    if (isFullDisk(said) || said.endsWith(".DefaultSource")) {
      return null;
    }
    String place = explainPlace(section, cause, said);
    return place == null ? explainFile(cause, said) : place;
  }

  private static String explainFile(Throwable cause, String said) {
    if (cause instanceof ArithmeticException && said.contains("long overflow")) {
      return "the amounts of one customer add up to more than 9.2e12 currency units; is the unit of"
          + " input.columns.amount right?";
    }
    if (cause instanceof FileNotFoundException && !said.contains("Permission denied")) {
      return "a file vanished while it was read (%s); run again when the input is complete"
          .formatted(said);
    }
    if (cause instanceof InvalidInputException) {
      return "a file cannot be found (%s): where a record spans lines, Spark takes the signs [ ] { } * ? in names for a pattern; rename the folder or the file"
          .formatted(said);
    }
    boolean unreadableParquet =
        said.contains("is not a Parquet file") || said.contains("Could not read footer");
    if (unreadableParquet || (cause instanceof IOException && isThrownByReader(cause))) {
      return "a file is no Parquet file or is damaged (%s); remove it or write it again"
          .formatted(said);
    }
    if (cause instanceof TextParsingException) {
      return "a line cannot be split into fields (%s): it has more of them than options.maxColumns, or a longer one than options.maxCharsPerColumn; check options.sep and what kind of file it is"
          .formatted(said);
    }
    if (said.contains("Conflicting directory structures")
        || said.contains("Conflicting partition column names")) {
      return conflictingDirectories(said);
    }
    return null;
  }

  private static String explainPlace(Section section, Throwable cause, String said) {
    if (said.contains("Permission denied") || cause instanceof AccessControlException) {
      return "the job may not read it (%s); give its user the right to".formatted(said);
    }
    if (said.contains("Failed to find data source")) {
      return noSuchFormat(section, said);
    }
    if (said.contains("Cannot initialize Catalog")) {
      return "its catalog cannot be opened (%s); set spark.sql.catalog.<name> and its type with -- --conf; for Iceberg tables by path the name is default_iceberg and the type hadoop"
          .formatted(said);
    }
    if (said.contains("No FileSystem for scheme")) {
      Matcher scheme = SCHEME.matcher(said);
      String name = scheme.find() ? scheme.group(1) : "";
      return "there is no file system for %s://; check %s%s"
          .formatted(name, section.key("path"), addPackage(name));
    }
    if (cause instanceof ClassNotFoundException
        || cause instanceof NoClassDefFoundError
        || said.matches(".*Class \\S+ not found.*|.*ClassNotFoundException.*")) {
      return "a class is missing (%s); add its package with -- --packages%s"
          .formatted(said, addPackage(said.toLowerCase(Locale.ROOT)));
    }
    if (said.contains("No suitable driver")) {
      return "no JDBC driver takes %s; check how it begins, add the package of the driver with -- --packages and name its class in %s"
          .formatted(section.key("options.url"), section.key("options.driver"));
    }
    if (cause instanceof ConnectException
        || cause instanceof UnknownHostException
        || said.contains("Connection refused")) {
      return "its server cannot be reached (%s); check host and port in %s and %s"
          .formatted(said, section.key("path"), section.key("options.url"));
    }
    if (cause instanceof SQLException) {
      return "the database refuses (%s); check %s".formatted(said, section.key("options"));
    }
    return null;
  }

  private static String explainCondition(Section section, SparkThrowable spark, String said) {
    String condition = spark.getCondition().toUpperCase(Locale.ROOT);
    Map<String, String> parameters = spark.getMessageParameters();
    return switch (condition.replaceFirst("[.].*", "")) {
      case "PATH_NOT_FOUND" ->
          " does not exist; check %s (signs such as [ ] { } * ? make it a pattern)"
              .formatted(section.key("path"));
      case "TABLE_OR_VIEW_NOT_FOUND" ->
          "%s does not exist in the catalog; check %s"
              .formatted(parameters.getOrDefault("relationName", "it"), section.key("table"));
      case "UNABLE_TO_INFER_SCHEMA" ->
          " holds no data files of the configured format; check %s and %s"
              .formatted(section.key("path"), section.key("format"));
      case "DATA_SOURCE_NOT_FOUND" -> noSuchFormat(section, said);
      case "CATALOG_NOT_FOUND", "CANNOT_LOAD_CATALOG", "REQUIRES_SINGLE_PART_NAMESPACE" ->
          "its catalog is not configured (%s); check the name in %s, or set spark.sql.catalog.<name> with -- --conf"
              .formatted(said, section.key("table"));
      case "PARSE_SYNTAX_ERROR", "INVALID_IDENTIFIER", "PARSE_EMPTY_STATEMENT" ->
          " is no name of a table (%s); expected such as catalog.db.transactions in %s, parts with odd signs in backticks; a query goes into %s"
              .formatted(said, section.key("table"), section.key("query"));
      case "COLUMN_ALREADY_EXISTS", "AMBIGUOUS_COLUMN_OR_FIELD", "AMBIGUOUS_REFERENCE" ->
          "column %s is there twice, in names that may differ by capitals only; add -- --conf spark.sql.caseSensitive=true to tell them apart"
              .formatted(
                  parameters.getOrDefault("columnName", parameters.getOrDefault("name", said)));
      case "PARQUET_TYPE_ILLEGAL" -> illegalType(section, said);
      case "CANNOT_MERGE_SCHEMAS", "CANNOT_MERGE_INCOMPATIBLE_DATA_TYPE" ->
          "a column has different types in different files (%s); write one of them again, or say in %s which to read"
              .formatted(said, section.key("schema"));
      case "CONFLICTING_DIRECTORY_STRUCTURES", "CONFLICTING_PARTITION_COLUMN_NAMES" ->
          conflictingDirectories(said);
      case "FAILED_READ_FILE", "CANNOT_READ_FILE_FOOTER" ->
          unreadableFile(section, condition, parameters, said);
      case "MALFORMED_RECORD_IN_PARSING", "MALFORMED_CSV_RECORD" ->
          "a line cannot be parsed (%s); mend it, or read with mode = PERMISSIVE to have it %s"
              .formatted(said, section.fateOfBadValues());
      default -> null;
    };
  }

  private static String noSuchFormat(Section section, String said) {
    return "no such source format is on the class path; check %s, or add its package with -- --packages%s"
        .formatted(section.key("format"), addPackage(said.toLowerCase(Locale.ROOT)));
  }

  private static String unreadableFile(
      Section section, String condition, Map<String, String> parameters, String said) {
    String file = parameters.getOrDefault("path", said);
    if (condition.endsWith("PARQUET_COLUMN_DATA_TYPE_MISMATCH")) {
      return "column %s has type %s in %s, but %s in the file whose types were taken for all; read it with options.mergeSchema = true where the types widen, name the type in %s, or write the file again"
          .formatted(
              parameters.get("column"),
              parameters.get("actualType"),
              file,
              parameters.get("expectedType"),
              section.key("schema"));
    }
    if (condition.endsWith("FILE_NOT_EXIST")) {
      return "a file vanished while it was read (%s); run again when the input is complete"
          .formatted(file);
    }
    return "a file cannot be read or is damaged (%s); remove it or write it again".formatted(file);
  }

  private static String illegalType(Section section, String said) {
    return said.contains("NANOS")
        ? "a column has times in nanoseconds (%s), which Spark does not read. Add -- --conf spark.sql.legacy.parquet.nanosAsLong=true and write timestamp_micros(… div 1000); or, if no expression uses it, name the columns to read in %s"
            .formatted(said, section.key("schema"))
        : "a column has a type that Spark does not read (%s); name the columns to read in %s, or write the files again without it"
            .formatted(said, section.key("schema"));
  }

  private static String conflictingDirectories(String said) {
    return "its directories disagree about the partition columns (%s); read one of them, or set options.recursiveFileLookup = true to take all files without partition columns"
        .formatted(said);
  }

  /**
   * What the class of the SQLSTATE says, where the condition is none of the known ones: 22 data, 42
   * analysis, the others limits of sources and systems; XX are Spark's own defects.
   */
  private static String explainByState(Section section, Throwable cause) {
    String said = Messages.sentence(cause);
    if (!(cause instanceof SparkThrowable spark) || spark.getCondition() == null) {
      if (isThrownByExpression(cause)) {
        return failingRow(section, said, "");
      }
      return isThrownByFormat(cause) ? notAsConfigured(section, said) : null;
    }
    String state = String.valueOf(spark.getSqlState());
    if (DATA_STATES.stream().anyMatch(state::startsWith)
        || spark.getCondition().startsWith("INVALID_FORMAT.MISMATCH")) {
      return failingRow(section, said, spark.getCondition().toUpperCase(Locale.ROOT));
    }
    boolean notOfTheInput =
        isFullDisk(said) || spark.getCondition().startsWith("TASK_WRITE_FAILED");
    // Conditions that Spark has given no state yet have names of their own.
    boolean ofTheInput =
        INPUT_STATES.stream().anyMatch(state::startsWith)
            || spark.getCondition().startsWith("_LEGACY_ERROR");
    return ofTheInput && !notOfTheInput ? notAsConfigured(section, said) : null;
  }

  private static String notAsConfigured(Section section, String said) {
    return " cannot be read as configured (%s); check %s, %s and %s"
        .formatted(said, section.key("format"), section.key("options"), section.expressions());
  }

  private static String failingRow(Section section, String said, String condition) {
    return "an expression of %s fails on a row (%s); %s to have such rows %s"
        .formatted(section.expressions(), said, tolerant(condition), section.fateOfBadValues());
  }

  /** Some functions reject their arguments without an error condition of Spark. */
  private static boolean isThrownByExpression(Throwable cause) {
    return (cause instanceof IllegalArgumentException
            || cause instanceof ArithmeticException
            || cause instanceof DateTimeException)
        && Arrays.stream(cause.getStackTrace())
            .map(StackTraceElement::getClassName)
            .anyMatch(name -> name.startsWith("org.apache.spark.sql.catalyst.expressions."));
  }

  /** Some options are judged only when they are used. */
  private static boolean isThrownByFormat(Throwable cause) {
    return cause instanceof IllegalArgumentException
        && Arrays.stream(cause.getStackTrace())
            .map(StackTraceElement::getClassName)
            .anyMatch(
                name ->
                    name.matches(
                        "org[.]apache[.]spark[.]sql[.]execution[.]datasources[.](csv|json|text|xml)[.].*"));
  }

  /** What to write in place of an expression that fails in this way. */
  private static String tolerant(String condition) {
    if (condition.startsWith("CANNOT_PARSE_TIMESTAMP") || condition.contains("DATETIME")) {
      return "write try_to_timestamp, or try_to_date, in place of to_timestamp and to_date";
    }
    if (condition.startsWith("INVALID_ARRAY_INDEX")) {
      return "write get(…, i), or try_element_at, in place of […] and element_at";
    }
    if (condition.startsWith("CAST_")
        || condition.startsWith("ARITHMETIC_OVERFLOW")
        || condition.startsWith("NUMERIC_VALUE_OUT_OF_RANGE")
        || condition.startsWith("DIVIDE_BY_ZERO")) {
      return "write it with try_cast, try_multiply or try_divide";
    }
    return "write the try_ form of the function where there is one (try_to_number, try_element_at,"
        + " try_url_decode), or null for such values with CASE WHEN";
  }

  private static boolean isFullDisk(String said) {
    return said.contains("No space left on device");
  }

  /**
   * Some corrupt files fail with messages that cannot be recognised, so the stack trace is
   * inspected.
   */
  private static boolean isThrownByReader(Throwable cause) {
    return Arrays.stream(cause.getStackTrace())
        .map(StackTraceElement::getClassName)
        .anyMatch(name -> name.matches("org[.]apache[.](parquet|orc)[.].*Reader.*"));
  }

  private static String addPackage(String text) {
    return PACKAGES.entrySet().stream()
        .filter(each -> text.contains(each.getKey()))
        .findFirst()
        .map(each -> ": " + each.getValue())
        .orElse("");
  }
}

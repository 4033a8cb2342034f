package io.perennial.ingest;

import io.perennial.config.SecretMask;
import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.schema.TransactionColumns;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;

/** Opens the configured source, or reports why it cannot be read. */
final class InputSource {
  /**
   * The line of a text file that does not fit its header, null for lines that do; only in what is
   * read from CSV and JSON.
   */
  static final String LINE = TransactionColumns.PREFIX + "line";

  /** With this option Spark takes a path as it is, not as a pattern. */
  static final String GLOB_PATHS = "__globPaths__";

  private InputSource() {}

  /**
   * Opens a source.
   *
   * @param section the configuration section that describes it
   */
  static Dataset<Row> open(SparkSession spark, Settings.Source input, Section section) {
    try {
      Dataset<Row> rows = load(spark, input, section);
      if (Arrays.stream(rows.columns()).allMatch(LINE::equals)) {
        throw new JobFailure(
            ExitCode.INPUT,
            "%s has no columns; expected %s in format %s"
                .formatted(name(input, section), section.rows(), input.format()));
      }
      return rows;
    } catch (Exception | LinkageError e) { // Scala throws checked exceptions undeclared
      RuntimeException told = InputFailures.translate(name(input, section), section, e);
      throw twins(spark, input, section, e)
          .<RuntimeException>map(
              names -> new JobFailure(ExitCode.INPUT, told.getMessage() + ": " + names, e))
          .orElse(told);
    }
  }

  /** Where names differ by capitals only, all of them: Spark names one, in lower case. */
  private static Optional<String> twins(
      SparkSession spark, Settings.Source input, Section section, Throwable failure) {
    if (input.paths().isEmpty()
        || !(failure instanceof SparkThrowable said)
        || !"COLUMN_ALREADY_EXISTS".equals(said.getCondition())) {
      return Optional.empty();
    }
    try {
      SparkSession caseSensitive = spark.newSession();
      caseSensitive.conf().set("spark.sql.caseSensitive", "true");
      List<String> names = names(load(caseSensitive, input, section));
      return Optional.of(
              names.stream()
                  .filter(
                      name -> names.stream().filter(name::equalsIgnoreCase).distinct().count() > 1)
                  .collect(Collectors.joining(", ")))
          .filter(found -> !found.isEmpty());
    } catch (Exception e) { // the first failure has been reported
      return Optional.empty();
    }
  }

  /** How messages call the input. */
  static String name(Settings.Source input, Section section) {
    if (input.table().isPresent()) {
      return "table " + input.table().get();
    }
    if (input.query().isPresent()) {
      return "query " + Messages.cut(input.query().get());
    }
    return input.paths().isEmpty()
        ? section.word() + " of format " + input.format()
        : section.word()
            + " "
            + input.paths().stream().map(SecretMask::text).collect(Collectors.joining(", "));
  }

  /** The names of the columns that the input itself has. */
  static List<String> names(Dataset<Row> rows) {
    return Arrays.stream(rows.columns()).filter(name -> !name.equals(LINE)).toList();
  }

  private static Dataset<Row> load(SparkSession spark, Settings.Source input, Section section)
      throws IOException {
    if (input.table().isPresent()) {
      return spark.table(input.table().get());
    }
    if (input.query().isPresent()) {
      return query(spark, input.query().get(), section);
    }
    Optional<StructType> schema = input.schema().map(ddl -> schema(ddl, section));
    Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    options.putAll(input.options());
    if (input.paths().stream().anyMatch(path -> isNoPattern(spark, path))) {
      options.put(GLOB_PATHS, "false");
    }
    switch (input.format().toLowerCase(Locale.ROOT)) {
      case "csv" -> {
        return new CsvFiles(spark, input.paths(), options, schema, section).read();
      }
      case "json" -> {
        return new JsonFiles(spark, input.paths(), options, schema, section).read();
      }
      default -> {
        if (input.format().equalsIgnoreCase("jdbc")) {
          JdbcDriver.complete(options, section);
        }
        var reader = spark.read().format(input.format()).options(options);
        schema.ifPresent(reader::schema);
        return input.paths().isEmpty()
            ? reader.load()
            : reader.load(input.paths().toArray(String[]::new));
      }
    }
  }

  /** Whether the path exists although it contains glob characters. */
  private static boolean isNoPattern(SparkSession spark, String path) {
    if (!path.matches(".*[\\[\\]{}*?].*")) {
      return false;
    }
    try {
      Path literal = new Path(path);
      return literal.getFileSystem(spark.sessionState().newHadoopConf()).exists(literal);
    } catch (IOException | IllegalArgumentException e) {
      return false; // Spark says it better
    }
  }

  private static Dataset<Row> query(SparkSession spark, String query, Section section) {
    String key = section.key("query");
    try {
      spark.sessionState().sqlParser().parseQuery(query);
    } catch (Exception e) { // ParseException is checked, and thrown by Scala undeclared
      throw new JobFailure(
          ExitCode.INPUT,
          "%s is no SQL query: %s; expected one SELECT, such as SELECT * FROM catalog.db.orders WHERE day >= DATE'2024-01-01'"
              .formatted(key, Messages.sentence(e)));
    }
    Dataset<Row> rows = spark.sql(query);
    rows.queryExecution()
        .analyzed()
        .foreach(
            node -> {
              for (Expression each : CollectionConverters.asJava(node.expressions())) {
                Set<String> found = ExpressionRules.clocks(query, each);
                found.addAll(ExpressionRules.chances(each));
                if (!found.isEmpty()) {
                  throw new JobFailure(
                      ExitCode.INPUT,
                      "%s is not the same each time it is computed (%s); write dates in full, or use --run-date"
                          .formatted(key, String.join(", ", found)));
                }
              }
              return BoxedUnit.UNIT;
            });
    return rows;
  }

  private static StructType schema(String ddl, Section section) {
    try {
      return StructType.fromDDL(ddl);
    } catch (Exception e) { // ParseException is checked, and thrown by Scala undeclared
      throw new JobFailure(
          ExitCode.CONFIGURATION,
          "%s = \"%s\" is no list of columns with types: %s; expected such as \"id STRING, day DATE, amount DECIMAL(12,2)\", names with blanks, dots or hyphens in backticks"
              .formatted(section.key("schema"), Messages.cut(ddl), Messages.sentence(e)));
    }
  }

  /**
   * The files of a source of files, by name: Spark lists them in the order of a hash, and with what
   * is no letter or digit escaped.
   */
  static List<Path> files(Dataset<Row> rows) {
    return Arrays.stream(rows.inputFiles())
        .distinct()
        .map(file -> new Path(URI.create(file)))
        .sorted()
        .toList();
  }

  /** The number of files the source has, 0 where it has none. */
  static long fileCount(Dataset<Row> rows) {
    return Arrays.stream(rows.inputFiles()).distinct().count();
  }
}

package io.perennial.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_csv;
import static org.apache.spark.sql.functions.when;

import com.univocity.parsers.csv.CsvParser;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.csv.CSVUtils$;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads CSV by RFC 4180: quotes inside quotes are doubled. Values are matched to columns by the
 * header of their own file, in any order. Lines with too many or too few fields have null values
 * and their text in {@link InputSource#LINE}.
 */
final class CsvFiles {
  /** Headers are fetched from stores that answer slowly and serve many at a time. */
  private static final int HEADERS_AT_A_TIME = 16;

  private final SparkSession spark;
  private final List<String> paths;
  private final Map<String, String> options;
  private final Optional<StructType> schema;
  private final Section section;
  private final CSVOptions csv;

  /**
   * @param options of Spark's reader, names in any case; changed
   * @param schema types of the columns by name; without a header, the columns by position
   */
  CsvFiles(
      SparkSession spark,
      List<String> paths,
      Map<String, String> options,
      Optional<StructType> schema,
      Section section) {
    this.spark = spark;
    this.paths = paths;
    this.options = options;
    this.schema = schema;
    this.section = section;
    options.putIfAbsent("escape", "\"");
    options.put("columnPruning", "false"); // else Spark does not check the number of fields
    options.put("columnNameOfCorruptRecord", InputSource.LINE);
    options.put("enforceSchema", "true"); // names are matched here
    String zone = spark.conf().get("spark.sql.session.timeZone");
    TextOptions.check(
        spark,
        options,
        section,
        map -> new CSVOptions(map, false, zone, InputSource.LINE).asParserSettings());
    this.csv = new CSVOptions(TextOptions.scala(options), false, zone, InputSource.LINE);
  }

  Dataset<Row> read() {
    Dataset<Row> found = load(paths, Map.of(), Optional.empty());
    Set<String> partitions = partitionColumns(found);
    if (!csv.headerFlag()) {
      StructType fields = schema.orElseGet(() -> without(found.schema(), partitions));
      return withLines(load(paths, Map.of(), Optional.of(fields)), partitions);
    }
    List<Path> files = InputSource.files(found);
    Map<List<String>, List<String>> filesByHeader = filesByHeader(files);
    if (filesByHeader.size() <= 1) {
      StructType fields = without(found.schema(), partitions);
      requireNamed(fields.fieldNames(), files.stream().map(Path::toString).toList());
      Dataset<Row> rows = load(paths, Map.of(), Optional.of(typed(fields)));
      return chosen(withLines(rows, partitions), partitions);
    }
    return chosen(union(filesByHeader, partitions), partitions);
  }

  /** Files with equal headers are read together; the results are united by column name. */
  private Dataset<Row> union(
      Map<List<String>, List<String>> filesByHeader, Set<String> partitions) {
    if (!partitions.isEmpty() && paths.size() > 1) {
      throw new JobFailure(
          ExitCode.INPUT,
          "%s: the files have different headers (%s), which can be told apart below one path only; give one path, or write the files in one order"
              .formatted(section.key("paths"), examples(filesByHeader)));
    }
    Map<String, String> located = new HashMap<>();
    located.put(InputSource.GLOB_PATHS, "false");
    if (!partitions.isEmpty()) {
      located.put("basePath", paths.get(0));
    }
    requireCommonColumns(filesByHeader);
    Map<List<String>, StructType> fields = new LinkedHashMap<>();
    filesByHeader.forEach(
        (header, files) -> {
          requireNamed(header.toArray(String[]::new), files);
          fields.put(
              header, typed(without(load(files, located, Optional.empty()).schema(), partitions)));
        });
    Map<String, DataType> common = commonTypes(fields.values());
    Dataset<Row> all = null;
    for (var each : filesByHeader.entrySet()) {
      StructType own = fields.get(each.getKey());
      StructType agreed =
          new StructType(
              Arrays.stream(own.fields())
                  .map(f -> DataTypes.createStructField(f.name(), common.get(key(f.name())), true))
                  .toArray(StructField[]::new));
      Dataset<Row> rows =
          withLines(load(each.getValue(), located, Optional.of(agreed)), partitions);
      all = all == null ? rows : all.unionByName(rows, true);
    }
    return all;
  }

  private Dataset<Row> load(
      List<String> from, Map<String, String> more, Optional<StructType> fields) {
    var reader = spark.read().format("csv").options(options).options(more);
    fields.ifPresent(known -> reader.schema(known.add(InputSource.LINE, DataTypes.StringType)));
    return from.isEmpty() ? reader.load() : reader.load(from.toArray(String[]::new));
  }

  private Map<List<String>, List<String>> filesByHeader(List<Path> files) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    Map<List<String>, List<String>> filesByHeader = new LinkedHashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(HEADERS_AT_A_TIME);
    try {
      Map<String, Future<Optional<List<String>>>> headers = new LinkedHashMap<>();
      for (Path path : files) {
        Callable<Optional<List<String>>> look = () -> header(path, hadoop);
        headers.put(path.toString(), threads.submit(look));
      }
      for (var each : headers.entrySet()) {
        each.getValue()
            .get()
            .ifPresent(
                header ->
                    filesByHeader
                        .computeIfAbsent(header, any -> new ArrayList<>())
                        .add(each.getKey()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while headers were read", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException runtime
          ? runtime
          : new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
    return filesByHeader;
  }

  /** The names in the first line of a file; absent when it has none, and so no rows. */
  private Optional<List<String>> header(Path file, Configuration hadoop) {
    scala.Option<String> line = CSVUtils$.MODULE$.readHeaderLine(file, csv, hadoop);
    if (line.isEmpty()) {
      return Optional.empty();
    }
    String first = line.get();
    if (first.startsWith("\ufeff")) {
      first = first.substring(1);
    }
    String[] names = new CsvParser(csv.asParserSettings()).parseLine(first);
    boolean caseSensitive = spark.sessionState().conf().caseSensitiveAnalysis();
    return Optional.of(List.of(CSVUtils$.MODULE$.makeSafeHeader(names, caseSensitive, csv)));
  }

  /** With the lines that do not fit, and without what Spark guessed to be their values. */
  private Dataset<Row> withLines(Dataset<Row> rows, Set<String> partitions) {
    Column line = col(InputSource.LINE);
    StructType fields = without(rows.schema(), partitions);
    boolean converts =
        Arrays.stream(fields.fields()).anyMatch(f -> !f.dataType().equals(DataTypes.StringType));
    Column malformed = line.isNotNull();
    if (converts) {
      // Spark notes a line too when a value is of another type; that makes the value null, and the
      // line stays.
      StructType texts =
          new StructType(
                  Arrays.stream(fields.fields())
                      .map(f -> DataTypes.createStructField(f.name(), DataTypes.StringType, true))
                      .toArray(StructField[]::new))
              .add(InputSource.LINE, DataTypes.StringType);
      malformed =
          malformed.and(
              from_csv(line, texts, TextOptions.scala(options))
                  .getField(InputSource.LINE)
                  .isNotNull());
    }
    List<Column> columns = new ArrayList<>();
    for (String name : rows.columns()) {
      Column column = col("`" + name.replace("`", "``") + "`");
      if (name.equals(InputSource.LINE)) {
        columns.add(when(malformed, line).as(name));
      } else {
        columns.add(
            partitions.contains(key(name))
                ? column
                : when(malformed, null).otherwise(column).as(name));
      }
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  /** Only the columns of a configured schema, in its order. */
  private Dataset<Row> chosen(Dataset<Row> rows, Set<String> partitions) {
    if (schema.isEmpty()) {
      return rows;
    }
    Stream<String> names =
        Stream.concat(
            Arrays.stream(schema.get().fieldNames()),
            Arrays.stream(rows.columns())
                .filter(name -> partitions.contains(key(name)) || name.equals(InputSource.LINE)));
    return rows.select(
        names
            .distinct()
            .map(name -> col("`" + name.replace("`", "``") + "`"))
            .toArray(Column[]::new));
  }

  private StructType typed(StructType fields) {
    if (schema.isEmpty()) {
      return fields;
    }
    Map<String, StructField> known = new HashMap<>();
    Arrays.stream(schema.get().fields()).forEach(field -> known.put(key(field.name()), field));
    return new StructType(
        Arrays.stream(fields.fields())
            .map(
                f ->
                    DataTypes.createStructField(
                        f.name(),
                        known.containsKey(key(f.name()))
                            ? known.get(key(f.name())).dataType()
                            : DataTypes.StringType,
                        true))
            .toArray(StructField[]::new));
  }

  /** Every column of the schema has to be in the header. */
  private void requireNamed(String[] header, List<String> files) {
    if (schema.isEmpty()) {
      return;
    }
    Set<String> names = new LinkedHashSet<>();
    Arrays.stream(header).forEach(name -> names.add(key(name)));
    List<String> absent =
        Arrays.stream(schema.get().fieldNames())
            .filter(name -> !names.contains(key(name)))
            .toList();
    if (!absent.isEmpty()) {
      throw new JobFailure(
          ExitCode.INPUT,
          "%s names %s, which the header of %s does not have; it has %s"
              .formatted(
                  section.key("schema"),
                  String.join(", ", absent),
                  files.isEmpty() ? "the input" : files.get(0),
                  String.join(", ", header)));
    }
  }

  /** A file that shares no column with the first one has no header, or is another kind of file. */
  private static void requireCommonColumns(Map<List<String>, List<String>> filesByHeader) {
    var first = filesByHeader.entrySet().iterator().next();
    Set<String> names = new LinkedHashSet<>();
    first.getKey().forEach(name -> names.add(key(name)));
    filesByHeader.forEach(
        (header, files) -> {
          if (header.stream().noneMatch(name -> names.contains(key(name)))) {
            throw new JobFailure(
                ExitCode.INPUT,
                "the header of %s (%s) has no column in common with that of %s (%s); every file needs its header, or none and header = false%s"
                    .formatted(
                        files.get(0),
                        Messages.cut(String.join(", ", header)),
                        first.getValue().get(0),
                        Messages.cut(String.join(", ", first.getKey())),
                        TextLayout.isUnsplit(header) || TextLayout.isUnsplit(first.getKey())
                            ? ". They look like files with different separators; write them with the same one"
                            : ""));
          }
        });
  }

  private static Map<String, DataType> commonTypes(Iterable<StructType> schemas) {
    Map<String, DataType> types = new HashMap<>();
    for (StructType each : schemas) {
      for (StructField field : each.fields()) {
        types.merge(
            key(field.name()),
            field.dataType(),
            (one, other) ->
                one.equals(other)
                    ? one
                    : one instanceof NumericType && other instanceof NumericType
                        ? DataTypes.DoubleType
                        : DataTypes.StringType);
      }
    }
    return types;
  }

  private static Set<String> partitionColumns(Dataset<Row> rows) {
    Set<String> names = new LinkedHashSet<>();
    if (rows.queryExecution().analyzed() instanceof LogicalRelation relation
        && relation.relation() instanceof HadoopFsRelation files) {
      Arrays.stream(files.partitionSchema().fieldNames()).forEach(name -> names.add(key(name)));
    }
    return names;
  }

  private static StructType without(StructType fields, Set<String> names) {
    return new StructType(
        Arrays.stream(fields.fields())
            .filter(field -> !names.contains(key(field.name())))
            .filter(field -> !field.name().equals(InputSource.LINE))
            .toArray(StructField[]::new));
  }

  private static String examples(Map<List<String>, List<String>> filesByHeader) {
    return filesByHeader.entrySet().stream()
        .limit(2)
        .map(each -> each.getValue().get(0) + ": " + Messages.cut(String.join(", ", each.getKey())))
        .reduce((one, other) -> one + "; " + other)
        .orElse("");
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}

package io.perennial.ingest;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * JSON, an object a line, or one array or object over several lines. Lines that are no JSON have no
 * values; they come in {@link InputSource#LINE}.
 */
final class JsonFiles {
  private static final String UTF_8 = "UTF-8";

  private final SparkSession spark;
  private final List<String> paths;
  private final Map<String, String> options;
  private final Optional<StructType> schema;
  private final Section section;

  /**
   * @param options of Spark's reader, names in any case; changed
   */
  JsonFiles(
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
    options.put("columnNameOfCorruptRecord", InputSource.LINE);
    String zone = spark.conf().get("spark.sql.session.timeZone");
    TextOptions.check(spark, options, section, map -> new JSONOptions(map, zone, InputSource.LINE));
    String encoding = options.getOrDefault("encoding", options.getOrDefault("charset", UTF_8));
    if (!encoding.equalsIgnoreCase(UTF_8)) {
      // Spark finds the ends of lines by itself in UTF-8 only, and fails when it reads another.
      options.putIfAbsent("lineSep", "\n");
    }
  }

  Dataset<Row> read() {
    Dataset<Row> found = load(Optional.empty());
    if (has(found, InputSource.LINE)
        && !options.containsKey("multiLine")
        && spansLines(InputSource.files(found))) {
      options.put("multiLine", "true");
      found = load(Optional.empty());
    }
    Set<String> partitions = partitionColumns(found);
    StructType fields =
        new StructType(
            Arrays.stream(schema.orElse(found.schema()).fields())
                .filter(field -> !field.name().equals(InputSource.LINE))
                .filter(field -> !partitions.contains(field.name()))
                .toArray(StructField[]::new));
    if (fields.isEmpty()) {
      throw new JobFailure(
          ExitCode.INPUT,
          "%s: no line is a JSON object; is it JSON, and in the encoding of %s?"
              .formatted(String.join(", ", paths), section.key("options.encoding")));
    }
    if (schema.isEmpty() && !has(found, InputSource.LINE)) {
      return found;
    }
    Dataset<Row> rows = load(Optional.of(fields.add(InputSource.LINE, DataTypes.StringType)));
    Column fits = col(InputSource.LINE).isNull();
    List<Column> columns = new ArrayList<>();
    for (String name : rows.columns()) {
      Column column = col("`" + name.replace("`", "``") + "`");
      columns.add(
          name.equals(InputSource.LINE) || partitions.contains(name)
              ? column
              : when(fits, column).as(name));
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  private Dataset<Row> load(Optional<StructType> fields) {
    var reader = spark.read().format("json").options(options);
    fields.ifPresent(reader::schema);
    return paths.isEmpty() ? reader.load() : reader.load(paths.toArray(String[]::new));
  }

  /** Whether the first line of the first file with one opens what a later line closes. */
  private boolean spansLines(List<Path> files) {
    String first =
        files.stream().map(this::firstLine).filter(line -> !line.isEmpty()).findFirst().orElse("");
    return first.equals("{") || (first.startsWith("[") && !first.endsWith("]"));
  }

  /** The first of twenty lines that is not blank; empty where there is none. */
  private String firstLine(Path file) {
    var reader = spark.read().format("text").option(InputSource.GLOB_PATHS, "false");
    Optional.ofNullable(options.get("encoding")).ifPresent(name -> reader.option("encoding", name));
    return reader.load(file.toString()).limit(20).collectAsList().stream()
        .map(row -> row.getString(0).replace("\ufeff", "").strip())
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static boolean has(Dataset<Row> rows, String column) {
    return Arrays.asList(rows.columns()).contains(column);
  }

  private static Set<String> partitionColumns(Dataset<Row> rows) {
    return rows.queryExecution().analyzed() instanceof LogicalRelation relation
            && relation.relation() instanceof HadoopFsRelation files
        ? Arrays.stream(files.partitionSchema().fieldNames()).collect(Collectors.toSet())
        : Set.of();
  }
}

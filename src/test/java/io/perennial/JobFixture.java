package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.cli.Main;
import io.perennial.config.ConfigurationReader;
import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.model.btyd.PurchaseModels;
import io.perennial.model.spend.SpendModels;
import io.perennial.table.Tables;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * A user with a configuration and an output directory, who runs commands and reads the results.
 * There are no intervals, which cost more than the rest of a small run, but where asked for.
 */
public final class JobFixture {
  /** What a command ended with and said. */
  public record Outcome(ExitCode exitCode, String out, String err) {}

  private final String configuration;
  private final String output;
  private final boolean intervals;

  private JobFixture(String configuration, String output, boolean intervals) {
    this.configuration = configuration;
    this.output = output;
    this.intervals = intervals;
  }

  /** Uses a configuration of the project, {@code conf/NAME}. */
  public static JobFixture shipped(String name, Path directory) {
    return located("conf/" + name, directory.resolve("output").toString());
  }

  /** Writes a configuration of this content, without an output path, and uses it. */
  public static JobFixture written(String content, Path directory) {
    try {
      Path file = Files.createTempFile(directory, "job", ".conf");
      return located(Files.writeString(file, content).toString(), directory + "/output");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Uses a configuration and an output directory anywhere. */
  public static JobFixture located(String configuration, String output) {
    SparkTestSession.shared(); // Main joins it
    return new JobFixture(configuration, output, false);
  }

  /** The same user, whose runs have intervals as configured. */
  public JobFixture withIntervals() {
    return new JobFixture(configuration, output, true);
  }

  /** The same user with a copy of the output directory. */
  public JobFixture copiedTo(Path directory) {
    Path copy = directory.resolve("output");
    try {
      FileUtils.copyDirectory(new File(output), copy.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new JobFixture(configuration, copy.toString(), intervals);
  }

  /** Runs a command with further options. */
  public Outcome execute(String command, String... options) {
    List<String> words = new ArrayList<>(List.of(command, "--config", configuration));
    words.add("--set");
    words.add("perennial.output.path=" + output);
    if (!intervals) {
      words.add("--set");
      words.add("perennial.intervals.replicates=0");
    }
    words.addAll(Arrays.asList(options));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode exitCode =
        Main.run(
            words.toArray(String[]::new),
            Map.of(),
            InstantSource.system(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Outcome(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /**
   * The options of a command.
   *
   * @param keys as {@code KEY=VALUE}, without the prefix
   */
  public static String[] options(String runDate, List<String> keys) {
    return Stream.concat(
            Stream.of("--run-date", runDate),
            keys.stream().flatMap(key -> Stream.of("--set", "perennial." + key)))
        .toArray(String[]::new);
  }

  /** Runs a command that has to end well, and returns what it said. */
  public String succeed(String command, String... options) {
    Outcome outcome = execute(command, options);
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.DONE);
    assertThat(outcome.err()).isEmpty();
    return outcome.out();
  }

  public String output() {
    return output;
  }

  /** A published table, all dates. */
  public Dataset<Row> table(String name) {
    return SparkTestSession.shared().read().parquet(output + "/" + name);
  }

  /** The rows of a published table as text, sorted, without the columns named. */
  public List<String> rows(String table, String... without) {
    return texts(table(table).drop(without));
  }

  /** The rows of a data frame as text, sorted. */
  public static List<String> texts(Dataset<Row> rows) {
    Column[] columns =
        Arrays.stream(rows.columns()).map(name -> functions.col(name)).toArray(Column[]::new);
    return rows.select(functions.to_json(functions.struct(columns))).collectAsList().stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  /** The manifest of a published run, as it was written. */
  public byte[] manifestBytes(String runDate) {
    try {
      return Files.readAllBytes(
          Path.of(output, "_manifest", "run_date=" + runDate, "manifest.json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The manifest of a published run. */
  public JsonNode manifest(String runDate) {
    return json(Path.of(output, "_manifest", "run_date=" + runDate, "manifest.json"));
  }

  /** The manifest of the run that failed last. */
  public JsonNode failure() {
    return json(Path.of(output, "_manifest", "failed.json"));
  }

  private static JsonNode json(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every file below a directory with its size; empty when there is none. */
  public static SortedMap<String, Long> files(Path directory) {
    SortedMap<String, Long> files = new TreeMap<>();
    if (Files.exists(directory)) {
      try (Stream<Path> paths = Files.walk(directory)) {
        for (Path path : paths.toList()) {
          files.put(
              directory.relativize(path).toString(),
              Files.isDirectory(path) ? 0L : Files.size(path));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }

  /** Writes rows as Parquet, and returns where. */
  public static Path parquet(Dataset<Row> rows, Path directory) {
    rows.write().parquet(directory.toString());
    return directory;
  }

  /** Reads configurations, without an environment. */
  public static ConfigurationReader reader() {
    return new ConfigurationReader(
        new Configuration(), Map.of(), PurchaseModels.names(), SpendModels.names(), Tables.names());
  }

  /** The defaults with these values. */
  public static Settings settings(Map<String, String> values) {
    return reader().read(Optional.empty(), values, Set.of()).settings();
  }

  /** Does something while the session has other settings. */
  public static <T> T with(Map<String, String> settings, Supplier<T> work) {
    Supplier<T> all = work;
    for (var each : settings.entrySet()) {
      Supplier<T> inner = all;
      all = () -> with(each.getKey(), each.getValue(), inner);
    }
    return all.get();
  }

  /** Does something while the session has another setting. */
  public static <T> T with(String key, String value, Supplier<T> work) {
    SparkSession spark = SparkTestSession.shared();
    Optional<String> before = Optional.ofNullable(spark.conf().get(key, null));
    spark.conf().set(key, value);
    try {
      return work.get();
    } finally {
      before.ifPresentOrElse(old -> spark.conf().set(key, old), () -> spark.conf().unset(key));
    }
  }
}

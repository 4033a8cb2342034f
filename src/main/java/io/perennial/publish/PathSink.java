package io.perennial.publish;

import io.perennial.config.SecretMask;
import io.perennial.publish.Journal.SavedModel;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A directory that holds tables as files in {@code <table>/run_date=YYYY-MM-DD}. */
public final class PathSink implements Sink {
  /** Years that every reader of {@code run_date=YYYY-MM-DD} understands. */
  private static final int LAST_YEAR = 9999;

  /** Format of scratch data, independent of the format of the tables. */
  private static final String SCRATCH_FORMAT = "parquet";

  /** Scratch is read once or twice, and its values hardly repeat. */
  private static final Map<String, String> SCRATCH_OPTIONS =
      Map.of("compression", "lz4_raw", "parquet.enable.dictionary", "false");

  private final OutputDirectory output;
  private final Storage storage;
  private final Layout layout;
  private final TargetLock lock;
  private final Path staging;
  private final List<String> recovered;
  private final String format;
  private final int keepRuns;
  private final LocalDate latestDate;

  /** Models saved since the last commit, by name. */
  private final Map<String, SavedModel> saved = new LinkedHashMap<>();

  /**
   * @param format of the tables, a file source of Spark
   * @param keepRuns how many of the newest run dates are kept, at least 1
   * @param latestDate later run dates are no runs of business: they neither count nor are deleted
   */
  PathSink(
      OutputDirectory output,
      Storage storage,
      Layout layout,
      TargetLock lock,
      List<String> recovered,
      String format,
      int keepRuns,
      LocalDate latestDate) {
    this.output = output;
    this.storage = storage;
    this.layout = layout;
    this.lock = lock;
    this.staging = layout.staging(lock.holder().id());
    this.recovered = recovered;
    this.format = format;
    this.keepRuns = keepRuns;
    this.latestDate = latestDate;
  }

  @Override
  public List<String> recovered() {
    return recovered;
  }

  @Override
  public Dataset<Row> stage(String table, Dataset<Row> rows) {
    return write(table, rows, format, options(rows.schema()));
  }

  @Override
  public Dataset<Row> scratch(String name, Dataset<Row> rows) {
    return write(name, rows, SCRATCH_FORMAT, SCRATCH_OPTIONS);
  }

  /**
   * Options of a published table: estimates hardly repeat, and dictionaries of doubles take Parquet
   * a third of the time of writing the scores.
   */
  private static Map<String, String> options(StructType columns) {
    Map<String, String> options = new LinkedHashMap<>();
    for (StructField column : columns.fields()) {
      if (column.dataType().equals(DataTypes.DoubleType)) {
        options.put("parquet.enable.dictionary#" + column.name(), "false");
      }
    }
    return options;
  }

  private Dataset<Row> write(
      String name, Dataset<Row> rows, String as, Map<String, String> options) {
    String directory = staged(name).toString();
    try {
      rows.write().format(as).options(options).save(directory);
    } catch (Exception e) { // SparkException is checked, and thrown by Scala without being declared
      throw PublishFailure.ofWriting("write " + name, layout.root(), e);
    }
    // Asking the files for their schema would be a job.
    return rows.sparkSession().read().format(as).schema(rows.schema()).load(directory);
  }

  @Override
  public void stageFile(String directory, String name, byte[] content) {
    try {
      storage.makeDirectories(staged(directory));
      storage.write(new Path(staged(directory), name), content);
    } catch (IOException e) {
      throw PublishFailure.of("write " + name, layout.root(), e);
    }
  }

  @Override
  public void replaceFile(String directory, LocalDate runDate, String name, byte[] content) {
    requireTableName(directory);
    Path place = layout.partition(directory, runDate);
    try {
      storage.makeDirectories(staging);
      storage.makeDirectories(place);
      lock.check();
      storage.replace(new Path(place, name), content, new Path(staging, name));
    } catch (IOException e) {
      throw PublishFailure.of("replace " + name, layout.root(), e);
    }
  }

  /** The staging directory of a table; it does not exist until the table is staged. */
  Path staged(String table) {
    requireTableName(table);
    return new Path(staging, table);
  }

  @Override
  public String location(String table, LocalDate runDate) {
    requireTableName(table);
    return output.location(table, runDate);
  }

  /**
   * {@inheritDoc}
   *
   * <p>Readers that use the manifest see either the old run or the new one, at every moment, even
   * if this process is killed (see {@link PublishedRun}). Readers of a table's directory may find
   * it missing between two renames.
   */
  @Override
  public List<String> commit(LocalDate runDate, List<String> tables, byte[] manifest) {
    return publish(runDate, tables, manifest, keepRuns);
  }

  /** {@link #commit} with another number of runs to keep; the one published now is always kept. */
  List<String> publish(LocalDate runDate, List<String> tables, byte[] manifest, int keep) {
    tables.forEach(PathSink::requireTableName);
    if (runDate.getYear() < 0 || runDate.getYear() > LAST_YEAR) {
      throw new IllegalArgumentException("A run date has a year from 0 to 9999: " + runDate);
    }
    if (keep < 1) {
      throw new IllegalArgumentException("At least one run is kept, not " + keep);
    }
    SortedSet<LocalDate> published = output.publishedDates();
    List<String> warnings =
        new ArrayList<>(
            new Publisher(storage, layout, lock)
                .publish(
                    runDate,
                    List.copyOf(new LinkedHashSet<>(tables)),
                    SecretMask.json(manifest),
                    List.copyOf(saved.values()),
                    keep,
                    published,
                    latestDate));
    saved.clear();
    SortedSet<LocalDate> later = published.tailSet(latestDate.plusDays(1));
    if (!later.isEmpty()) {
      warnings.add(
          "published runs of days to come do not count among the newest that output.keep-runs keeps, and stay: %s. Delete what is below run_date= of these days, in _manifest and in the tables, if they are a mistake"
              .formatted(later));
    }
    return warnings;
  }

  @Override
  public void saveModel(String name, String version, ModelWriter writer) {
    ModelStore.requireNames(name, version);
    try {
      boolean added = !storage.exists(layout.version(name, version));
      if (added) {
        Path staged = ModelVersions.staged(name, version, staging);
        write(name, writer, staged);
        if (storage.list(staged).isEmpty()) {
          throw new IllegalStateException("Nothing was written for model " + name);
        }
      }
      saved.put(name, new SavedModel(name, version, added));
    } catch (IOException e) {
      throw PublishFailure.of(
          "store version %s of model %s".formatted(version, name), layout.root(), e);
    }
  }

  private void write(String model, ModelWriter writer, Path staged) throws IOException {
    try {
      writer.write(staged.toString());
    } catch (IOException e) {
      throw e;
    } catch (Exception e) { // SparkException is checked, and thrown by Scala without being declared
      throw PublishFailure.ofWriting("write model " + model, layout.root(), e);
    }
  }

  @Override
  public void commitModels() {
    ModelVersions models = new ModelVersions(storage, layout);
    try {
      storage.makeDirectories(staging);
      for (SavedModel model : saved.values()) {
        if (model.added()) {
          lock.check();
          models.place(model, staging);
        }
      }
      for (SavedModel model : saved.values()) {
        lock.check();
        models.promote(model, staging);
      }
    } catch (IOException e) {
      throw PublishFailure.of("make the fitted models the ones in use", layout.root(), e);
    }
    saved.clear();
  }

  private static void requireTableName(String table) {
    if (!Layout.isTableName(table)) {
      throw new IllegalArgumentException(
          "A table's name is of lower-case letters, digits and underscores: '" + table + "'");
    }
  }

  @Override
  public void close() {
    try {
      try {
        storage.deleteTree(staging);
        storage.deleteIfEmpty(layout.staging());
      } finally {
        lock.release();
      }
    } catch (IOException e) {
      // The next run removes the remains, and the lock expires with this process. The outcome of
      // the run matters more.
      return;
    }
  }
}

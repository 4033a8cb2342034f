package io.perennial.publish;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.io.IOException;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.Path;

/**
 * An output directory that this run alone may change, until it is closed. What is staged and not
 * published by then is removed.
 */
public final class HeldOutput implements AutoCloseable {
  /** Years that every reader of {@code run_date=YYYY-MM-DD} understands. */
  private static final int LAST_YEAR = 9999;

  private final OutputDirectory output;
  private final Storage storage;
  private final Layout layout;
  private final TargetLock lock;
  private final Path staging;
  private final List<String> recovered;

  HeldOutput(
      OutputDirectory output,
      Storage storage,
      Layout layout,
      TargetLock lock,
      List<String> recovered) {
    this.output = output;
    this.storage = storage;
    this.layout = layout;
    this.lock = lock;
    this.staging = layout.staging(lock.holder().id());
    this.recovered = recovered;
  }

  /** What was found of an earlier run that was killed, and what was done about it; in sentences. */
  public List<String> recovered() {
    return recovered;
  }

  /**
   * Where to write a table before it is published: a directory that does not exist yet, or what was
   * staged under that name before. Names that are not published serve as scratch space.
   *
   * @param table lower-case letters, digits and underscores
   */
  public Path stage(String table) {
    requireTableName(table);
    return new Path(staging, table);
  }

  /**
   * Makes the staged tables the run of a date, in place of that date's run before. Readers that go
   * by the manifest see the old run or the new one, at every moment and whatever happens to this
   * process (see {@link PublishedRun}); those who read a table's directory may find it missing
   * between two renames.
   *
   * @param runDate the date; other dates stay as they are, except for those beyond {@code keepRuns}
   * @param tables all tables that runs may have; one that was not staged, or without a file, is one
   *     that this run does not have
   * @param manifest the content of {@code manifest.json}
   * @param keepRuns how many of the newest run dates are kept, at least 1; the one published now is
   *     always kept
   * @throws JobFailure with {@link ExitCode#PUBLISH} when the target cannot be written or the hold
   *     on it was lost; then the old run stands, at the latest after the next run has recovered it
   */
  public PublicationResult publish(
      LocalDate runDate, List<String> tables, byte[] manifest, int keepRuns) {
    tables.forEach(HeldOutput::requireTableName);
    if (runDate.getYear() < 0 || runDate.getYear() > LAST_YEAR) {
      throw new IllegalArgumentException("A run date has a year from 0 to 9999: " + runDate);
    }
    if (keepRuns < 1) {
      throw new IllegalArgumentException("At least one run is kept, not " + keepRuns);
    }
    return new Publisher(storage, layout, lock)
        .publish(
            runDate,
            List.copyOf(new LinkedHashSet<>(tables)),
            manifest,
            keepRuns,
            output.publishedDates());
  }

  /** Writes a model's files into a directory that does not exist yet. */
  @FunctionalInterface
  public interface ModelWriter {
    void write(Path directory) throws IOException;
  }

  /** Whether a saved model becomes the one that is used unless a version is named. */
  public enum Promotion {
    /** For a fit that converged. */
    MAKE_CURRENT,
    /** The current version stays, if there is one. */
    KEEP_CURRENT
  }

  /**
   * Stores a version of a model. A version never changes: one that is there already is kept, and
   * the writer is not called.
   *
   * @throws JobFailure with {@link ExitCode#CONFIGURATION} for a name that is none, with {@link
   *     ExitCode#PUBLISH} when it cannot be written
   */
  public StoredModel saveModel(
      String name, String version, ModelWriter writer, Promotion promotion) {
    ModelStore.requireNames(name, version);
    Path directory = layout.version(name, version);
    Path staged = new Path(staging, "model-" + UUID.randomUUID());
    try {
      if (!storage.exists(directory)) {
        writer.write(staged);
        if (storage.list(staged).isEmpty()) {
          throw new IllegalStateException("Nothing was written for model " + name);
        }
        lock.check();
        storage.makeDirectories(layout.model(name));
        storage.move(staged, directory);
      }
      if (promotion == Promotion.MAKE_CURRENT) {
        Path draft = new Path(staging, "current");
        storage.makeDirectories(staging);
        storage.write(draft, ModelStore.pointer(version));
        lock.check();
        storage.moveOver(draft, layout.current(name));
      }
    } catch (IOException e) {
      throw PublishFailure.of(
          "store version %s of model %s".formatted(version, name), layout.root(), e);
    }
    return new StoredModel(name, version, directory);
  }

  private static void requireTableName(String table) {
    if (!Layout.isTableName(table)) {
      throw new IllegalArgumentException(
          "A table's name is of lower-case letters, digits and underscores: '" + table + "'");
    }
  }

  /** Removes what was staged and gives the target free. */
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
      // What is left is removed by the next run, and the lock dies with this process; the run's own
      // outcome matters more.
      return;
    }
  }
}

package io.perennial.publish;

import io.perennial.config.SecretMask;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.io.IOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The directory {@code output.path}: published runs and models to read, and {@link #lock} to change
 * them. Opening changes nothing; directories are created when something is written into them.
 */
public final class OutputDirectory {
  private final Storage storage;
  private final Layout layout;
  private final TargetLock.Timing timing;

  /** As the user wrote it: relative, or without a scheme. */
  private final Layout asConfigured;

  OutputDirectory(Storage storage, Path root, TargetLock.Timing timing) {
    this(storage, root, timing, root);
  }

  private OutputDirectory(Storage storage, Path root, TargetLock.Timing timing, Path configured) {
    this.storage = storage;
    this.layout = new Layout(root);
    this.timing = timing;
    this.asConfigured = new Layout(configured);
  }

  /**
   * Opens an output directory.
   *
   * @param configuration Hadoop's, for credentials and the default file system
   * @param path on any Hadoop file system; nothing needs to be there
   * @throws JobFailure with {@link ExitCode#CONFIGURATION} when no file system has that scheme or
   *     it cannot be reached
   */
  public static OutputDirectory open(Configuration configuration, String path) {
    try {
      Path given = new Path(path);
      FileSystem files = given.getFileSystem(configuration);
      Path root = files.makeQualified(given);
      Storage storage =
          files.getUri().getScheme().equals("file") ? new LocalStorage() : new HadoopStorage(files);
      return new OutputDirectory(storage, root, TargetLock.Timing.DEFAULT, given);
    } catch (IOException | IllegalArgumentException e) {
      throw new JobFailure(
          ExitCode.CONFIGURATION,
          "perennial.output.path = %s is not a path of a file system that can be reached: %s"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  /**
   * Where readers find a table of a run date, relative to {@code output.path} as the user wrote it.
   */
  public String location(String table, LocalDate runDate) {
    return asConfigured.partition(table, runDate).toString();
  }

  /** The directory itself, with its file system. */
  public Path path() {
    return layout.root();
  }

  /**
   * Locks the target for changes and recovers from an earlier run that was killed: its publication
   * is finished if its manifest was in place and undone otherwise, and everything staged is
   * removed.
   *
   * @param runId shown to other runs while the target is held
   * @param clock for the heartbeat of the lock, and for the day after which no run date is
   *     plausible
   * @param format what tables are written in: a file source of Spark, parquet or orc
   * @param keepRuns how many of the newest run dates are kept, at least 1; the one published now is
   *     always kept, those of days to come are kept and not counted
   * @throws JobFailure with {@link ExitCode#LOCKED} when another run holds the target, with {@link
   *     ExitCode#PUBLISH} when it cannot be written
   */
  public PathSink lock(String runId, InstantSource clock, String format, int keepRuns) {
    try {
      storage.makeDirectories(layout.root());
      TargetLock lock = TargetLock.acquire(storage, layout, runId, clock, timing);
      try {
        List<String> recovered =
            new Recovery(storage, layout, lock.holder())
                .recover()
                .map(Recovery.Recovered::sentence)
                .map(List::of)
                .orElse(List.of());
        // Where the day begins first, it is tomorrow.
        LocalDate latest = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(1);
        return new PathSink(this, storage, layout, lock, recovered, format, keepRuns, latest);
      } catch (IOException | RuntimeException e) {
        lock.releaseAfter(e);
        throw e;
      }
    } catch (IOException e) {
      throw PublishFailure.of("take the lock or recover an earlier run", layout.root(), e);
    }
  }

  /** The dates that have a published run. */
  public SortedSet<LocalDate> publishedDates() {
    try {
      SortedSet<LocalDate> dates = new TreeSet<>();
      for (Storage.Entry entry : storage.list(layout.manifests())) {
        Optional<LocalDate> date = Layout.runDate(entry.name());
        if (date.isPresent() && storage.exists(layout.manifest(date.get()))) {
          dates.add(date.get());
        }
      }
      return Collections.unmodifiableSortedSet(dates);
    } catch (IOException e) {
      throw PublishFailure.of("list the published runs", layout.root(), e);
    }
  }

  /** The manifest of a date's published run; empty when there is none. */
  public Optional<byte[]> manifest(LocalDate runDate) {
    try {
      return storage.read(layout.manifest(runDate));
    } catch (IOException e) {
      throw PublishFailure.of("read the manifest of " + runDate, layout.root(), e);
    }
  }

  /**
   * A date's published run with the files of these tables, all of the same run; empty when there is
   * none.
   */
  public Optional<PublishedRun> run(LocalDate runDate, List<String> tables) {
    try {
      return PublishedRun.open(storage, layout, runDate, tables);
    } catch (IOException e) {
      throw PublishFailure.of("read the run of " + runDate, layout.root(), e);
    }
  }

  /**
   * The files of the table {@code runs}, which has a row for each run date and is replaced with
   * every run; read them under the lock. Empty before the first run.
   */
  public List<Path> history() {
    try {
      return storage.visibleFiles(layout.table(Layout.HISTORY));
    } catch (IOException e) {
      throw PublishFailure.of("list the history of runs", layout.root(), e);
    }
  }

  /** Where readers find the history of runs, relative to {@code output.path} as for tables. */
  public String historyLocation() {
    return asConfigured.table(Layout.HISTORY).toString();
  }

  /** The manifest of the newest run that failed since the last one was published, if any. */
  public Optional<byte[]> failure() {
    try {
      return storage.read(layout.failure());
    } catch (IOException e) {
      throw PublishFailure.of("read the manifest of the failed run", layout.root(), e);
    }
  }

  /**
   * Keeps the manifest of a run that failed, until the next run is published. Needs no lock, since
   * a run may fail before it has one or because it lost it. Do not call it for a run that was
   * refused because another one holds the target.
   *
   * @throws JobFailure with {@link ExitCode#PUBLISH} when the target cannot be written
   */
  public void recordFailure(byte[] manifest) {
    try {
      storage.makeDirectories(layout.manifests());
      storage.replace(
          layout.failure(),
          SecretMask.json(manifest),
          layout.failureDraft(UUID.randomUUID().toString()));
    } catch (IOException e) {
      throw PublishFailure.of("record the failed run", layout.root(), e);
    }
  }

  /** The stored models. */
  public ModelStore models() {
    return new ModelStore(storage, layout);
  }
}

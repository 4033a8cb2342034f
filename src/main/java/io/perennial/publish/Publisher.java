package io.perennial.publish;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.run.Manifest;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;

/**
 * Publishes the staged tables as the run of a date. The journal is written first, so that a
 * recovery knows what to do; then each table is put aside and replaced; writing the manifest is the
 * commit; {@link Recovery#finish} does the rest.
 */
final class Publisher {
  private final Storage storage;
  private final Layout layout;
  private final TargetLock lock;
  private final Recovery recovery;
  private final ModelVersions models;

  Publisher(Storage storage, Layout layout, TargetLock lock) {
    this.storage = storage;
    this.layout = layout;
    this.lock = lock;
    this.recovery = new Recovery(storage, layout, lock.holder());
    this.models = new ModelVersions(storage, layout);
  }

  /** See {@link PathSink#publish}. */
  List<String> publish(
      LocalDate runDate,
      List<String> tables,
      byte[] manifest,
      List<Journal.SavedModel> saved,
      int keepRuns,
      SortedSet<LocalDate> published,
      LocalDate latestDate) {
    try {
      lock.check();
      Optional<byte[]> previous = storage.read(layout.manifest(runDate));
      if (previous.isEmpty()) {
        refuseForeign(runDate, tables);
      }
      List<LocalDate> pruned = prunable(keepRuns, runDate, manifest, published, latestDate);
      Journal journal =
          new Journal(
              runDate,
              tables,
              Journal.fingerprint(previous),
              Journal.fingerprint(Optional.of(manifest)),
              saved,
              pruned,
              prunableVersions(runDate, previous, manifest, pruned, published));
      return commit(journal, manifest);
    } catch (IOException e) {
      throw PublishFailure.of("publish the run of " + runDate, layout.root(), e);
    }
  }

  private List<String> commit(Journal journal, byte[] manifest) throws IOException {
    try {
      // Drafts are written before the check: if the lock is lost after it, they have been renamed
      // away.
      Path staging = layout.staging(lock.holder().id());
      Path journalDraft = new Path(staging, "journal.json");
      Path manifestDraft = new Path(staging, "manifest.json");
      storage.makeDirectories(staging);
      storage.write(journalDraft, journal.toJson());
      storage.write(manifestDraft, manifest);
      lock.check();
      storage.moveOver(journalDraft, layout.journal());
      replaceTables(journal, staging);
      for (Journal.SavedModel model : journal.models()) {
        if (model.added()) {
          lock.check();
          models.place(model, staging);
        }
      }
      lock.check();
      storage.moveOver(manifestDraft, layout.manifest(journal.runDate()));
    } catch (IOException e) {
      // After a refused operation, unlike after a kill, this process can recover. Only the manifest
      // tells whether the commit succeeded.
      lock.check();
      if (!undone(e)) {
        return List.of();
      }
      throw e;
    }
    try {
      lock.check();
      recovery.finish(journal);
      return List.of();
    } catch (IOException | JobFailure e) {
      return List.of(
          ("The run of %s is published, but what it replaced could not be removed yet; the next"
                  + " run does it. %s")
              .formatted(journal.runDate(), e.getMessage()));
    }
  }

  private boolean undone(IOException because) {
    try {
      return recovery.recover().map(Recovery.Recovered::outcome).orElse(Recovery.Outcome.UNDONE)
          == Recovery.Outcome.UNDONE;
    } catch (IOException again) {
      // The next run recovers by the journal.
      because.addSuppressed(again);
      return true;
    }
  }

  private void replaceTables(Journal journal, Path staging) throws IOException {
    LocalDate runDate = journal.runDate();
    storage.makeDirectories(layout.manifestDirectory(runDate));
    storage.makeDirectories(layout.aside(runDate, journal.previous()));
    for (String table : journal.tables()) {
      Path staged = new Path(staging, table);
      Path partition = layout.partition(table, runDate);
      Path aside = layout.aside(runDate, journal.previous(), table);
      boolean isStaged = !storage.list(staged).isEmpty();
      if (isStaged) {
        storage.makeDirectories(layout.table(table));
      }
      lock.check();
      // Readers of the table's directory do not find it between these two renames.
      if (storage.exists(partition)) {
        storage.move(partition, aside);
      } else if (isStaged) {
        // An empty directory: the previous run has no such table.
        storage.makeDirectories(aside);
      }
      if (isStaged) {
        storage.move(staged, partition);
      }
    }
  }

  /** Partitions of a date without a manifest are not Perennial's, so they are not replaced. */
  private void refuseForeign(LocalDate runDate, List<String> tables) throws IOException {
    List<String> problems = new ArrayList<>();
    for (String table : tables) {
      Path partition = layout.partition(table, runDate);
      if (storage.exists(partition) && !table.equals(Layout.HISTORY)) {
        problems.add(
            ("%s exists, but there is no manifest %s that says it was published by Perennial. It was"
                    + " left as it is: move it away and run again.")
                .formatted(partition, layout.manifest(runDate)));
      }
    }
    if (!problems.isEmpty()) {
      throw new JobFailure(ExitCode.PUBLISH, problems, null);
    }
  }

  private List<String> prunableVersions(
      LocalDate runDate,
      Optional<byte[]> previous,
      byte[] manifest,
      List<LocalDate> pruned,
      SortedSet<LocalDate> published)
      throws IOException {
    List<byte[]> gone = new ArrayList<>();
    previous.ifPresent(gone::add);
    for (LocalDate date : pruned) {
      storage.read(layout.manifest(date)).ifPresent(gone::add);
    }
    SortedSet<LocalDate> kept = new TreeSet<>(published);
    kept.removeAll(pruned);
    kept.remove(runDate);
    return models.prunable(gone, manifest, kept);
  }

  /**
   * Runs to be removed; never the one just published, even if it is older than those kept. Run
   * dates in the future are mistakes and are not counted: otherwise they would push out good runs
   * for ever. Nor are back-tests of dates without a run, which go with the runs after them.
   */
  private List<LocalDate> prunable(
      int keepRuns,
      LocalDate runDate,
      byte[] manifest,
      SortedSet<LocalDate> published,
      LocalDate latestDate)
      throws IOException {
    SortedSet<LocalDate> newestFirst = new TreeSet<>(Comparator.reverseOrder());
    newestFirst.addAll(published);
    newestFirst.add(runDate);
    newestFirst.removeIf(date -> date.isAfter(latestDate));
    if (newestFirst.size() <= keepRuns) {
      return List.of();
    }
    List<LocalDate> prunable = new ArrayList<>();
    int kept = 0;
    for (LocalDate date : newestFirst) {
      if (kept >= keepRuns && !date.equals(runDate)) {
        prunable.add(date);
      } else if (date.equals(runDate)
          ? isRun(manifest)
          : storage.read(layout.manifest(date)).filter(Publisher::isRun).isPresent()) {
        kept++;
      }
    }
    return prunable;
  }

  /** Whether a manifest is of more than a back-test; one that cannot be read is. */
  private static boolean isRun(byte[] manifest) {
    try {
      return !Manifest.read(manifest).ofBacktestAlone();
    } catch (IllegalArgumentException e) {
      return true;
    }
  }
}

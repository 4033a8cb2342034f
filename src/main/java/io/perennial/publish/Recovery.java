package io.perennial.publish;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;

/**
 * Completes a publication if its manifest is in place, and undoes it otherwise. Each step inspects
 * the current state, so that recovery can be repeated after a kill.
 *
 * <p>A holder removes and places things only by renaming them to or from its own staging directory.
 * Recovery begins by renaming the staging directories of earlier holders, so a holder that was only
 * suspended can do no more harm when it resumes.
 */
final class Recovery {
  private static final String FENCED = ".fenced";

  private final Storage storage;
  private final Layout layout;

  /** The holder's own staging directory. */
  private final Path staging;

  private final ModelVersions models;

  Recovery(Storage storage, Layout layout, LockHolder holder) {
    this.storage = storage;
    this.layout = layout;
    this.staging = layout.staging(holder.id());
    this.models = new ModelVersions(storage, layout);
  }

  /** The outcome of an incomplete publication. */
  enum Outcome {
    FINISHED,
    UNDONE,
    /**
     * Its journal was damaged: each date was finished or undone according to the tables put aside.
     */
    MENDED
  }

  /**
   * An incomplete publication and its outcome.
   *
   * @param sentence for people
   */
  record Recovered(Outcome outcome, String sentence) {}

  /**
   * Finishes or undoes the publication in the journal, if any, and removes everything that was
   * staged or incomplete.
   */
  Optional<Recovered> recover() throws IOException {
    unlink(layout.staging());
    unlink(layout.replaced());
    fence();
    Optional<Recovered> recovered = Optional.empty();
    Optional<byte[]> found = storage.read(layout.journal());
    if (found.isPresent()) {
      storage.makeDirectories(staging);
      Optional<Journal> journal = Journal.parse(found.get());
      recovered = Optional.of(journal.isPresent() ? end(journal.get()) : mend());
    }
    storage.deleteEmptyDirectories(layout.replaced());
    storage.deleteTree(layout.staging());
    for (Storage.Entry entry : storage.list(layout.manifests())) {
      if (Layout.isFailureDraft(entry.name())) {
        storage.delete(new Path(layout.manifests(), entry.name()));
      }
    }
    return recovered;
  }

  /** Only publishing creates these two; a link there would lead outside the target. */
  private void unlink(Path directory) throws IOException {
    if (storage.exists(directory) && !storage.isDirectory(directory)) {
      storage.delete(directory);
    }
  }

  private void fence() throws IOException {
    for (Storage.Entry entry : storage.list(layout.staging())) {
      String name = entry.name();
      if (!name.equals(staging.getName()) && !name.endsWith(FENCED)) {
        storage.move(layout.staging(name), layout.staging(name + "-" + UUID.randomUUID() + FENCED));
      }
    }
  }

  private Recovered end(Journal journal) throws IOException {
    String now = Journal.fingerprint(storage.read(layout.manifest(journal.runDate())));
    // With equal manifests the two runs cannot be told apart, and need not be: undoing keeps the
    // tables that were not put aside.
    if (now.equals(journal.next()) && !now.equals(journal.previous())) {
      finish(journal);
      return new Recovered(
          Outcome.FINISHED,
          "An earlier run was killed after it had published %s; what it left was removed."
              .formatted(journal.runDate()));
    }
    undo(journal);
    return new Recovered(
        Outcome.UNDONE,
        "An earlier run was killed while it published %s; that was undone."
            .formatted(journal.runDate()));
  }

  /** The tables put aside hold the same information as the journal. */
  private Recovered mend() throws IOException {
    for (Storage.Entry date : storage.list(layout.replaced())) {
      Optional<LocalDate> runDate = Layout.runDate(date.name());
      if (runDate.isPresent()) {
        mend(runDate.get());
      }
    }
    discard(layout.journal());
    return new Recovered(
        Outcome.MENDED,
        "%s, left by an earlier run that was killed, was damaged. What that run had begun was undone, or finished where its manifest was in place, by what else it left."
            .formatted(layout.journal()));
  }

  private void mend(LocalDate runDate) throws IOException {
    String now = Journal.fingerprint(storage.read(layout.manifest(runDate)));
    List<String> tables =
        storage.list(layout.aside(runDate, now)).stream()
            .map(Storage.Entry::name)
            .filter(Layout::isTableName)
            .toList();
    restore(runDate, now, tables);
    discard(layout.replaced(runDate));
    for (String table : tables) {
      storage.deleteIfEmpty(layout.table(table));
    }
    storage.deleteIfEmpty(layout.manifestDirectory(runDate));
  }

  /** The steps after the commit. The staging directory must exist, and is removed. */
  void finish(Journal journal) throws IOException {
    // All tables at once, so that none is seen half deleted.
    discard(layout.replaced(journal.runDate()));
    storage.deleteIfEmpty(layout.replaced());
    for (Journal.SavedModel model : journal.models()) {
      models.promote(model, staging);
    }
    for (LocalDate date : journal.pruned()) {
      discard(layout.manifest(date));
      for (String table : journal.tables()) {
        if (!table.equals(Layout.HISTORY)) {
          discard(layout.partition(table, date));
        }
      }
      storage.deleteIfEmpty(layout.manifestDirectory(date));
    }
    for (String version : journal.prunedVersions()) {
      models.prune(version, staging);
    }
    discard(layout.failure());
    close(journal);
  }

  private void undo(Journal journal) throws IOException {
    Path asides = layout.aside(journal.runDate(), journal.previous());
    restore(journal.runDate(), journal.previous(), journal.tables());
    storage.deleteIfEmpty(asides);
    if (storage.exists(asides)) {
      // An earlier holder that resumes can still put one more table aside.
      restore(journal.runDate(), journal.previous(), journal.tables());
      storage.deleteIfEmpty(asides);
    }
    storage.deleteIfEmpty(layout.manifestDirectory(journal.runDate()));
    storage.deleteIfEmpty(layout.manifests());
    // With equal manifests, the manifest in place may name these versions.
    if (!journal.next().equals(journal.previous())) {
      for (Journal.SavedModel model : journal.models()) {
        if (model.added()) {
          models.withdraw(model, staging);
        }
      }
    }
    close(journal);
  }

  private void restore(LocalDate runDate, String previous, List<String> tables) throws IOException {
    for (String table : tables) {
      Path aside = layout.aside(runDate, previous, table);
      if (!storage.exists(aside)) {
        continue;
      }
      Path partition = layout.partition(table, runDate);
      discard(partition);
      if (storage.list(aside).isEmpty()) {
        discard(aside);
      } else {
        storage.move(aside, partition);
      }
    }
  }

  private void close(Journal journal) throws IOException {
    for (String table : journal.tables()) {
      storage.deleteIfEmpty(layout.table(table));
    }
    discard(layout.journal());
    storage.deleteTree(staging);
    storage.deleteIfEmpty(layout.staging());
  }

  private void discard(Path path) throws IOException {
    storage.discard(path, staging);
  }
}

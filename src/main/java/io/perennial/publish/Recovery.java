package io.perennial.publish;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;

/**
 * Brings a publication to its end, forwards when its manifest is in place and backwards when it is
 * not. Each step looks at what is there, so that it can be begun anew after a kill.
 *
 * <p>Whatever a holder takes away or puts in place, it renames to or from its own staging
 * directory. Recovery begins with renaming those of earlier holders, and so one that was only
 * suspended can do nothing any more when it wakes.
 */
final class Recovery {
  private static final String FENCED = ".fenced";

  private final Storage storage;
  private final Layout layout;

  /** The holder's own staging directory. */
  private final Path staging;

  Recovery(Storage storage, Layout layout, LockHolder holder) {
    this.storage = storage;
    this.layout = layout;
    this.staging = layout.staging(holder.id());
  }

  /** How a publication that was found begun ended. */
  enum Outcome {
    FINISHED,
    UNDONE
  }

  /** A publication that was found begun, and how it ended. */
  record Recovered(LocalDate runDate, Outcome outcome) {}

  /**
   * Finishes or undoes the publication of the journal, if there is one, and removes everything that
   * was staged or half written.
   */
  Optional<Recovered> recover() throws IOException {
    fence();
    Optional<Recovered> recovered = Optional.empty();
    Optional<byte[]> found = storage.read(layout.journal());
    if (found.isPresent()) {
      storage.makeDirectories(staging);
      recovered = Optional.of(end(Journal.parse(found.get())));
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
    // With equal manifests nobody can tell which of the two it is, and nobody needs to: undoing
    // keeps whatever stands alone.
    if (now.equals(journal.next()) && !now.equals(journal.previous())) {
      finish(journal);
      return new Recovered(journal.runDate(), Outcome.FINISHED);
    }
    undo(journal);
    return new Recovered(journal.runDate(), Outcome.UNDONE);
  }

  /** What follows the commit. The staging directory must exist, and does not afterwards. */
  void finish(Journal journal) throws IOException {
    // All tables at once: a half deleted one is nobody's.
    discard(layout.replaced(journal.runDate()));
    storage.deleteIfEmpty(layout.replaced());
    for (LocalDate date : journal.pruned()) {
      discard(layout.manifest(date));
      for (String table : journal.tables()) {
        discard(layout.partition(table, date));
      }
      storage.deleteIfEmpty(layout.manifestDirectory(date));
    }
    discard(layout.failure());
    close(journal);
  }

  private void undo(Journal journal) throws IOException {
    for (String table : journal.tables()) {
      Path aside = layout.aside(journal.runDate(), journal.previous(), table);
      if (!storage.exists(aside)) {
        continue;
      }
      Path partition = layout.partition(table, journal.runDate());
      discard(partition);
      if (storage.list(aside).isEmpty()) {
        discard(aside);
      } else {
        storage.move(aside, partition);
      }
    }
    storage.deleteIfEmpty(layout.manifestDirectory(journal.runDate()));
    storage.deleteIfEmpty(layout.manifests());
    close(journal);
  }

  private void close(Journal journal) throws IOException {
    for (String table : journal.tables()) {
      storage.deleteIfEmpty(layout.table(table));
    }
    discard(layout.journal());
    storage.deleteTree(staging);
    storage.deleteIfEmpty(layout.staging());
  }

  /** Takes something out of sight in one step; it is deleted with what was staged. */
  private void discard(Path path) throws IOException {
    if (storage.exists(path)) {
      storage.move(path, new Path(staging, "discarded-" + UUID.randomUUID()));
    }
  }
}

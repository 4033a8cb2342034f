package io.perennial.publish;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;

/**
 * Brings a publication to its end, forwards when its manifest is in place and backwards when it is
 * not. Each step looks at what is there, so that it can be begun anew after a kill.
 */
final class Recovery {
  private final Storage storage;
  private final Layout layout;

  Recovery(Storage storage, Layout layout) {
    this.storage = storage;
    this.layout = layout;
  }

  /** How a publication that was found begun ended. */
  enum Outcome {
    FINISHED,
    UNDONE
  }

  /** A publication that was found begun, and how it ended. */
  record Recovered(Journal journal, Outcome outcome) {}

  /**
   * Finishes or undoes the publication of the journal, if there is one, and removes everything that
   * was staged or half written.
   */
  Optional<Recovered> recover() throws IOException {
    Optional<byte[]> found = storage.read(layout.journal());
    Optional<Recovered> recovered = Optional.empty();
    if (found.isPresent()) {
      Journal journal = Journal.parse(found.get());
      String now = Journal.fingerprint(storage.read(layout.manifest(journal.runDate())));
      // With equal manifests nobody can tell which of the two it is, and nobody needs to: undoing
      // keeps whatever stands alone.
      if (now.equals(journal.next()) && !now.equals(journal.previous())) {
        finish(journal);
        recovered = Optional.of(new Recovered(journal, Outcome.FINISHED));
      } else {
        undo(journal);
        recovered = Optional.of(new Recovered(journal, Outcome.UNDONE));
      }
    }
    storage.deleteTree(layout.staging());
    for (Storage.Entry entry : storage.list(layout.manifests())) {
      if (Layout.isFailureDraft(entry.name())) {
        storage.delete(new Path(layout.manifests(), entry.name()));
      }
    }
    return recovered;
  }

  /** What follows the commit. */
  void finish(Journal journal) throws IOException {
    // All tables at once: a half deleted one is nobody's.
    discard(journal, layout.replaced(journal.runDate()));
    storage.deleteIfEmpty(layout.replaced());
    for (LocalDate date : journal.pruned()) {
      prune(journal, date);
    }
    if (storage.exists(layout.failure())) {
      storage.delete(layout.failure());
    }
    close(journal);
  }

  private void prune(Journal journal, LocalDate date) throws IOException {
    if (storage.exists(layout.manifest(date))) {
      storage.delete(layout.manifest(date));
    }
    for (String table : journal.tables()) {
      discard(journal, layout.partition(table, date));
    }
    storage.deleteIfEmpty(layout.manifestDirectory(date));
  }

  private void undo(Journal journal) throws IOException {
    for (String table : journal.tables()) {
      Path aside = layout.aside(journal.runDate(), journal.previous(), table);
      if (!storage.exists(aside)) {
        continue;
      }
      Path partition = layout.partition(table, journal.runDate());
      discard(journal, partition);
      if (storage.list(aside).isEmpty()) {
        storage.delete(aside);
      } else {
        storage.move(aside, partition);
      }
    }
    storage.deleteIfEmpty(layout.aside(journal.runDate(), journal.previous()));
    storage.deleteIfEmpty(layout.replaced(journal.runDate()));
    storage.deleteIfEmpty(layout.replaced());
    storage.deleteIfEmpty(layout.manifestDirectory(journal.runDate()));
    storage.deleteIfEmpty(layout.manifests());
    close(journal);
  }

  private void close(Journal journal) throws IOException {
    for (String table : journal.tables()) {
      storage.deleteIfEmpty(layout.table(table));
    }
    storage.delete(layout.journal());
    storage.deleteTree(layout.staging(journal.attempt()));
    storage.deleteIfEmpty(layout.staging());
  }

  /** Takes a directory out of sight in one step; it is deleted with what was staged. */
  private void discard(Journal journal, Path directory) throws IOException {
    if (storage.exists(directory)) {
      Path staging = layout.staging(journal.attempt());
      storage.makeDirectories(staging);
      storage.move(directory, new Path(staging, "discarded-" + UUID.randomUUID()));
    }
  }
}

package io.perennial.publish;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.Path;

/**
 * The files of one published run: all its tables as committed with its manifest, even while another
 * publication is in progress or after one was killed.
 *
 * <p>The rule: while {@code _replaced/run_date=D/F/T} exists, where F is the first 16 hexadecimal
 * digits of the SHA-256 of the manifest of run date D, it is table T of that run (the run has no
 * such table when the directory is empty); otherwise {@code T/run_date=D} is, if it exists.
 *
 * <p>Spark never reuses a file name, so a file of this run is either unchanged or gone because a
 * newer run has replaced this one; in that case open the run again.
 */
public final class PublishedRun {
  /** How often to retry while publications replace the run. */
  private static final int LOOKS = 500;

  /** Longer than the renames of a publication. */
  private static final long PAUSE_MILLIS = 10;

  private final LocalDate runDate;
  private final byte[] manifest;
  private final Map<String, List<Path>> files;

  private PublishedRun(LocalDate runDate, byte[] manifest, Map<String, List<Path>> files) {
    this.runDate = runDate;
    this.manifest = manifest;
    this.files = files;
  }

  /** Empty when the date has no manifest, that is, was not published. */
  static Optional<PublishedRun> open(
      Storage storage, Layout layout, LocalDate runDate, List<String> tables) throws IOException {
    for (int look = 0; look < LOOKS; look++) {
      Optional<byte[]> manifest = storage.read(layout.manifest(runDate));
      if (manifest.isEmpty()) {
        return Optional.empty();
      }
      Map<String, Path> places = places(storage, layout, runDate, manifest, tables);
      Map<String, List<Path>> files = new TreeMap<>();
      for (Map.Entry<String, Path> place : places.entrySet()) {
        List<Path> visible = storage.visibleFiles(place.getValue());
        if (!visible.isEmpty()) {
          files.put(place.getKey(), List.copyOf(visible));
        }
      }
      // The listing is of this run only if nothing was moved meanwhile.
      Optional<byte[]> still = storage.read(layout.manifest(runDate));
      if (still.isPresent()
          && Arrays.equals(manifest.get(), still.get())
          && places.equals(places(storage, layout, runDate, manifest, tables))) {
        return Optional.of(new PublishedRun(runDate, manifest.get(), files));
      }
      pause();
    }
    throw new JobFailure(
        ExitCode.INPUT,
        "The run of %s below %s was replaced again and again while it was opened. Try again later."
            .formatted(runDate, layout.root()));
  }

  private static Map<String, Path> places(
      Storage storage,
      Layout layout,
      LocalDate runDate,
      Optional<byte[]> manifest,
      List<String> tables)
      throws IOException {
    Map<String, Path> places = new TreeMap<>();
    for (String table : tables) {
      Path aside = layout.aside(runDate, Journal.fingerprint(manifest), table);
      places.put(table, storage.exists(aside) ? aside : layout.partition(table, runDate));
    }
    return places;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while opening a published run", e);
    }
  }

  /** The date of the run. */
  public LocalDate runDate() {
    return runDate;
  }

  /** The content of {@code manifest.json}. */
  public byte[] manifest() {
    return manifest.clone();
  }

  /** The data files of a table, sorted by name; empty when the run has no such table. */
  public List<Path> files(String table) {
    return files.getOrDefault(table, List.of());
  }
}

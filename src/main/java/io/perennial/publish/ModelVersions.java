package io.perennial.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.publish.Journal.SavedModel;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;

/**
 * The steps of models through a publication: staged, placed beside the stored versions before the
 * commit, made current after it, removed with the last run that names them.
 */
final class ModelVersions {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Storage storage;
  private final Layout layout;

  ModelVersions(Storage storage, Layout layout) {
    this.storage = storage;
    this.layout = layout;
  }

  /**
   * The staging directory of a version. Its name has a hyphen, which names of tables do not have.
   */
  static Path staged(String name, String version, Path staging) {
    return new Path(staging, "model-" + name + "-" + version);
  }

  /** Moves a staged version beside the stored ones, not yet current. */
  void place(SavedModel model, Path staging) throws IOException {
    storage.makeDirectories(layout.model(model.name()));
    storage.move(
        staged(model.name(), model.version(), staging),
        layout.version(model.name(), model.version()));
  }

  /** Undoes {@link #place}, whether it was executed or not. */
  void withdraw(SavedModel model, Path staging) throws IOException {
    storage.discard(layout.version(model.name(), model.version()), staging);
    storage.deleteIfEmpty(layout.model(model.name()));
    storage.deleteIfEmpty(layout.models());
  }

  /** Makes a stored version current. */
  void promote(SavedModel model, Path staging) throws IOException {
    if (storage.exists(layout.version(model.name(), model.version()))) {
      storage.replace(
          layout.current(model.name()),
          ModelStore.pointer(model.version()),
          new Path(staging, "pointer-" + model.name()));
    }
  }

  /** Removes a version of all models, except where it is current. */
  void prune(String version, Path staging) throws IOException {
    for (Storage.Entry name : storage.list(layout.models())) {
      if (name.directory()
          && Layout.isModelName(name.name())
          && !ModelStore.pointed(storage.read(layout.current(name.name())))
              .equals(Optional.of(version))) {
        storage.discard(layout.version(name.name(), version), staging);
      }
    }
  }

  /**
   * The versions that only removed manifests name. Versions that no run ever named, such as those
   * of the command {@code fit}, stay.
   *
   * @param gone manifests that are replaced or removed
   * @param published the manifest about to be published
   * @param kept dates whose manifests stay
   */
  List<String> prunable(List<byte[]> gone, byte[] published, Collection<LocalDate> kept)
      throws IOException {
    Set<String> versions = new TreeSet<>();
    for (byte[] manifest : gone) {
      versions.addAll(named(manifest).orElse(Set.of()));
    }
    // An unreadable manifest may name any version.
    versions.removeAll(named(published).orElse(Set.copyOf(versions)));
    for (LocalDate date : kept) {
      if (versions.isEmpty()) {
        break;
      }
      Optional<byte[]> manifest = storage.read(layout.manifest(date));
      if (manifest.isPresent()) {
        versions.removeAll(named(manifest.get()).orElse(Set.copyOf(versions)));
      }
    }
    return List.copyOf(versions);
  }

  private static Optional<Set<String>> named(byte[] manifest) {
    try {
      Set<String> versions = new TreeSet<>();
      for (JsonNode model : JSON.readTree(manifest).path("models")) {
        String version = model.path("version").asText();
        if (Layout.isVersionName(version)) {
          versions.add(version);
        }
      }
      return Optional.of(versions);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}

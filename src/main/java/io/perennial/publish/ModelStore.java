package io.perennial.publish;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/**
 * The stored models: directories by name and version, and for each name a pointer to the current
 * version. {@link Sink#saveModel} adds to them.
 */
public final class ModelStore {
  private final Storage storage;
  private final Layout layout;

  ModelStore(Storage storage, Layout layout) {
    this.storage = storage;
    this.layout = layout;
  }

  /** The stored versions of a model, sorted by name; empty when there are none. */
  public List<String> versions(String name) {
    requireNames(name);
    try {
      return directories(layout.model(name)).stream().filter(Layout::isVersionName).toList();
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /**
   * The version in use.
   *
   * @throws JobFailure with {@link ExitCode#INPUT} when there is none, naming the stored versions
   */
  public StoredModel current(String name) {
    requireNames(name);
    Optional<String> current;
    try {
      current = pointed(storage.read(layout.current(name)));
    } catch (IOException e) {
      throw unreadable(name, e);
    }
    List<String> versions = versions(name);
    if (current.isPresent() && versions.contains(current.get())) {
      return new StoredModel(name, current.get(), layout.version(name, current.get()));
    }
    if (versions.isEmpty()) {
      throw new JobFailure(ExitCode.INPUT, nothingStored(name));
    }
    throw new JobFailure(
        ExitCode.INPUT,
        current
            .map(
                gone ->
                    "Version %s of model %s is in use by %s, but it is not stored. Stored are: %s. Fit again, or name one of these."
                        .formatted(gone, name, layout.current(name), String.join(", ", versions)))
            .orElseGet(
                () ->
                    "No version of model %s is in use below %s, because the fit that stored them was not completed. Stored are: %s. Fit again, or name one of these."
                        .formatted(name, layout.models(), String.join(", ", versions))));
  }

  /**
   * A version by name.
   *
   * @throws JobFailure with {@link ExitCode#CONFIGURATION} when it is not stored, naming what is
   */
  public StoredModel version(String name, String version) {
    requireNames(name, version);
    List<String> versions = versions(name);
    if (versions.contains(version)) {
      return new StoredModel(name, version, layout.version(name, version));
    }
    throw new JobFailure(
        ExitCode.CONFIGURATION,
        versions.isEmpty()
            ? nothingStored(name)
            : "Model %s has no version %s below %s. Stored are: %s."
                .formatted(name, version, layout.models(), String.join(", ", versions)));
  }

  private String nothingStored(String name) {
    try {
      List<String> names = directories(layout.models());
      return "No version of model %s is stored below %s (%s). Fit it first."
          .formatted(
              name,
              layout.models(),
              names.isEmpty() ? "no models are" : "models are: " + String.join(", ", names));
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private List<String> directories(Path parent) throws IOException {
    List<String> names = new ArrayList<>();
    for (Storage.Entry entry : storage.list(parent)) {
      if (entry.directory()) {
        names.add(entry.name());
      }
    }
    return names;
  }

  private JobFailure unreadable(String name, IOException cause) {
    return new JobFailure(
        ExitCode.INPUT,
        "The stored versions of model %s below %s cannot be read: %s"
            .formatted(name, layout.models(), cause.getMessage()),
        cause);
  }

  static byte[] pointer(String version) {
    return (version + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** The version that the content of a pointer names. */
  static Optional<String> pointed(Optional<byte[]> pointer) {
    return pointer.map(content -> new String(content, StandardCharsets.UTF_8).strip());
  }

  static void requireNames(String name) {
    if (!Layout.isModelName(name)) {
      throw new JobFailure(
          ExitCode.CONFIGURATION,
          "'%s' is not a model's name: letters, digits, '.', '_' and '-' are, beginning with a letter or digit."
              .formatted(name));
    }
  }

  static void requireNames(String name, String version) {
    requireNames(name);
    if (!Layout.isVersionName(version)) {
      throw new JobFailure(
          ExitCode.CONFIGURATION,
          "'%s' is not a version of model %s: letters, digits, '.', '_' and '-' are, beginning with a letter or digit, and not 'current'."
              .formatted(version, name));
    }
  }
}

package io.perennial.model;

import io.perennial.SparkTestSession;
import io.perennial.config.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.ml.util.MLWritable;
import org.junit.jupiter.api.Test;

/**
 * Writes the saved models that this version has none of yet; those that are there are never written
 * again. Not a test of the suite: {@code mvn test -Dtest=SavedModelsWriter}.
 */
class SavedModelsWriter {
  @Test
  void writeWhatIsMissing() throws IOException {
    SparkTestSession.shared();
    for (SavedModels.Kind kind : SavedModels.kinds()) {
      write(kind.name(), kind.fit());
    }
    for (Map.Entry<String, Supplier<? extends MLWritable>> learner :
        SavedModels.learners().entrySet()) {
      write(learner.getKey(), learner.getValue());
    }
    write(SavedModels.ENCODER, SavedModels::encoder);
  }

  private static void write(String name, Supplier<? extends MLWritable> stage) throws IOException {
    Path directory = SavedModels.folder().resolve(Version.perennial()).resolve(name);
    if (!Files.exists(directory)) {
      stage.get().write().save(directory.toString());
      deleteChecksums(directory);
    }
  }

  private static void deleteChecksums(Path directory) throws IOException {
    List<Path> checksums;
    try (Stream<Path> files = Files.walk(directory)) {
      checksums = files.filter(file -> file.toString().endsWith(".crc")).toList();
    }
    for (Path file : checksums) {
      Files.delete(file);
    }
  }
}

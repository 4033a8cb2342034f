package io.perennial.ingest;

import io.perennial.JobFixture;
import io.perennial.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A folder of {@code cases}: an input and the configurations that read it. */
record CaseFolder(Path path) {
  private static final Path CASES = Path.of("src/test/resources/io/perennial/cases");

  static CaseFolder of(String name) {
    return new CaseFolder(CASES.resolve(name));
  }

  /** The configuration, with the path of the input found from the folder. */
  Settings settings(String configuration) {
    Optional<String> file = Optional.of(path.resolve(configuration + ".conf").toString());
    Settings relative = read(file, Map.of());
    Path input = path.resolve(relative.input().path().orElseThrow());
    if (!Files.exists(input)) {
      throw new IllegalArgumentException(input + " is no input of " + path);
    }
    return read(file, Map.of("perennial.input.path", input.toString()));
  }

  private static Settings read(Optional<String> file, Map<String, String> values) {
    return JobFixture.reader().read(file, values, Set.of()).settings();
  }
}

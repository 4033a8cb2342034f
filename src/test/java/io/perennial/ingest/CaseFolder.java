package io.perennial.ingest;

import io.perennial.config.ConfigurationReader;
import io.perennial.config.Settings;
import io.perennial.model.btyd.PurchaseModels;
import io.perennial.model.spend.SpendModels;
import io.perennial.table.Tables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

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
    return new ConfigurationReader(
            new Configuration(),
            Map.of(),
            PurchaseModels.names(),
            SpendModels.names(),
            Tables.names())
        .read(file, values, Set.of())
        .settings();
  }
}

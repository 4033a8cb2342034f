package io.perennial.cli;

import io.perennial.pipeline.Command;
import io.perennial.pipeline.Job;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was typed.
 *
 * @param command empty as long as none was met
 * @param overrides full key to value, the last given last
 */
record Arguments(
    Optional<Command> command,
    Optional<String> config,
    Optional<LocalDate> runDate,
    Map<String, String> overrides,
    Job.Mode mode,
    Detail detail) {
  /** How much of the configuration is shown. */
  enum Detail {
    DIFFERENCES,
    EVERYTHING
  }

  static Arguments none() {
    return new Arguments(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Job.Mode.WRITE,
        Detail.DIFFERENCES);
  }

  Arguments withCommand(Command command) {
    return new Arguments(Optional.of(command), config, runDate, overrides, mode, detail);
  }

  Arguments withConfig(String config) {
    return new Arguments(command, Optional.of(config), runDate, overrides, mode, detail);
  }

  Arguments withRunDate(LocalDate runDate) {
    return new Arguments(command, config, Optional.of(runDate), overrides, mode, detail);
  }

  Arguments withOverride(String key, String value) {
    Map<String, String> extended = new LinkedHashMap<>(overrides);
    extended.remove(key);
    extended.put(key, value);
    return new Arguments(command, config, runDate, extended, mode, detail);
  }

  Arguments dry() {
    return new Arguments(command, config, runDate, overrides, Job.Mode.DRY_RUN, detail);
  }

  Arguments verbose() {
    return new Arguments(command, config, runDate, overrides, mode, Detail.EVERYTHING);
  }
}

package io.perennial.cli;

import io.perennial.pipeline.Command;
import io.perennial.pipeline.Job;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The parsed words of the command line, not yet checked.
 *
 * @param command empty until one is met
 * @param overrides values by full key, in the order given
 */
record Arguments(
    Optional<Command> command,
    Optional<String> config,
    Optional<LocalDate> runDate,
    Map<String, String> overrides,
    Job.Mode mode,
    Detail detail) {
  /** Which keys of the configuration are shown. */
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

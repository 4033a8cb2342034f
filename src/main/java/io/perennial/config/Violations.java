package io.perennial.config;

import com.typesafe.config.ConfigValue;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects all violations of a configuration, to report them together. */
final class Violations {
  private final Set<String> problems = new LinkedHashSet<>();
  private final Set<String> reported = new HashSet<>();

  void add(String problem) {
    problems.add(problem);
  }

  /** Reports a value that is not what was expected. */
  void value(String key, ConfigValue value, String expected) {
    reported.add(key);
    // A value that depends on an unset variable has been reported with the variable.
    if (!EnvironmentSubstitution.isUnset(value)) {
      problems.add("%s: expected %s.".formatted(located(key, value), expected));
    }
  }

  /** Reports a key that has no value and needs one. */
  void missing(String key, String expected) {
    reported.add(key);
    problems.add(
        "%s is not set: expected %s; set it in the configuration file or with --set %s=VALUE."
            .formatted(key, expected, key));
  }

  /**
   * Whether the key or a section around it has been reported, so that further problems may only
   * follow from that.
   */
  boolean isReported(String key) {
    int dot = key.lastIndexOf('.');
    return reported.contains(key) || dot > 0 && isReported(key.substring(0, dot));
  }

  void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new JobFailure(ExitCode.CONFIGURATION, List.copyOf(problems), null);
    }
  }

  /** {@code key = value (where)}, secrets masked. */
  static String located(String key, ConfigValue value) {
    return "%s = %s (%s)"
        .formatted(
            key,
            SecretMask.apply(key, quotedWhenBlank(ValueText.of(value))),
            Origins.of(value.origin()));
  }

  private static String quotedWhenBlank(String text) {
    return text.isBlank() ? "\"" + text + "\"" : text;
  }
}

package io.perennial.config;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects everything that is wrong with a configuration, so that it is told at once. */
final class Violations {
  private final Set<String> problems = new LinkedHashSet<>();
  private final Set<String> keys = new HashSet<>();

  void add(String problem) {
    problems.add(problem);
  }

  /** The key has a value that is not what was expected. */
  void value(String key, ConfigValue value, String expected) {
    keys.add(key);
    problems.add("%s: expected %s.".formatted(located(key, value), expected));
  }

  /** The key has no value and needs one. */
  void missing(String key, String expected) {
    keys.add(key);
    problems.add(
        "%s is not set: expected %s; set it in the configuration file or with --set %s=VALUE."
            .formatted(key, expected, key));
  }

  /** The key, or a key it depends on, has been complained about: what follows from it is moot. */
  boolean concern(String key) {
    return keys.contains(key);
  }

  /** Marks a key as complained about elsewhere. */
  void told(String key) {
    keys.add(key);
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

  static boolean isNull(ConfigValue value) {
    return value == null || value.valueType() == ConfigValueType.NULL;
  }
}

package io.perennial.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashMap;
import java.util.Map;

/**
 * Replaces {@code ${NAME}} by another key of the configuration or an environment variable. Every
 * name without a value becomes a violation, not only the first.
 */
final class EnvironmentSubstitution {
  /** Placeholder for a name without a value, until the violations are reported. */
  private static final String UNSET = "\u0000unset\u0000";

  private EnvironmentSubstitution() {}

  static Config resolve(Config config, Map<String, String> environment, Violations violations) {
    Variables variables = new Variables(environment);
    while (true) {
      try {
        return config.resolve(ConfigResolveOptions.noSystem().appendResolver(variables));
      } catch (ConfigException.UnresolvedSubstitution e) {
        // The library stops at the first unset name, which is the last one it looked up.
        String name = variables.lastMissing;
        if (!variables.standIn(name)) {
          violations.add("The configuration cannot be resolved: " + e.getMessage());
          return ConfigFactory.empty();
        }
        violations.add(
            "The environment variable %s (%s) is not set: export it, or write ${?%s} if the default will do without it."
                .formatted(name, Origins.of(e.origin()), name));
      } catch (ConfigException e) {
        // The placeholder of an unset name may be of the wrong type for its key.
        if (variables.standInAsSection()) {
          continue;
        }
        if (variables.standIns.isEmpty()) {
          violations.add("The configuration cannot be resolved: " + e.getMessage());
        }
        return ConfigFactory.empty();
      }
    }
  }

  /** Whether the value depends on an unset name, which has been reported already. */
  static boolean isUnset(ConfigValue value) {
    return String.valueOf(value.unwrapped()).contains(UNSET);
  }

  private static final class Variables implements ConfigResolver {
    private final Map<String, String> environment;
    private final Map<String, ConfigValue> standIns = new HashMap<>();
    private String lastMissing = "";

    Variables(Map<String, String> environment) {
      this.environment = environment;
    }

    /** Takes text for the value of an unset name; false when that did not help before. */
    boolean standIn(String name) {
      return standIns.putIfAbsent(name, ConfigValueFactory.fromAnyRef(UNSET)) == null;
    }

    /** Takes a section for the value of the name that was the last; false when it is one. */
    boolean standInAsSection() {
      ConfigValue section = ConfigValueFactory.fromMap(Map.of());
      return !lastMissing.isEmpty() && !section.equals(standIns.put(lastMissing, section));
    }

    @Override
    public ConfigValue lookup(String path) {
      String name = String.join(".", ConfigUtil.splitPath(path));
      ConfigValue standIn = standIns.get(name);
      if (standIn != null) {
        return standIn;
      }
      String value = environment.get(name);
      if (value == null) {
        lastMissing = name;
        return null;
      }
      return ConfigValueFactory.fromAnyRef(value, Origins.environmentVariable(name));
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
      return this;
    }
  }
}

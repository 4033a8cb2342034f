package io.perennial.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Replaces {@code ${NAME}} by another key of the configuration or an environment variable. All
 * names that stand for nothing become violations, not only the first.
 */
final class EnvironmentSubstitution {
  /** Stands in for a name without a value until the violations are told. */
  private static final String UNSET = "\u0000unset\u0000";

  private EnvironmentSubstitution() {}

  static Config resolve(Config config, Map<String, String> environment, Violations violations) {
    Variables variables = new Variables(environment);
    while (true) {
      try {
        return config.resolve(ConfigResolveOptions.noSystem().appendResolver(variables));
      } catch (ConfigException.UnresolvedSubstitution e) {
        // The library stops at the first one, which is the last it has asked for.
        String name = variables.lastMissing;
        if (!variables.unset.add(name)) {
          violations.add("The configuration cannot be resolved: " + e.getMessage());
          return ConfigFactory.empty();
        }
        violations.add(
            "The environment variable %s (%s) is not set: export it, or write ${?%s} if the default will do without it."
                .formatted(name, Origins.of(e.origin()), name));
      } catch (ConfigException e) {
        // Where a name is unset, what stands in for it may not fit into its place.
        if (variables.unset.isEmpty()) {
          violations.add("The configuration cannot be resolved: " + e.getMessage());
        }
        return ConfigFactory.empty();
      }
    }
  }

  /** Whether the value depends on a name that has none, which has been told already. */
  static boolean isUnset(ConfigValue value) {
    return String.valueOf(value.unwrapped()).contains(UNSET);
  }

  private static final class Variables implements ConfigResolver {
    private final Map<String, String> environment;
    private final Set<String> unset = new HashSet<>();
    private String lastMissing = "";

    Variables(Map<String, String> environment) {
      this.environment = environment;
    }

    @Override
    public ConfigValue lookup(String path) {
      String name = String.join(".", ConfigUtil.splitPath(path));
      if (unset.contains(name)) {
        return ConfigValueFactory.fromAnyRef(UNSET);
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

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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code ${NAME}} by another key of the configuration or an environment variable. All
 * names that stand for nothing become violations, not only the first.
 */
final class EnvironmentSubstitution {
  /** Stands in for a name without a value until the violations are told. */
  private static final String UNSET = "\u0000unset\u0000";

  private static final Pattern NAME = Pattern.compile("\\$\\{([^}?]+)\\}");

  private EnvironmentSubstitution() {}

  static Config resolve(Config config, Map<String, String> environment, Violations violations) {
    Set<String> unset = new HashSet<>();
    while (true) {
      try {
        return config.resolve(
            ConfigResolveOptions.noSystem().appendResolver(new Variables(environment, unset)));
      } catch (ConfigException.UnresolvedSubstitution e) {
        Matcher name = NAME.matcher(e.getMessage());
        String where = Origins.of(e.origin());
        if (!name.find() || !unset.add(name.group(1))) {
          violations.add("%s: %s".formatted(where, e.getMessage()));
          return ConfigFactory.empty();
        }
        violations.add(
            "The environment variable %s (%s) is not set: export it, or write ${?%s} if the default will do without it."
                .formatted(name.group(1), where, name.group(1)));
      } catch (ConfigException e) {
        violations.add("The configuration cannot be resolved: " + e.getMessage());
        return ConfigFactory.empty();
      }
    }
  }

  /** Whether the value depends on a name that has none, which has been told already. */
  static boolean isUnset(ConfigValue value) {
    return String.valueOf(value.unwrapped()).contains(UNSET);
  }

  private record Variables(Map<String, String> environment, Set<String> unset)
      implements ConfigResolver {
    @Override
    public ConfigValue lookup(String path) {
      if (unset.contains(path)) {
        return ConfigValueFactory.fromAnyRef(UNSET);
      }
      String name = String.join(".", ConfigUtil.splitPath(path));
      String value = environment.get(name);
      return value == null
          ? null
          : ConfigValueFactory.fromAnyRef(value, Origins.environmentVariable(name));
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
      return this;
    }
  }
}

package io.perennial.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The values below {@value ConfigurationReader#ROOT}. A value of the wrong type becomes a
 * violation, and a harmless substitute is returned.
 */
final class Values {
  private final Config root;
  private final Violations violations;

  Values(Config root, Violations violations) {
    this.root = root;
    this.violations = violations;
  }

  /** The value of a key or of an entry of a map, unless it is absent or null. */
  Optional<ConfigValue> value(String path) {
    return root.hasPath(path) ? Optional.of(root.getValue(path)) : Optional.empty();
  }

  Object read(Key key) {
    return key.type() == Type.MAP ? map(key) : single(key, key.type());
  }

  private Object single(Key key, Type<?> type) {
    Optional<ConfigValue> value = value(key.path());
    if (value.isEmpty()) {
      if (!type.isOptional() && !violations.isReported(key.name())) {
        violations.missing(key.name(), type.expected());
      }
      return type.standIn();
    }
    Optional<?> parsed = type.parse().apply(value.get());
    if (parsed.isPresent()) {
      return parsed.get();
    }
    violations.value(key.name(), value.get(), type.expectedInsteadOf(value.get()));
    return type.standIn();
  }

  private Map<String, String> map(Key key) {
    Map<String, String> texts = new TreeMap<>();
    if (value(key.path()).orElse(null) instanceof ConfigObject section) {
      leaves(section.toConfig())
          .forEach(
              (name, value) -> {
                if (value.valueType() == ConfigValueType.LIST) {
                  violations.value(
                      key.name() + "." + name, value, "text, a number or true or false");
                } else if (!EnvironmentSubstitution.isUnset(value)) {
                  texts.put(name, ValueText.of(value));
                }
              });
    }
    return Collections.unmodifiableMap(texts);
  }

  /** All values by their names, words joined by dots and nothing quoted; without null. */
  static SortedMap<String, ConfigValue> leaves(Config config) {
    SortedMap<String, ConfigValue> leaves = new TreeMap<>();
    config
        .entrySet()
        .forEach(
            each ->
                leaves.put(String.join(".", ConfigUtil.splitPath(each.getKey())), each.getValue()));
    return leaves;
  }
}

package io.perennial.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The keys of {@code reference.conf}: whatever else stands in a configuration is a mistake. */
final class KnownKeys {
  /** Sections whose keys are not ours: they are passed on as they are. */
  static final Set<String> FREE_FORM =
      Set.of(
          "perennial.input.options",
          "perennial.input.customers.options",
          "perennial.input.customers.columns");

  private final ConfigObject reference;
  private final Set<String> all = new TreeSet<>();

  KnownKeys(ConfigObject reference) {
    this.reference = reference;
    collect("", reference);
  }

  private void collect(String prefix, ConfigObject section) {
    for (Map.Entry<String, ConfigValue> each : section.entrySet()) {
      String key = prefix + each.getKey();
      all.add(key);
      if (each.getValue() instanceof ConfigObject inner) {
        collect(key + ".", inner);
      }
    }
  }

  /** Adds a violation for each unknown key and for each section that is none. */
  void check(ConfigObject configuration, Violations violations) {
    check("", configuration, reference, violations);
  }

  private void check(
      String prefix, ConfigObject section, ConfigObject known, Violations violations) {
    for (Map.Entry<String, ConfigValue> each : section.entrySet()) {
      String key = prefix + ConfigUtil.joinPath(List.of(each.getKey()));
      ConfigValue value = each.getValue();
      ConfigValue knownValue = known.get(each.getKey());
      if (knownValue == null) {
        violations.add(
            "Unknown key %s (%s): %s."
                .formatted(key, Origins.of(value.origin()), meant(key, prefix)));
      } else if (knownValue instanceof ConfigObject knownSection) {
        if (!(value instanceof ConfigObject inner)) {
          violations.told(key);
          if (!EnvironmentSubstitution.isUnset(value)) {
            violations.value(key, value, "a section { … }");
          }
        } else if (!FREE_FORM.contains(key)) {
          check(key + ".", inner, knownSection, violations);
        }
      }
    }
  }

  private String meant(String key, String prefix) {
    return nearest(key, prefix)
        .map(known -> "did you mean " + known + "? conf/reference.conf describes all keys")
        .orElseGet(() -> "expected one of " + String.join(", ", siblings(prefix)));
  }

  /**
   * The known key whose last word is nearest: rather one of the same section, then one whose whole
   * name is nearest.
   */
  private Optional<String> nearest(String key, String prefix) {
    Optional<String> word = NearestWord.to(lastWord(key), lastWords(siblings(prefix)));
    if (word.isPresent()) {
      return word.map(prefix::concat);
    }
    return NearestWord.to(lastWord(key), lastWords(all))
        .flatMap(
            last ->
                all.stream()
                    .filter(known -> lastWord(known).equals(last))
                    .min(Comparator.comparingInt(known -> NearestWord.distance(key, known))));
  }

  private Set<String> siblings(String prefix) {
    Set<String> siblings = new TreeSet<>();
    for (String known : all) {
      if (known.startsWith(prefix) && known.indexOf('.', prefix.length()) < 0) {
        siblings.add(known);
      }
    }
    return siblings;
  }

  private static Set<String> lastWords(Set<String> keys) {
    return keys.stream().map(KnownKeys::lastWord).collect(Collectors.toSet());
  }

  private static String lastWord(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }
}

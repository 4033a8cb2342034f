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

/** Finds unknown keys and unknown sections. */
final class UnknownKeys {
  private final Violations violations;

  /** Keys and sections. */
  private final Set<String> known = new TreeSet<>();

  private UnknownKeys(Violations violations) {
    this.violations = violations;
    for (Key key : Keys.ALL) {
      String name = key.name();
      known.add(name);
      for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
        known.add(name.substring(0, dot));
      }
    }
  }

  static void check(ConfigObject configuration, Violations violations) {
    new UnknownKeys(violations).check("", configuration);
  }

  private void check(String prefix, ConfigObject section) {
    for (Map.Entry<String, ConfigValue> each : section.entrySet()) {
      String name = prefix + ConfigUtil.joinPath(List.of(each.getKey()));
      ConfigValue value = each.getValue();
      Optional<Key> key = Keys.of(name);
      if (!known.contains(name)) {
        violations.add(
            "Unknown key %s (%s): %s."
                .formatted(name, Origins.of(value.origin()), meant(name, prefix)));
      } else if (key.isEmpty() || key.get().type() == Type.MAP) {
        if (!(value instanceof ConfigObject inner)) {
          violations.value(name, value, "a section { … }");
        } else if (key.isEmpty()) {
          check(name + ".", inner);
        }
      }
    }
  }

  private String meant(String name, String prefix) {
    return nearest(name, prefix)
        .map(near -> "did you mean " + near + "? conf/reference.conf describes all keys")
        .orElseGet(() -> "expected one of " + String.join(", ", siblings(prefix)));
  }

  /**
   * The known key whose last word is nearest; keys of the same section are preferred, then the
   * nearest whole name.
   */
  private Optional<String> nearest(String name, String prefix) {
    Optional<String> word = NearestWord.to(lastWord(name), lastWords(siblings(prefix)));
    if (word.isPresent()) {
      return word.map(prefix::concat);
    }
    return NearestWord.to(lastWord(name), lastWords(known))
        .flatMap(
            last ->
                known.stream()
                    .filter(each -> lastWord(each).equals(last))
                    .min(Comparator.comparingInt(each -> NearestWord.distance(name, each))));
  }

  private Set<String> siblings(String prefix) {
    return known.stream()
        .filter(each -> each.startsWith(prefix) && each.indexOf('.', prefix.length()) < 0)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> lastWords(Set<String> names) {
    return names.stream().map(UnknownKeys::lastWord).collect(Collectors.toSet());
  }

  private static String lastWord(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}

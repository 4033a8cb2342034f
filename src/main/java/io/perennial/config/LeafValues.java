package io.perennial.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Map;
import java.util.function.BiConsumer;

/** The values of a tree of sections with their keys joined by dots; absent values are left out. */
record LeafValues(ConfigObject section) {
  void forEach(BiConsumer<String, ConfigValue> action) {
    visit("", section, action);
  }

  private static void visit(
      String prefix, ConfigObject section, BiConsumer<String, ConfigValue> action) {
    for (Map.Entry<String, ConfigValue> each : section.entrySet()) {
      String key = prefix + each.getKey();
      if (each.getValue() instanceof ConfigObject inner) {
        visit(key + ".", inner, action);
      } else if (!Violations.isNull(each.getValue())) {
        action.accept(key, each.getValue());
      }
    }
  }
}

package io.perennial.config;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Fills {@link Settings}: a field {@code horizonDays} of the section {@code clv} takes the value of
 * the key {@code clv.horizon-days}. A record is a section; so is a map of numbers.
 */
final class SettingsReader {
  private final Values values;

  SettingsReader(Values values) {
    this.values = values;
  }

  Settings read() {
    return read(Settings.class, "");
  }

  private <T> T read(Class<T> section, String prefix) {
    RecordComponent[] fields = section.getRecordComponents();
    Object[] arguments =
        Arrays.stream(fields).map(field -> read(field, prefix + kebab(field.getName()))).toArray();
    try {
      return section
          .getDeclaredConstructor(
              Arrays.stream(fields).map(RecordComponent::getType).toArray(Class<?>[]::new))
          .newInstance(arguments);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "The fields of %s are not of the types of their keys".formatted(section.getName()), e);
    }
  }

  private Object read(RecordComponent field, String path) {
    Optional<Key> key = Keys.find(path);
    if (key.isPresent()) {
      Object value = values.read(key.get());
      return field.getType() == int.class ? (Object) Math.toIntExact((Long) value) : value;
    }
    return field.getType().isRecord() ? read(field.getType(), path + ".") : below(path + ".");
  }

  private Map<String, Object> below(String prefix) {
    Map<String, Object> numbers = new LinkedHashMap<>();
    Keys.ALL.stream()
        .filter(key -> key.path().startsWith(prefix))
        .forEach(key -> numbers.put(key.path().substring(prefix.length()), values.read(key)));
    return Collections.unmodifiableMap(numbers);
  }

  private static String kebab(String camel) {
    return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}

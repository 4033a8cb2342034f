package io.perennial.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Typed access to the keys of one section. A value that is not what was expected becomes a
 * violation and a harmless stand-in is returned, so that reading goes on and finds the others.
 */
final class Section {
  private final String path;
  private final ConfigObject values;
  private final Violations violations;

  Section(String path, ConfigObject values, Violations violations) {
    this.path = path;
    this.values = values;
    this.violations = violations;
  }

  String key(String name) {
    return path + "." + name;
  }

  /** The value, unless it is absent or null. */
  Optional<ConfigValue> value(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !Violations.isNull(value));
  }

  Section section(String name) {
    // A section that is none was found with the unknown keys.
    ConfigObject inner =
        values.get(name) instanceof ConfigObject object ? object : ConfigFactory.empty().root();
    return new Section(key(name), inner, violations);
  }

  String text(String name, String expected) {
    return read(name, expected, "", Section::nonBlank);
  }

  Optional<String> optionalText(String name, String expected) {
    return value(name).isEmpty()
        ? Optional.empty()
        : Optional.of(text(name, expected + " or null for none"));
  }

  List<String> texts(String name, String expected) {
    return read(name, expected, List.of(), Section::textList);
  }

  /** So many numbers, each above the one before and at most {@code most} from zero; or none. */
  List<BigDecimal> ascending(String name, int count, BigDecimal most) {
    return read(
        name,
        "a list of %d ascending numbers, or [] for none".formatted(count),
        List.of(),
        value ->
            textList(value)
                .filter(texts -> texts.isEmpty() || texts.size() == count)
                .flatMap(texts -> numberList((ConfigList) value))
                .filter(numbers -> isAscending(numbers))
                .filter(numbers -> numbers.stream().allMatch(n -> n.abs().compareTo(most) <= 0)));
  }

  String choice(String name, Collection<String> choices) {
    return read(name, oneOf(choices), "", value -> scalar(value).filter(choices::contains));
  }

  /** One of the constants, written in lower case. */
  <E extends Enum<E>> E choice(String name, Class<E> type) {
    E[] constants = type.getEnumConstants();
    List<String> words =
        Arrays.stream(constants).map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
    String word = choice(name, words);
    return constants[Math.max(0, words.indexOf(word))];
  }

  int wholeNumber(String name, int least, String expected) {
    return Math.toIntExact(whole(name, least, Integer.MAX_VALUE, expected));
  }

  long wholeNumber(String name, long least, String expected) {
    return whole(name, least, Long.MAX_VALUE, expected);
  }

  private long whole(String name, long least, long most, String expected) {
    return read(
        name,
        expected,
        Math.max(least, 0),
        value ->
            decimal(value)
                .filter(Section::isWhole)
                .filter(number -> number.compareTo(BigDecimal.valueOf(least)) >= 0)
                .filter(number -> number.compareTo(BigDecimal.valueOf(most)) <= 0)
                .map(BigDecimal::longValueExact));
  }

  double number(String name, Range range) {
    return read(
        name,
        range.expected(),
        Double.NaN,
        value -> decimal(value).map(BigDecimal::doubleValue).filter(range::contains));
  }

  /** The named numbers, in the order given. */
  Map<String, Double> numbers(List<String> names, Range range) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    names.forEach(name -> numbers.put(name, number(name, range)));
    return Collections.unmodifiableMap(numbers);
  }

  LocalDate date(String name) {
    return read(
        name,
        "a date such as \"2025-12-31\"",
        LocalDate.EPOCH,
        value -> scalar(value).flatMap(Section::parseDate));
  }

  ZoneId timeZone(String name) {
    return read(
        name,
        "a time zone such as UTC, Europe/Berlin or +02:00"
            + value(name)
                .flatMap(Section::scalar)
                .flatMap(text -> NearestWord.to(text, ZoneId.getAvailableZoneIds()))
                .map(zone -> " (did you mean " + zone + "?)")
                .orElse(""),
        ZoneId.of("UTC"),
        value -> scalar(value).flatMap(Section::parseZone));
  }

  /** All keys below this section, joined by dots, with their values as text. */
  Map<String, String> flattened() {
    Map<String, String> flat = new TreeMap<>();
    new LeafValues(values)
        .forEach(
            (name, value) -> {
              if (value.valueType() == ConfigValueType.LIST) {
                violations.value(key(name), value, "text, a number or true or false");
              } else if (!EnvironmentSubstitution.isUnset(value)) {
                flat.put(name, ValueText.of(value));
              }
            });
    return Collections.unmodifiableMap(flat);
  }

  private <T> T read(
      String name, String expected, T standIn, Function<ConfigValue, Optional<T>> parse) {
    Optional<ConfigValue> value = value(name);
    if (value.isEmpty()) {
      if (!insideViolation()) {
        violations.missing(key(name), expected);
      }
      return standIn;
    }
    if (EnvironmentSubstitution.isUnset(value.get())) {
      violations.told(key(name));
      return standIn;
    }
    Optional<T> parsed = parse.apply(value.get());
    if (parsed.isEmpty()) {
      violations.value(key(name), value.get(), expected);
    }
    return parsed.orElse(standIn);
  }

  private boolean insideViolation() {
    for (int dot = path.length(); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
      if (violations.concern(path.substring(0, dot))) {
        return true;
      }
    }
    return false;
  }

  static String oneOf(Collection<String> choices) {
    return choices.size() == 1
        ? choices.iterator().next() + " (the only choice so far)"
        : "one of " + String.join(", ", choices);
  }

  private static Optional<String> scalar(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> Optional.of(ValueText.of(value));
      case OBJECT, LIST, NULL -> Optional.empty();
    };
  }

  private static Optional<String> nonBlank(ConfigValue value) {
    return scalar(value).filter(text -> !text.isBlank());
  }

  private static Optional<List<String>> textList(ConfigValue value) {
    if (!(value instanceof ConfigList list)) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (ConfigValue each : list) {
      Optional<String> text = nonBlank(each);
      if (text.isEmpty()) {
        return Optional.empty();
      }
      texts.add(text.get());
    }
    return Optional.of(List.copyOf(texts));
  }

  private static Optional<List<BigDecimal>> numberList(ConfigList list) {
    List<BigDecimal> numbers = list.stream().flatMap(each -> decimal(each).stream()).toList();
    return numbers.size() == list.size() ? Optional.of(numbers) : Optional.empty();
  }

  private static boolean isAscending(List<BigDecimal> numbers) {
    return IntStream.range(1, numbers.size())
        .allMatch(i -> numbers.get(i).compareTo(numbers.get(i - 1)) > 0);
  }

  /** Environment variables and --set may give numbers as strings; NaN and infinity are none. */
  private static Optional<BigDecimal> decimal(ConfigValue value) {
    return scalar(value)
        .flatMap(
            text -> {
              try {
                return Optional.of(new BigDecimal(text.strip()));
              } catch (NumberFormatException e) {
                return Optional.empty();
              }
            });
  }

  private static boolean isWhole(BigDecimal number) {
    // Looks at the digits only: the whole value of 1e999999999 would not fit into memory.
    return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
  }

  private static Optional<LocalDate> parseDate(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<ZoneId> parseZone(String text) {
    try {
      return Optional.of(ZoneId.of(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}

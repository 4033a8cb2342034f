package io.perennial.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The type of a key: which values it takes.
 *
 * @param expected the rule in words
 * @param standIn replaces an invalid value, so that reading goes on and finds further violations
 * @param parse empty for an invalid value
 * @param words known values; the nearest one is suggested for a mistyped value
 */
record Type<T>(
    String expected,
    T standIn,
    Function<ConfigValue, Optional<T>> parse,
    Collection<String> words) {
  /** A section whose keys the user chooses, each with its value as text. */
  static final Type<Map<String, String>> MAP =
      new Type<>("names and values of your own", Map.of(), value -> Optional.empty(), List.of());

  static final String OR_NULL = " or null for none";

  private static final int MAX_DIGITS = 100;

  /**
   * A whole number in a closed range.
   *
   * @param unit in the plural, empty for none
   */
  static Type<Long> whole(String unit, long least, long most) {
    String number = unit.isEmpty() ? "a whole number" : "a whole number of " + unit;
    String range =
        least == Long.MIN_VALUE && most == Long.MAX_VALUE
            ? " of 64 bits"
            : " from %d to %d".formatted(least, most);
    return simple(
        number + range,
        Math.max(least, 0),
        text ->
            decimal(text)
                .filter(Type::isWhole)
                .filter(value -> value.compareTo(BigDecimal.valueOf(least)) >= 0)
                .filter(value -> value.compareTo(BigDecimal.valueOf(most)) <= 0)
                .map(BigDecimal::longValueExact));
  }

  static Type<Double> decimal(String expected, DoublePredicate range) {
    return simple(
        expected,
        Double.NaN,
        text -> decimal(text).map(BigDecimal::doubleValue).filter(range::test));
  }

  /** A decimal number, as it is written. */
  static Type<BigDecimal> exact(String expected, Predicate<BigDecimal> range) {
    return simple(expected, BigDecimal.ZERO, text -> decimal(text).filter(range));
  }

  static Type<String> text(String expected) {
    return simple(expected, "", Optional::of);
  }

  /** One of the constants, written in lower case. */
  static <E extends Enum<E>> Type<E> choice(Class<E> constants) {
    List<E> all = List.of(constants.getEnumConstants());
    List<String> words = all.stream().map(each -> each.name().toLowerCase(Locale.ROOT)).toList();
    return choice(words, all);
  }

  static Type<String> choice(String... words) {
    return choice(Arrays.asList(words), Arrays.asList(words));
  }

  /** True or false. */
  static Type<Boolean> bool() {
    return choice(List.of("true", "false"), List.of(true, false));
  }

  private static <T> Type<T> choice(List<String> words, List<T> values) {
    return simple(
            oneOf(words),
            values.get(0),
            text -> Optional.of(words.indexOf(text)).filter(at -> at >= 0).map(values::get))
        .withWords(words);
  }

  static Type<List<String>> texts(String expected) {
    return new Type<>(expected, List.of(), Type::textList, List.of());
  }

  /**
   * Either no numbers or exactly {@code count}, strictly ascending and bounded in absolute value.
   */
  static Type<List<BigDecimal>> ascending(int count, long most) {
    return new Type<>(
        "a list of %d ascending numbers, or [] for none".formatted(count),
        List.of(),
        value ->
            textList(value)
                .filter(texts -> texts.isEmpty() || texts.size() == count)
                .map(texts -> texts.stream().flatMap(text -> decimal(text).stream()).toList())
                .filter(numbers -> numbers.size() == ((ConfigList) value).size())
                .filter(Type::isAscending)
                .filter(
                    numbers ->
                        numbers.stream()
                            .allMatch(n -> n.abs().compareTo(BigDecimal.valueOf(most)) <= 0)),
        List.of());
  }

  private static boolean isAscending(List<BigDecimal> numbers) {
    return IntStream.range(1, numbers.size())
        .allMatch(i -> numbers.get(i).compareTo(numbers.get(i - 1)) > 0);
  }

  static Type<LocalDate> date(int firstYear, int lastYear) {
    return simple(
        "a date such as \"2025-12-31\", years %d to %d".formatted(firstYear, lastYear),
        LocalDate.EPOCH,
        text ->
            valid(() -> LocalDate.parse(text))
                .filter(date -> date.getYear() >= firstYear && date.getYear() <= lastYear));
  }

  static Type<YearMonth> month() {
    return simple(
        "a month such as \"2011-01\"",
        YearMonth.of(1970, 1),
        text -> valid(() -> YearMonth.parse(text)));
  }

  static Type<ZoneId> timeZone() {
    return simple(
            "a time zone such as UTC, Europe/Berlin or +02:00",
            ZoneId.of("UTC"),
            text -> valid(() -> ZoneId.of(text)))
        .withWords(ZoneId.getAvailableZoneIds());
  }

  static <T> Type<Optional<T>> optional(Type<T> type) {
    return new Type<>(
        type.expected + OR_NULL,
        Optional.empty(),
        value -> type.parse.apply(value).map(Optional::of),
        type.words);
  }

  /** Whether a key of this type may have no value. */
  boolean isOptional() {
    return standIn instanceof Optional;
  }

  boolean isNumber() {
    return standIn instanceof Number;
  }

  /** The rule in words, with a suggestion of what the value was meant to be. */
  String expectedInsteadOf(ConfigValue value) {
    return expected
        + scalar(value)
            .flatMap(text -> NearestWord.to(text, words))
            .map(word -> " (did you mean " + word + "?)")
            .orElse("");
  }

  static String oneOf(Collection<String> words) {
    return words.size() == 1
        ? words.iterator().next() + " (the only choice so far)"
        : "one of " + String.join(", ", words);
  }

  private Type<T> withWords(Collection<String> known) {
    return new Type<>(expected, standIn, parse, known);
  }

  private static <T> Type<T> simple(
      String expected, T standIn, Function<String, Optional<T>> parse) {
    return new Type<>(expected, standIn, value -> scalar(value).flatMap(parse), List.of());
  }

  /** Text that is not blank, a number or a boolean; numbers may be given as text. */
  private static Optional<String> scalar(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN ->
          Optional.of(ValueText.of(value)).filter(text -> !text.isBlank());
      case OBJECT, LIST, NULL -> Optional.empty();
    };
  }

  private static Optional<List<String>> textList(ConfigValue value) {
    if (!(value instanceof ConfigList list)) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    list.forEach(each -> scalar(each).ifPresent(texts::add));
    return Optional.of(List.copyOf(texts)).filter(all -> all.size() == list.size());
  }

  /** A number of a length that a person would write; NaN and infinity are invalid. */
  private static Optional<BigDecimal> decimal(String text) {
    try {
      return text.length() > MAX_DIGITS
          ? Optional.empty()
          : Optional.of(new BigDecimal(text.strip()).stripTrailingZeros());
    } catch (ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean isWhole(BigDecimal number) {
    // Looks at the digits only: the whole value of 1e999999999 would not fit into memory.
    return number.scale() <= 0;
  }

  private static <T> Optional<T> valid(Supplier<T> parse) {
    try {
      return Optional.of(parse.get());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}

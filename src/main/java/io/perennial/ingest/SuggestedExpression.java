package io.perennial.ingest;

import io.perennial.schema.RowClass.Reason;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Suggests an expression for common formats of amounts and dates. */
final class SuggestedExpression {
  /**
   * The form of a text and Spark's pattern for it; where day and month are ambiguous, day first.
   */
  private static final Map<Pattern, String> TIMES = times();

  /** A suggestion may leave out some values, which are junk and stay what they are. */
  private static final double LEAST_SHARE = 0.5;

  private static final Pattern SECONDS = Pattern.compile("[0-9]{9,10}");
  private static final Pattern MILLISECONDS = Pattern.compile("[0-9]{12,13}");

  /** The days of a spreadsheet since the end of 1899, from 1954 to 2118. */
  private static final Pattern SERIAL = Pattern.compile("[2-7][0-9]{4}([.][0-9]+)?");

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+([.][0-9]+)?");

  /**
   * Signs that are no part of a number, and points and commas with no digit behind them. Brackets
   * and all kinds of minus stay, so that a negative amount in a form nobody foresaw is unreadable,
   * and never positive; and so do letters, which may be part of a number as in 1E3.
   */
  private static final String NOISE = "[^0-9A-Za-z/:.,()−–-]|[.,](?![0-9])";

  private static final String UNSIGNED_NOISE = "[^0-9A-Za-z/:.,]|[.,](?![0-9])";

  private static final Pattern WORD = Pattern.compile("[A-Za-z/:]+");

  private static final Pattern WORD_INSIDE = Pattern.compile("[0-9][^0-9]*[A-Za-z/:][^0-9]*[0-9]");

  /** A comma in front of exactly three digits, as in 1,234.50. */
  private static final String COMMAS = "|,(?=[0-9]{3}(?![0-9]))";

  /** A point in front of exactly three digits, as in 1.234,50. */
  private static final String POINTS = "|[.](?=[0-9]{3}(?![0-9]))";

  /** As in 1,23,456.78. */
  private static final String LAKHS = "|,(?=[0-9]{2},|[0-9]{3}(?![0-9]))";

  /** How an amount is written. */
  private record Form(String separators, boolean decimalComma) {
    boolean reads(String text, String noise) {
      String digits = text.replaceAll(noise + separators, "");
      return NUMBER.matcher(decimalComma ? digits.replace(',', '.') : digits).matches();
    }

    String expression(String column, String noise) {
      String digits = "regexp_replace(%s, '%s', '')".formatted(column, noise + separators);
      return decimalComma ? "replace(%s, ',', '.')".formatted(digits) : digits;
    }
  }

  private static final List<Form> FORMS =
      List.of(new Form(COMMAS, false), new Form(POINTS, true), new Form(LAKHS, false));

  private SuggestedExpression() {}

  private static Map<Pattern, String> times() {
    Map<Pattern, String> times = new LinkedHashMap<>();
    dates()
        .forEach(
            (date, datePattern) ->
                clocks()
                    .forEach(
                        (clock, clockPattern) ->
                            times.put(Pattern.compile(date + clock), datePattern + clockPattern)));
    return times;
  }

  private static Map<String, String> dates() {
    Map<String, String> dates = new LinkedHashMap<>();
    dates.put("[0-3]?[0-9][.][01]?[0-9][.][0-9]{4}", "d.M.yyyy");
    dates.put("[0-3]?[0-9]/[01]?[0-9]/[0-9]{4}", "d/M/yyyy");
    dates.put("[01]?[0-9]/[0-3]?[0-9]/[0-9]{4}", "M/d/yyyy");
    dates.put("[0-3]?[0-9]-[01]?[0-9]-[0-9]{4}", "d-M-yyyy");
    dates.put("[01]?[0-9]-[0-3]?[0-9]-[0-9]{4}", "M-d-yyyy");
    dates.put("[0-9]{4}/[01]?[0-9]/[0-3]?[0-9]", "yyyy/M/d");
    dates.put("[0-9]{4}[.][01]?[0-9][.][0-3]?[0-9]", "yyyy.M.d");
    dates.put("[0-3]?[0-9][.][01]?[0-9][.][0-9]{2}", "d.M.yy");
    dates.put("[0-3]?[0-9]/[01]?[0-9]/[0-9]{2}", "d/M/yy");
    dates.put("[01]?[0-9]/[0-3]?[0-9]/[0-9]{2}", "M/d/yy");
    dates.put("[0-3]?[0-9]-[A-Za-z]{3}-[0-9]{4}", "d-MMM-yyyy");
    dates.put("[0-3]?[0-9] [A-Za-z]{3} [0-9]{4}", "d MMM yyyy");
    dates.put("[A-Za-z]{3} [0-3]?[0-9], [0-9]{4}", "MMM d, yyyy");
    dates.put("(19|20)[0-9]{2}[01][0-9][0-3][0-9]", "yyyyMMdd");
    return dates;
  }

  private static Map<String, String> clocks() {
    Map<String, String> clocks = new LinkedHashMap<>();
    clocks.put("", "");
    clocks.put(" [0-9]{1,2}:[0-9]{2}", " H:mm");
    clocks.put(" [0-9]{1,2}(:[0-9]{2}){2}", " H:mm:ss");
    clocks.put(", [0-9]{1,2}:[0-9]{2}", ", H:mm");
    clocks.put(", [0-9]{1,2}(:[0-9]{2}){2}", ", H:mm:ss");
    clocks.put(" [0-9]{1,2}:[0-9]{2} [AaPp][Mm]", " h:mm a");
    clocks.put(" [0-9]{1,2}(:[0-9]{2}){2} [AaPp][Mm]", " h:mm:ss a");
    clocks.put("( [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?", "[ H:mm[:ss]]");
    return clocks;
  }

  /**
   * An expression that reads the values.
   *
   * @param column as it stands in an expression
   */
  static Optional<String> of(Reason reason, String column, List<String> values) {
    List<String> texts =
        values.stream().map(String::strip).filter(text -> !text.isEmpty()).toList();
    if (texts.isEmpty()) {
      return Optional.empty();
    }
    return switch (reason) {
      case AMOUNT_UNREADABLE, COST_UNUSABLE -> amount(column, texts);
      case TIMESTAMP_UNREADABLE, TIMESTAMP_OUT_OF_RANGE -> time(column, texts);
      default -> Optional.empty();
    };
  }

  private static Optional<String> amount(String column, List<String> texts) {
    if (texts.stream().anyMatch(text -> text.matches(".*[−–].*"))) {
      return amount(
          "translate(%s, '−–', '--')".formatted(column),
          texts.stream().map(text -> text.replaceAll("[−–]", "-")).toList());
    }
    boolean brackets = texts.stream().anyMatch(text -> text.contains("("));
    boolean signBehind = texts.stream().anyMatch(text -> text.matches(".*[0-9] ?-.*"));
    String words = words(texts);
    String noise = NOISE + words;
    String unsignedNoise = UNSIGNED_NOISE + words;
    Optional<Form> best =
        best(
            FORMS,
            texts,
            (form, text) -> form.reads(text, brackets || signBehind ? unsignedNoise : noise));
    return best.map(
        form -> {
          String digits = form.expression(column, noise);
          String isNegative = signBehind ? "[(]|[0-9] ?-" : "[(]";
          return brackets || signBehind
              ? "IF(%s RLIKE '%s', concat('-', %s), %s)"
                  .formatted(column, isNegative, form.expression(column, unsignedNoise), digits)
              : digits;
        });
  }

  /** The words before and behind the numbers, such as EUR: noise, but not between two digits. */
  private static String words(List<String> texts) {
    String words =
        texts.stream()
            .filter(text -> text.matches(".*[0-9].*") && !WORD_INSIDE.matcher(text).find())
            .flatMap(text -> WORD.matcher(text).results())
            .map(MatchResult::group)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(word -> word))
            .collect(Collectors.joining("|"));
    return words.isEmpty()
        ? ""
        : "|(?<![A-Za-z/:])(%s)(?![0-9A-Za-z/:])|(?<![0-9A-Za-z/:])(%s)(?![A-Za-z/:])"
            .formatted(words, words);
  }

  private static Optional<String> time(String column, List<String> texts) {
    if (all(texts, SECONDS)) {
      return Optional.of("timestamp_seconds(try_cast(%s AS BIGINT))".formatted(column));
    }
    if (all(texts, MILLISECONDS)) {
      return Optional.of("timestamp_millis(try_cast(%s AS BIGINT))".formatted(column));
    }
    if (all(texts, SERIAL)) {
      return Optional.of(
          "date_add(DATE'1899-12-30', CAST(try_cast(%s AS DOUBLE) AS INT))".formatted(column));
    }
    if (texts.stream().anyMatch(text -> text.matches(".*[0-9]T[0-9].*"))) {
      return time(
          "replace(%s, 'T', ' ')".formatted(column),
          texts.stream().map(text -> text.replace('T', ' ')).toList());
    }
    return best(
            List.copyOf(TIMES.entrySet()),
            texts,
            (time, text) -> time.getKey().matcher(text).matches())
        .map(time -> "try_to_timestamp(%s, '%s')".formatted(column, time.getValue()));
  }

  /** What reads most of the texts, the first among equals; absent where it leaves out many. */
  private static <T> Optional<T> best(
      List<T> candidates, List<String> texts, BiPredicate<T, String> reads) {
    T best = null;
    long most = 0;
    for (T candidate : candidates) {
      long read = texts.stream().filter(text -> reads.test(candidate, text)).count();
      if (read > most) {
        most = read;
        best = candidate;
      }
    }
    return most >= LEAST_SHARE * texts.size() ? Optional.ofNullable(best) : Optional.empty();
  }

  private static boolean all(List<String> texts, Pattern pattern) {
    return texts.stream().allMatch(text -> pattern.matcher(text).matches());
  }
}

package io.perennial.ingest;

import io.perennial.schema.RowClass.Reason;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Suggests an expression for common formats of amounts and dates. It reads what is written as the
 * values are and nothing else: an amount with another word, sign or number of decimal places comes
 * out empty and is quarantined as unreadable, since it may be of another currency, or another
 * amount.
 */
final class SuggestedExpression {
  /**
   * The form of a text and Spark's pattern for it; where day and month are ambiguous, day first.
   */
  private static final Map<Pattern, String> TIMES = times();

  /** A suggestion may leave out some values, which are junk and stay unreadable. */
  private static final double LEAST_SHARE = 0.5;

  private static final Pattern SECONDS = Pattern.compile("[0-9]{9,10}");
  private static final Pattern MILLISECONDS = Pattern.compile("[0-9]{12,13}");

  /** The days of a spreadsheet since the end of 1899, from 1954 to 2118. */
  private static final Pattern SERIAL = Pattern.compile("[2-7][0-9]{4}([.][0-9]+)?");

  /** What stands before the digits of an amount, from the first to the last of them, and behind. */
  private static final Pattern AMOUNT =
      Pattern.compile("([^0-9]*)([0-9]|[0-9].*[0-9])([^0-9]*)", Pattern.DOTALL);

  /** Blanks and signs that stand between thousands, beside points and commas. */
  private static final String SEPARATORS = " \u00a0\u2009\u202f'’";

  private static final Pattern BLANK = Pattern.compile("[\\s\\p{Z}]");
  private static final Pattern SIGN = Pattern.compile("[()-]");

  /** What cannot be told in an expression, or not without many backslashes. */
  private static final Pattern UNTOLD = Pattern.compile("[\"\\\\^\\[\\]]");

  /** Digits in threes, as in 1,234,567. */
  private static final String WESTERN = "[0-9]{1,3}(?:%1$s[0-9]{3})+";

  /** As in 12,34,567. */
  private static final String INDIAN = "[0-9]{1,2}(?:%1$s[0-9]{2})*%1$s[0-9]{3}";

  /**
   * How digits are written.
   *
   * @param decimal in front of the decimal places
   * @param thousands mostly between thousands
   * @param groups pattern of the digits between which something stands
   */
  private record Form(char decimal, char thousands, String groups) {
    /**
     * A pattern.
     *
     * @param separators between thousands, any of them
     * @param decimals places at most
     */
    String digits(String separators, int decimals) {
      String whole =
          separators.isEmpty()
              ? "[0-9]+"
              : "(?:%s|[0-9]+)".formatted(groups.formatted("[" + separators + "]"));
      return decimals == 0 ? whole : whole + "(?:[%s][0-9]{1,%d})?".formatted(decimal, decimals);
    }

    boolean reads(String digits) {
      return digits.matches(digits(SEPARATORS + thousands, digits.length()));
    }

    int decimals(String digits) {
      int at = digits.indexOf(decimal);
      return at < 0 ? 0 : digits.length() - at - 1;
    }

    /** What stands between digits of these amounts, and may stand between those of others. */
    String separators(List<String> amounts) {
      Stream<Character> seen =
          amounts.stream()
              .flatMap(digits -> characters(digits))
              .filter(each -> each != decimal && !Character.isDigit(each));
      // Where decimal places tell the two marks apart, the other one can be nothing else.
      boolean isCertain = amounts.stream().anyMatch(digits -> decimals(digits) > 0);
      return Stream.concat(seen, isCertain ? Stream.of(thousands) : Stream.empty())
          .distinct()
          .sorted()
          .map(String::valueOf)
          .collect(Collectors.joining());
    }
  }

  private static final List<Form> FORMS =
      List.of(new Form('.', ',', WESTERN), new Form(',', '.', WESTERN), new Form('.', ',', INDIAN));

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
    return best(
            FORMS.stream().map(form -> Amounts.of(form, texts)).toList(),
            texts,
            (amounts, text) -> amounts.pattern.matcher(text).matches())
        .map(amounts -> amounts.expression(column));
  }

  /**
   * How amounts are written.
   *
   * @param pattern of the whole text; its group are the digits
   * @param separators between the digits
   */
  private record Amounts(Form form, Pattern pattern, String separators) {
    /** As those of the texts are that the form reads. */
    static Amounts of(Form form, List<String> texts) {
      List<MatchResult> seen =
          texts.stream()
              .filter(text -> !UNTOLD.matcher(text).find())
              .map(AMOUNT::matcher)
              .filter(text -> text.matches() && form.reads(text.group(2)))
              .map(Matcher::toMatchResult)
              .toList();
      List<String> digits = seen.stream().map(text -> text.group(2)).toList();
      String separators = form.separators(digits);
      int decimals = digits.stream().mapToInt(form::decimals).max().orElse(0);
      boolean brackets = seen.stream().anyMatch(text -> text.group(1).contains("("));
      boolean signBehind = seen.stream().anyMatch(text -> text.group(3).matches(" ?-.*"));
      String around = around(seen);
      String signsBehind = (brackets ? ")" : "") + (signBehind ? "-" : "");
      String front = around + (brackets ? "[(-]?" : "-?") + around;
      String back =
          signsBehind.isEmpty() ? around : "%1$s[%2$s]?%1$s".formatted(around, signsBehind);
      return new Amounts(
          form,
          Pattern.compile("^%s(%s)%s$".formatted(front, form.digits(separators, decimals), back)),
          separators);
    }

    /**
     * The words, signs and blanks that stand around the digits of the texts, up to nine of them: a
     * longer run is no amount, and would cost the matcher its stack.
     */
    private static String around(List<MatchResult> texts) {
      String alternatives =
          texts.stream()
              .flatMap(text -> Stream.of(text.group(1), text.group(3)))
              .flatMap(
                  text ->
                      Stream.concat(
                          BLANK.matcher(text).results().map(MatchResult::group),
                          Stream.of(text.split(BLANK + "|" + SIGN))))
              .filter(part -> !part.isEmpty())
              .distinct()
              .sorted(
                  Comparator.comparingInt(String::length)
                      .reversed()
                      .thenComparing(Comparator.naturalOrder()))
              .map(part -> characters(part).map(SuggestedExpression::literally))
              .map(part -> part.collect(Collectors.joining()))
              .collect(Collectors.joining("|"));
      return alternatives.isEmpty() ? "" : "(?:%s){0,9}+".formatted(alternatives);
    }

    String expression(String column) {
      String digits =
          "regexp_extract(%s, '%s', 1)".formatted(column, pattern.pattern().replace("'", "''"));
      String removed = separators.replace("'", "''");
      String number =
          form.decimal == ','
              ? "translate(%s, ',%s', '.')".formatted(digits, removed)
              : separators.isEmpty()
                  ? digits
                  : "translate(%s, '%s', '')".formatted(digits, removed);
      return "concat(IF(%s RLIKE '[(-]', '-', ''), %s)".formatted(column, number);
    }
  }

  private static Stream<Character> characters(String text) {
    return text.chars().mapToObj(each -> (char) each);
  }

  /** A sign that could not be decoded stands for any that is not of ASCII. */
  private static String literally(char each) {
    if (each == TextLayout.UNDECODED) {
      return "[^ -~]";
    }
    boolean mayMean = each > ' ' && each <= '~' && !Character.isLetter(each);
    return mayMean ? "[" + each + "]" : String.valueOf(each);
  }

  private static Optional<String> time(String column, List<String> texts) {
    if (all(texts, SECONDS)) {
      return Optional.of(
          "timestamp_seconds(try_cast(%s AS BIGINT))".formatted(whole(SECONDS, column)));
    }
    if (all(texts, MILLISECONDS)) {
      return Optional.of(
          "timestamp_millis(try_cast(%s AS BIGINT))".formatted(whole(MILLISECONDS, column)));
    }
    if (all(texts, SERIAL)) {
      return Optional.of(
          "date_add(DATE'1899-12-30', CAST(try_cast(%s AS DOUBLE) AS INT))"
              .formatted(whole(SERIAL, column)));
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

  /** The text where a pattern is all of it: other numbers would be times, too, but wrong ones. */
  private static String whole(Pattern pattern, String column) {
    return "regexp_extract(%s, '^%s$', 0)".formatted(column, pattern);
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

package io.perennial.ingest;

import io.perennial.schema.RowClass.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Suggests an expression for common formats of amounts and dates. */
final class SuggestedExpression {
  /**
   * The form of a text and Spark's pattern for it; where day and month are ambiguous, day first.
   */
  private static final Map<Pattern, String> DATES = dates();

  private static final Pattern SECONDS = Pattern.compile("[0-9]{9,10}");
  private static final Pattern MILLISECONDS = Pattern.compile("[0-9]{12,13}");

  /** 1.234,50 and 1 234,50 and 1'234,50 and 12,5: a comma before the last digits. */
  private static final Pattern DECIMAL_COMMA =
      Pattern.compile(
          "-?[0-9]{1,3}(?:[.' \\u00a0\\u202f]?[0-9]{3})*,[0-9]{1,2}|-?[0-9]+,[0-9]{1,2}");

  /** 1,234.50 and 1,234 and 1'234.50. */
  private static final Pattern DECIMAL_POINT =
      Pattern.compile("-?[0-9]{1,3}(?:[,' \\u00a0\\u202f]?[0-9]{3})*(?:[.][0-9]+)?");

  private static final String SIGNS = "[^0-9.,()-]";

  private SuggestedExpression() {}

  private static Map<Pattern, String> dates() {
    Map<Pattern, String> dates = new LinkedHashMap<>();
    dates.put(Pattern.compile("[0-3]?[0-9][.][01]?[0-9][.][0-9]{4}"), "d.M.yyyy");
    dates.put(Pattern.compile("[0-3]?[0-9]/[01]?[0-9]/[0-9]{4}"), "d/M/yyyy");
    dates.put(Pattern.compile("[01]?[0-9]/[0-3]?[0-9]/[0-9]{4}"), "M/d/yyyy");
    dates.put(Pattern.compile("[0-3]?[0-9]-[01]?[0-9]-[0-9]{4}"), "d-M-yyyy");
    dates.put(Pattern.compile("[0-9]{4}/[01]?[0-9]/[0-3]?[0-9]"), "yyyy/M/d");
    dates.put(Pattern.compile("[0-3]?[0-9][.][01]?[0-9][.][0-9]{2}"), "d.M.yy");
    dates.put(Pattern.compile("[0-3]?[0-9]/[01]?[0-9]/[0-9]{2}"), "d/M/yy");
    dates.put(Pattern.compile("[0-3]?[0-9]-[A-Za-z]{3}-[0-9]{4}"), "d-MMM-yyyy");
    dates.put(Pattern.compile("[0-3]?[0-9] [A-Za-z]{3} [0-9]{4}"), "d MMM yyyy");
    dates.put(Pattern.compile("(19|20)[0-9]{2}[01][0-9][0-3][0-9]"), "yyyyMMdd");
    return dates;
  }

  /**
   * An expression that reads all of the values.
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
    boolean brackets = texts.stream().anyMatch(text -> text.contains("("));
    List<String> bare =
        texts.stream()
            .map(text -> text.replaceAll("[()]", "").replaceAll(SIGNS + "+$|^" + SIGNS + "+", ""))
            .map(text -> text.replaceAll("^(-?)" + SIGNS + "+", "$1"))
            .toList();
    String digits;
    if (all(bare, DECIMAL_POINT)) {
      digits = "regexp_replace(%s, '[^0-9.-]', '')".formatted(column);
    } else if (all(bare, DECIMAL_COMMA)) {
      digits = "replace(regexp_replace(%s, '[^0-9,-]', ''), ',', '.')".formatted(column);
    } else {
      return Optional.empty();
    }
    return Optional.of(
        brackets
            ? "IF(%s LIKE '(%%', concat('-', %s), %s)".formatted(column, digits, digits)
            : digits);
  }

  private static Optional<String> time(String column, List<String> texts) {
    if (all(texts, SECONDS)) {
      return Optional.of("timestamp_seconds(try_cast(%s AS BIGINT))".formatted(column));
    }
    if (all(texts, MILLISECONDS)) {
      return Optional.of("timestamp_millis(try_cast(%s AS BIGINT))".formatted(column));
    }
    for (Map.Entry<Pattern, String> date : DATES.entrySet()) {
      for (String time : List.of("", " H:mm", " H:mm:ss", "'T'H:mm:ss")) {
        String clock =
            time.isEmpty()
                ? ""
                : time.endsWith("ss") ? "[ T][0-9]{1,2}(:[0-9]{2}){2}" : " [0-9]{1,2}:[0-9]{2}";
        if (all(texts, Pattern.compile(date.getKey().pattern() + clock))) {
          return Optional.of(
              "try_to_timestamp(%s, '%s')".formatted(column, date.getValue() + time));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean all(List<String> texts, Pattern pattern) {
    return texts.stream().allMatch(text -> pattern.matcher(text).matches());
  }
}

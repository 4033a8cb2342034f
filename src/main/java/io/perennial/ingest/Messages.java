package io.perennial.ingest;

import java.util.regex.Pattern;
import org.apache.commons.lang3.StringUtils;

/** The message of an exception, short enough for a sentence. */
final class Messages {
  /** Messages of Spark quote the data: a cell may have megabytes. */
  private static final int LONGEST = 300; // characters

  private static final Pattern SQL_STATE = Pattern.compile("\\s*SQLSTATE: \\w{5}\\s*");

  private Messages() {}

  /** Its first line that is not blank, abbreviated. */
  static String sentence(Throwable failure) {
    String message = failure.getMessage() == null ? "" : failure.getMessage();
    String line =
        message
            .lines()
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse(failure.getClass().getSimpleName());
    String cut = cut(line);
    return SQL_STATE.matcher(cut).replaceAll(" ").strip();
  }

  /** The text, abbreviated. */
  static String cut(String text) {
    return StringUtils.abbreviateMiddle(text, " … ", LONGEST);
  }
}

package io.perennial.config;

import com.typesafe.config.ConfigOrigin;
import java.util.regex.Pattern;

/** Where a value comes from, in the words shown to users. */
final class Origins {
  static final String BUILT_IN = "built-in";
  static final String OVERRIDE = "--set";

  /** The library writes "my.conf: 12"; editors and terminals understand "my.conf:12". */
  private static final Pattern SPACE_BEFORE_LINE = Pattern.compile(": (?=\\d)");

  private static final Pattern LINE = Pattern.compile(":\\d+(-\\d+)?(?=,|$)");
  private static final String MERGED = "merge of ";

  /** The library's origin of the sections that {@code --set} creates around its values. */
  private static final Pattern CREATED =
      Pattern.compile("withValue\\([^)]*\\)(,withValue\\([^)]*\\))*");

  private Origins() {}

  static String of(ConfigOrigin origin) {
    String description = SPACE_BEFORE_LINE.matcher(origin.description()).replaceAll(":");
    if (description.startsWith(MERGED)) {
      description = description.substring(MERGED.length());
    }
    description = CREATED.matcher(description).replaceAll(OVERRIDE);
    // Line numbers are useful only in the user's files.
    return description.startsWith(BUILT_IN) || description.startsWith(OVERRIDE)
        ? LINE.matcher(description).replaceAll("")
        : description;
  }

  static String environmentVariable(String name) {
    return "environment variable " + name;
  }
}

package io.perennial.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** Hides secrets in whatever is shown, logged or written to the manifest. */
public final class SecretMask {
  static final String MASK = "******";

  private static final String SECRET_WORDS =
      "passw|passphrase|pwd|secret|token|credential|accesskey|apikey|accountkey|privatekey"
          + "|sharedkey|authorization";

  private static final Pattern SECRET_KEY = Pattern.compile(SECRET_WORDS);

  /** {@code user:password@} in a URL. */
  private static final Pattern USER_INFO =
      Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*://)([^/?#\\s\"']+)@");

  /** In {@code abfss://container@account} what stands before the @ names the container. */
  private static final Pattern CONTAINER = Pattern.compile("(?:abfs|wasb)s?://");

  /** {@code user/password@host} in an Oracle URL. */
  private static final Pattern ORACLE_LOGIN =
      Pattern.compile("(?i)(jdbc:oracle:[a-z0-9]+:)[^@\\s\"']+@");

  /** {@code password=…} as a query parameter or in a connection string. */
  private static final Pattern SECRET_PARAMETER =
      Pattern.compile(
          "(?i)((?:[\\w.-]*(?:passw|passphrase|pwd|secret|token|credential|access[._-]?key"
              + "|api[._-]?key|account[._-]?key|private[._-]?key|shared[._-]?key|signature)"
              + "[\\w.-]*|\\bsig)=)(\\{[^}]*\\}|[^&;,\\s\"']+)");

  private SecretMask() {}

  /** The value as it may be shown. */
  static String apply(String key, String value) {
    return isSecret(key) ? MASK : text(value);
  }

  private static boolean isSecret(String key) {
    String name = key.toLowerCase(Locale.ROOT).replaceAll("[._-]", "");
    return SECRET_KEY.matcher(name).find();
  }

  /** The text without the user-info and the password-like parameters of the URLs in it. */
  public static String text(String text) {
    String masked =
        USER_INFO
            .matcher(text)
            .replaceAll(
                match ->
                    CONTAINER.matcher(match.group(1)).matches() && !match.group(2).contains(":")
                        ? "$0"
                        : "$1" + MASK + "@");
    masked = ORACLE_LOGIN.matcher(masked).replaceAll("$1" + MASK + "@");
    return SECRET_PARAMETER.matcher(masked).replaceAll("$1" + MASK);
  }
}

package io.perennial.config;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hides secrets in text that leaves the program: what is shown, logged or written. Its time is
 * linear in the length of the text, and masking a masked text changes nothing.
 *
 * <p>A secret is what follows a telling name ({@code password=…}, {@code "token": "…"}, {@code
 * Authorization: Bearer …}) and the user information of a URL, before its {@code @}. Where the end
 * of a secret is unclear, more is hidden rather than less.
 */
public final class SecretMask {
  static final String MASK = "******";

  /** Mark a secret anywhere in a name; separators removed. */
  private static final Pattern SECRET_WORDS =
      Pattern.compile(
          "passw|passphrase|passcode|pwd|secret|token|credential|accesskey|apikey|accountkey"
              + "|privatekey|sharedkey|encryptionkey|masterkey|signingkey|keylist|authorization"
              + "|jaasconfig|signature|cookie");

  /** Mark a secret as the last part of a name. */
  private static final Pattern SECRET_PARTS =
      Pattern.compile("(?:.*[._-])?(?:pass|jwt|sas|sig|auth|bearer)");

  /** Names whose values are lists of names and secrets. */
  private static final Pattern LIST_OF_SECRETS = Pattern.compile("(?i)authorization|key[._-]?list");

  private static final Pattern SEPARATORS = Pattern.compile("[._-]");
  private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  /** How far to look for a name before its {@code =} or {@code :}, in characters. */
  private static final int MAX_NAME_LENGTH = 128;

  private static final Pattern URL = Pattern.compile("(?<=:)//([^\\s\"'<>]++)");

  private static final Pattern PORT = Pattern.compile("(?:\\[.*]|[^:]*+):[0-9]{1,5}");

  /** {@code user/password@host} in an Oracle URL. */
  private static final Pattern ORACLE_LOGIN =
      Pattern.compile("(?i)(jdbc:oracle:[a-z0-9]{1,16}:)[^@\\s\"']{1,256}+@");

  private static final Pattern BEARER = Pattern.compile("(Bearer[ \\t]++)[A-Za-z0-9+/=._~-]{8,}+");

  private static final Pattern STRING_OF_JSON =
      Pattern.compile("\"((?:[^\"\\\\]++|\\\\.)*+)\"", Pattern.DOTALL);

  /** How far a value without quotes goes, if no delimiter comes before. */
  private enum Extent {
    /** In a URL. */
    WORD,
    TO_NEXT_NAME,
    LINE
  }

  private SecretMask() {}

  /** The value as it may be shown. */
  public static String apply(String key, String value) {
    return isSecret(key) ? MASK : text(value);
  }

  private static boolean isSecret(String key) {
    String name = HUMP.matcher(key).replaceAll("_").toLowerCase(Locale.ROOT);
    return SECRET_WORDS.matcher(SEPARATORS.matcher(name).replaceAll("")).find()
        || SECRET_PARTS.matcher(name).matches();
  }

  /** The text without the secrets in it. */
  public static String text(String text) {
    String masked = ORACLE_LOGIN.matcher(text).replaceAll("$1" + MASK + "@");
    masked = withoutLogins(masked);
    masked = withoutValues(masked);
    return BEARER.matcher(masked).replaceAll("$1" + MASK);
  }

  /** An exception's trace, with its causes, without the secrets in it; for the log. */
  public static String trace(Throwable failure) {
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));
    return text(trace.toString());
  }

  /** JSON without the secrets in its strings; everything else is unchanged, byte for byte. */
  public static byte[] json(byte[] json) {
    String text = new String(json, StandardCharsets.UTF_8);
    StringBuilder masked = new StringBuilder(text.length());
    int last = 0;
    Matcher strings = STRING_OF_JSON.matcher(text);
    while (strings.find()) {
      // Escapes stay: a secret goes to the end of its string or to the next unescaped delimiter.
      masked.append(text, last, strings.start(1)).append(text(strings.group(1)));
      last = strings.end(1);
    }
    return masked.append(text, last, text.length()).toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String withoutLogins(String text) {
    StringBuilder masked = new StringBuilder(text.length());
    int last = 0;
    Matcher urls = URL.matcher(text);
    while (urls.find()) {
      int at = endOfLogin(urls.group(1), isStorage(text, urls.start()));
      if (at >= 0) {
        masked.append(text, last, urls.start(1)).append(MASK);
        last = urls.start(1) + at;
      }
    }
    return masked.append(text, last, text.length()).toString();
  }

  /** Whether the scheme before is one of Azure's, where what is before the @ names a container. */
  private static boolean isStorage(String text, int slashes) {
    String scheme = text.substring(Math.max(0, slashes - "abfss:".length()), slashes);
    return scheme.endsWith("abfs:")
        || scheme.endsWith("abfss:")
        || scheme.endsWith("wasb:")
        || scheme.endsWith("wasbs:");
  }

  /** Where the @ after the login is, which may hold slashes though it should not; or -1. */
  private static int endOfLogin(String url, boolean storage) {
    int end = 0;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    String authority = url.substring(0, end);
    int at = authority.lastIndexOf('@');
    boolean password = authority.indexOf(':') >= 0;
    if (at >= 0) {
      return storage && !password ? -1 : at;
    }
    return password && !PORT.matcher(authority).matches() ? url.lastIndexOf('@') : -1;
  }

  private static String withoutValues(String text) {
    StringBuilder masked = new StringBuilder(text.length());
    int last = 0;
    for (int i = 0; i < text.length(); i++) {
      char separator = text.charAt(i);
      if (separator != '=' && separator != ':') {
        continue;
      }
      int nameEnd = beforeQuote(text, i);
      int nameStart = startOfName(text, nameEnd);
      if (nameStart < last || !isSecret(text.substring(nameStart, nameEnd))) {
        continue;
      }
      int start = i + 1;
      while (start < text.length() && "=>: \t".indexOf(text.charAt(start)) >= 0) {
        start++;
      }
      if (start == text.length() || text.startsWith(MASK, start)) {
        continue;
      }
      Extent extent =
          LIST_OF_SECRETS.matcher(text.substring(nameStart, nameEnd)).find()
              ? Extent.LINE
              : nameStart > 0 && "?&".indexOf(text.charAt(nameStart - 1)) >= 0
                  ? Extent.WORD
                  : Extent.TO_NEXT_NAME;
      Span value = value(text, start, extent);
      masked.append(text, last, value.from()).append(MASK);
      last = value.to();
      i = last - 1;
    }
    return masked.append(text, last, text.length()).toString();
  }

  /** Where a name ends that may be in quotes and have blanks before its separator. */
  private static int beforeQuote(String text, int separator) {
    int end = separator;
    int furthest = Math.max(0, separator - MAX_NAME_LENGTH);
    while (end > furthest && " \t".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    while (end > furthest && "\"'`\\".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return end;
  }

  private static int startOfName(String text, int end) {
    int start = end;
    while (start > Math.max(0, end - MAX_NAME_LENGTH) && isOfName(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  private static boolean isOfName(char c) {
    return (c < 128 && Character.isLetterOrDigit(c)) || c == '_' || c == '.' || c == '-';
  }

  private record Span(int from, int to) {}

  /** From where to where a value goes that is not empty: without its quotes, up to the next one. */
  private static Span value(String text, int start, Extent extent) {
    String quote =
        text.startsWith("\\\"", start)
            ? "\\\""
            : "\"'{".indexOf(text.charAt(start)) >= 0 ? text.substring(start, start + 1) : "";
    if (!quote.isEmpty()) {
      int inside = start + quote.length();
      int end = endOfQuoted(text, inside, quote.equals("{") ? "}" : quote);
      return quote.equals("{")
          ? new Span(start, Math.min(end + 1, text.length()))
          : new Span(inside, end);
    }
    int end = start;
    while (end < text.length() && !endsValue(text, end, extent)) {
      end++;
    }
    return new Span(start, end);
  }

  /** The closing quote; one that is doubled or has a backslash before it does not close. */
  private static int endOfQuoted(String text, int from, String quote) {
    int end = from;
    while (end < text.length()) {
      if (text.startsWith(quote, end)) {
        if (!text.startsWith(quote, end + quote.length())) {
          return end;
        }
        end += 2 * quote.length();
      } else {
        end += text.charAt(end) == '\\' ? 2 : 1;
      }
    }
    return text.length();
  }

  private static boolean endsValue(String text, int at, Extent extent) {
    char c = text.charAt(at);
    if ("&;\"'\n\r".indexOf(c) >= 0) {
      return true;
    }
    if (c == '\\') {
      return text.startsWith("\\\"", at) || text.startsWith("\\n", at);
    }
    if (c == ' ' || c == '\t' || c == ',') {
      return switch (extent) {
        case WORD -> c != ',';
        case TO_NEXT_NAME -> isBeforeName(text, at);
        case LINE -> false;
      };
    }
    return false;
  }

  /** Whether blanks or commas, and then a name with its separator follow. */
  private static boolean isBeforeName(String text, int at) {
    int end = Math.min(text.length(), at + MAX_NAME_LENGTH);
    int i = at;
    while (i < end && " \t,\"'".indexOf(text.charAt(i)) >= 0) {
      i++;
    }
    int name = i;
    while (i < end && isOfName(text.charAt(i))) {
      i++;
    }
    int nameEnd = i;
    while (i < end && " \t\"'".indexOf(text.charAt(i)) >= 0) {
      i++;
    }
    return nameEnd > name && i < end && (text.charAt(i) == '=' || text.charAt(i) == ':');
  }
}

package io.perennial.history;

import java.util.Locale;
import java.util.Set;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Texts that programs write where there is no customer. They count as customers, because somebody
 * may be called so, and are worth a warning.
 */
final class PlaceholderNames {
  private static final Set<String> NAMES =
      Set.of("nan", "none", "null", "n/a", "na", "#n/a", "undefined", "unknown", "(blank)", "-");

  private static final int LONGEST = 16; // bytes, blanks around included

  private PlaceholderNames() {}

  /** Whether the text is one of them, in whatever capitals and between whatever blanks. */
  static boolean matches(UTF8String customer) {
    // Most customers are numbers or long: those cost one look.
    if (customer.numBytes() == 0 || customer.numBytes() > LONGEST || isDigit(customer.getByte(0))) {
      return false;
    }
    return NAMES.contains(customer.toString().strip().toLowerCase(Locale.ROOT));
  }

  private static boolean isDigit(byte first) {
    return first >= '0' && first <= '9';
  }
}

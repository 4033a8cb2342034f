package io.perennial.ingest;

import static org.apache.spark.sql.functions.lower;

import java.util.List;
import org.apache.spark.sql.Column;

/**
 * Texts that programs write for a missing value. They count as customers, because they may be real
 * identifiers, but deserve a warning.
 */
public final class PlaceholderCustomers {
  private static final List<String> NAMES =
      List.of("nan", "none", "null", "n/a", "na", "#n/a", "undefined", "unknown", "(blank)", "-");

  private PlaceholderCustomers() {}

  /** Whether the customer is one of them; case and surrounding blanks are ignored. */
  public static Column isPlaceholder(Column customer) {
    return lower(TextValues.stripped(customer.cast("string"))).isin(NAMES.toArray());
  }
}

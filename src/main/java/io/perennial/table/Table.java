package io.perennial.table;

import io.perennial.config.Settings;
import io.perennial.history.Reconciliation;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A table that a run publishes. A new table is one class, mostly a {@link SmallTable}, and a line
 * in {@link Tables#ALL}; the plan, the stages, the checks, publishing, the manifest and the summary
 * follow from that list.
 */
public interface Table {
  /** The table's name, and that of its stage: lower-case letters, digits and underscores. */
  String name();

  /** Whether the table is written even where {@code output.tables} does not name it. */
  default boolean isAlways() {
    return false;
  }

  /** Whether a run with such settings has the table: its own input is configured, for example. */
  default boolean isConfigured(Settings settings) {
    return true;
  }

  /** Whether it is made of transactions; a run of subscriptions alone has only the others. */
  default boolean isOfTransactions() {
    return true;
  }

  /** Whether a run with such an input has the table; asked of tables of transactions alone. */
  default boolean isIn(Reconciliation input) {
    return true;
  }

  /** How many rows the table will have, where that is known before it is made. */
  default OptionalLong plannedRows(Reconciliation input) {
    return OptionalLong.empty();
  }

  /**
   * The rows to write. A table may read those before it in {@link Tables#ALL} by {@link
   * Facts#written}.
   */
  Dataset<Row> rows(Facts facts);

  /** Checks the written table ({@link Facts#written}), in as few passes as possible. */
  Check check(Facts facts);

  /**
   * The result of a check.
   *
   * @param rows of the table
   * @param problems in sentences; if there are any, nothing is published
   */
  record Check(long rows, List<String> problems) {}
}

package io.perennial;

import io.perennial.config.Settings;
import io.perennial.history.Histories;
import io.perennial.schema.RowClass;
import io.perennial.ingest.Transactions;
import io.perennial.schema.HistoryColumns;
import io.perennial.schema.PurchasePolicy;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Reads files as a run does, up to the histories. */
public final class HistoryFixture {
  private HistoryFixture() {}

  /**
   * The histories of the customers in files, by customer.
   *
   * @param settings what differs from the defaults, keys without {@code perennial.}
   */
  public static List<Row> customers(
      Path input, Map<String, String> settings, Optional<LocalDate> runDate) {
    return all(input, settings, runDate).stream()
        .filter(row -> row.<Integer>getAs(HistoryColumns.ROW_CLASS) == RowClass.ACCEPTED)
        .toList();
  }

  /** The histories in files with the rows of those left out; class and customer ascending. */
  public static List<Row> all(
      Path input, Map<String, String> settings, Optional<LocalDate> runDate) {
    Map<String, String> keys = new HashMap<>();
    settings.forEach((key, value) -> keys.put("perennial." + key, value));
    keys.put("perennial.input.path", input.toString());
    Settings read = JobFixture.settings(keys);
    String zone = read.calendar().timeZone().getId();
    return JobFixture.with(
        "spark.sql.session.timeZone", zone, () -> histories(read, runDate).collectAsList());
  }

  private static Dataset<Row> histories(Settings settings, Optional<LocalDate> runDate) {
    Transactions transactions =
        Transactions.open(
            SparkTestSession.shared(),
            settings.input(),
            settings.quality().duplicateColumns(),
            runDate);
    return Histories.build(transactions.classified(), PurchasePolicy.IGNORE_ZERO)
        .orderBy(HistoryColumns.ROW_CLASS, HistoryColumns.CUSTOMER_ID);
  }
}

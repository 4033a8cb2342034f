package io.perennial;

import io.perennial.config.Settings;
import io.perennial.history.CustomerHistory;
import io.perennial.history.Histories;
import io.perennial.history.HistoryColumns;
import io.perennial.history.PurchasePolicy;
import io.perennial.history.Reconciliation;
import io.perennial.ingest.Transactions;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Reads files as a run does, up to the histories. */
public final class HistoryFixture {
  private static final LocalDate DOOMSDAY = LocalDate.of(2199, 12, 31);

  private HistoryFixture() {}

  /**
   * The histories of the customers in files with their sums, by customer.
   *
   * @param settings what differs from the defaults, keys without {@code perennial.}
   */
  public static List<Row> customers(
      Path input, Map<String, String> settings, Optional<LocalDate> runDate) {
    return read(
        input,
        settings,
        runDate,
        (histories, policy) ->
            Histories.asOf(histories, DOOMSDAY, policy)
                .orderBy(HistoryColumns.CUSTOMER_ID)
                .collectAsList());
  }

  /** What became of the rows in files. */
  public static Reconciliation reconciliation(
      Path input, Map<String, String> settings, Optional<LocalDate> runDate) {
    return read(input, settings, runDate, (histories, policy) -> Reconciliation.of(histories));
  }

  /** The days of a customer's row. */
  public static CustomerHistory days(Row customer) {
    return CustomerHistory.decode(customer.getAs(HistoryColumns.DAYS));
  }

  private static <T> T read(
      Path input,
      Map<String, String> settings,
      Optional<LocalDate> runDate,
      BiFunction<Dataset<Row>, PurchasePolicy, T> result) {
    Map<String, String> keys = new HashMap<>();
    settings.forEach((key, value) -> keys.put("perennial." + key, value));
    keys.put("perennial.input.path", input.toString());
    Settings read = JobFixture.settings(keys);
    PurchasePolicy policy = PurchasePolicy.of(read.purchases());
    return JobFixture.with(
        "spark.sql.session.timeZone",
        read.calendar().timeZone().getId(),
        () -> result.apply(histories(read, runDate, policy), policy));
  }

  private static Dataset<Row> histories(
      Settings settings, Optional<LocalDate> runDate, PurchasePolicy policy) {
    Transactions transactions =
        Transactions.open(
            SparkTestSession.shared(),
            settings.input(),
            settings.quality().duplicateColumns(),
            runDate);
    return Histories.build(transactions.classified(), policy);
  }
}

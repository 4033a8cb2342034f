package io.perennial;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.corr;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.sum;

import io.perennial.config.Settings;
import io.perennial.features.RfmFeatures;
import io.perennial.history.Histories;
import io.perennial.history.HistoryColumns;
import io.perennial.history.PurchasePolicy;
import io.perennial.ingest.Transactions;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The customers of a shop as a run on a past date sees them, beside what they did in the days after
 * it.
 */
public final class HoldOut {
  /** Purchase days in the hold-out. */
  public static final String PURCHASES = "held_out_purchases";

  /** Net amount of those days. */
  public static final String SPEND = "held_out_spend";

  private final Dataset<Row> customers;
  private final int days;

  private HoldOut(Dataset<Row> customers, int days) {
    this.customers = customers;
    this.days = days;
  }

  /** How far forecasts were from what happened, a customer. */
  public record Errors(
      double forecastTotal,
      double actualTotal,
      double meanAbsolute,
      double rootMeanSquare,
      double correlation) {

    /** The error of the total as a part of what happened. */
    public double ofTotal() {
      return forecastTotal / actualTotal - 1;
    }
  }

  /**
   * @param configuration of the project, {@code conf/NAME}
   * @param overrides of the configuration
   * @param days length of the hold-out
   */
  public static HoldOut of(
      String configuration, Map<String, String> overrides, LocalDate runDate, int days) {
    Settings settings = settings(configuration, overrides);
    PurchasePolicy policy = PurchasePolicy.of(settings.purchases());
    LocalDate end = runDate.plusDays(days);
    Dataset<Row> histories = histories(settings, end, policy);
    Dataset<Row> later =
        Histories.between(histories, runDate.plusDays(1), end, policy)
            .select(
                col(HistoryColumns.CUSTOMER_ID),
                col(HistoryColumns.PURCHASE_DAYS).as(PURCHASES),
                col(HistoryColumns.PURCHASE_REVENUE).divide(1e6).as(SPEND));
    Dataset<Row> customers =
        RfmFeatures.of(Histories.buyersAsOf(histories, runDate, policy), runDate)
            .join(later, HistoryColumns.CUSTOMER_ID)
            .cache();
    return new HoldOut(customers, days);
  }

  /** The histories of the customers of a shop up to a date, as {@link #of} reads them. */
  public static Dataset<Row> histories(
      String configuration, Map<String, String> overrides, LocalDate end) {
    Settings settings = settings(configuration, overrides);
    return Histories.customers(histories(settings, end, PurchasePolicy.of(settings.purchases())));
  }

  private static Settings settings(String configuration, Map<String, String> overrides) {
    return JobFixture.reader()
        .read(Optional.of("conf/" + configuration), overrides, Set.of())
        .settings();
  }

  private static Dataset<Row> histories(
      Settings settings, LocalDate runDate, PurchasePolicy policy) {
    Transactions transactions =
        Transactions.open(
            SparkTestSession.shared(),
            settings.input(),
            settings.quality().duplicateColumns(),
            Optional.of(runDate));
    return Histories.build(transactions.classified(), policy);
  }

  /** One row a customer: what the features take at the run date, and the columns of this class. */
  public Dataset<Row> customers() {
    return customers;
  }

  public int days() {
    return days;
  }

  /** The forecast of whoever has no model: each customer goes on at the own past rate. */
  public Column pastRate() {
    return expr("frequency / greatest(age_days, 1)").multiply(days);
  }

  /** Errors of a forecast of purchases, a column of {@code forecasts}, which hold the customers. */
  public static Errors errors(Dataset<Row> forecasts, Column forecast) {
    Column actual = col(PURCHASES);
    Column difference = forecast.minus(actual);
    Row row =
        forecasts
            .select(
                sum(forecast),
                sum(actual).cast("double"),
                avg(abs(difference)),
                sqrt(avg(difference.multiply(difference))),
                corr(forecast, actual.multiply(lit(1.0))))
            .first();
    return new Errors(
        row.getDouble(0), row.getDouble(1), row.getDouble(2), row.getDouble(3), row.getDouble(4));
  }
}

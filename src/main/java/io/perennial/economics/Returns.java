package io.perennial.economics;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;

import io.perennial.history.HistoryColumns;
import java.math.BigDecimal;
import java.math.MathContext;
import org.apache.spark.sql.Column;

/**
 * What customers get back on days that are no purchase days, which models of purchases do not see.
 *
 * @param share of the net amount of purchase days that all customers together got back, 0 to 1
 * @param weightMicros net amount of purchase days by which the share of all customers counts in
 *     that of one
 */
public record Returns(double share, double weightMicros) {
  /** Nothing comes back. */
  public static final Returns NONE = new Returns(0, 1);

  /**
   * By how many average purchase days the share of all customers counts in that of one. A return of
   * one customer says little about the next one: most have none yet, and some one that is large.
   */
  private static final int WEIGHT_PURCHASE_DAYS = 20;

  /**
   * Measures the share over all customers with a purchase day.
   *
   * @param purchaseRevenue net amount of purchase days
   * @param returned net amount of the other days, without its minus sign
   */
  public static Returns measured(
      BigDecimal purchaseRevenue, BigDecimal returned, long purchaseDays) {
    if (returned.signum() <= 0 || purchaseRevenue.signum() <= 0) {
      return NONE;
    }
    double share =
        Math.min(1.0, returned.divide(purchaseRevenue, MathContext.DECIMAL64).doubleValue());
    return new Returns(
        share,
        WEIGHT_PURCHASE_DAYS * purchaseRevenue.movePointRight(6).doubleValue() / purchaseDays);
  }

  /**
   * What is left of a purchase of the customer: 1 less the own share, drawn to that of all
   * customers as if {@link #weightMicros} of purchases with that share had been the customer's,
   * too.
   */
  public Column kept() {
    if (share == 0) {
      return lit(1.0);
    }
    Column bought = col(HistoryColumns.PURCHASE_REVENUE).cast("double");
    Column returned = bought.minus(col(HistoryColumns.REVENUE).cast("double"));
    Column own = returned.plus(share * weightMicros).divide(bought.plus(weightMicros));
    return lit(1.0).minus(least(lit(1.0), greatest(lit(0.0), own)));
  }
}

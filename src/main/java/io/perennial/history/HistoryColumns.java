package io.perennial.history;

import io.perennial.schema.ScoreColumns;

/**
 * Columns of the customer histories. Days are days since 1970-01-01 in the configured time zone,
 * amounts are micros.
 *
 * <p>A row is either a customer, with {@link #CUSTOMER_ID} and {@link #DAYS}, or a {@link #TALLY}.
 * The columns from {@link #FIRST_DAY} on are sums: of the whole history as it was built, or over a
 * range of days by {@link Histories#asOf} and {@link Histories#between}.
 */
public final class HistoryColumns {
  /** The customer, in the type it had in the input. */
  public static final String CUSTOMER_ID = ScoreColumns.CUSTOMER_ID;

  /** The days with at least one row, as {@link CustomerHistory} encodes them. */
  public static final String DAYS = "days";

  /** Counts of rows and customers, for the {@link Reconciliation}; null for a customer. */
  public static final String TALLY = "tally";

  /** First purchase day; null without one. */
  public static final String FIRST_DAY = "first_day";

  /** Last purchase day; null without one. */
  public static final String LAST_DAY = "last_day";

  /** Number of purchase days. */
  public static final String PURCHASE_DAYS = "purchase_days";

  /** Number of orders. */
  public static final String ORDERS = "orders";

  /** Net amount, returns included. */
  public static final String REVENUE = "revenue_micros";

  /** Net amount of the purchase days. */
  public static final String PURCHASE_REVENUE = "purchase_revenue_micros";

  /** Net amount of the purchase days after the first. */
  public static final String REPEAT_REVENUE = "repeat_revenue_micros";

  /** Cost; 0 where costs are not known. */
  public static final String COST = "cost_micros";

  /** Sum of the natural logarithms of the days from each purchase day to the next. */
  public static final String LOG_GAP_DAYS = "log_gap_days";

  private HistoryColumns() {}
}

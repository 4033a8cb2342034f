package io.perennial.schema;

/**
 * Columns of the customer histories, one row a customer. The arrays run parallel, sorted by day;
 * the other columns sum them up to the end of the data so that most readers need no array. Amounts
 * are micros, days are days since 1970-01-01 in the configured time zone.
 *
 * <p>Beside the customers stands one row for each way in which rows were left out: there the
 * customer is null and {@link #ROW_CLASS} says which way. Every row of the input is in exactly one
 * of these rows, so the counts of a run are sums over its histories.
 */
public final class HistoryColumns {
  /** The customer, in the type it had in the input. */
  public static final String CUSTOMER_ID = ScoreColumns.CUSTOMER_ID;

  /** 0 for a customer; otherwise why the rows were left out (see {@code ingest.RowClass}). */
  public static final String ROW_CLASS = "row_class";

  /** Input rows summed up here. */
  public static final String ROWS = "rows";

  /** Earliest timestamp of the rows, in microseconds since 1970-01-01 UTC. */
  public static final String FIRST_TIMESTAMP = "first_timestamp";

  /** Latest timestamp of the rows, in microseconds since 1970-01-01 UTC. */
  public static final String LAST_TIMESTAMP = "last_timestamp";

  /** Days with at least one row. */
  public static final String DAYS = "days";

  /** Number of those days. */
  public static final String DAY_COUNT = "day_count";

  /** Orders placed on each day. */
  public static final String DAY_ORDERS = "day_orders";

  /** Net amount of each day. */
  public static final String DAY_AMOUNTS = "day_amounts";

  /** Cost of each day; null where costs are not known. */
  public static final String DAY_COSTS = "day_costs";

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

  /** Rows that repeat another row of the customer in all columns of the duplicate gate. */
  public static final String DUPLICATE_ROWS = "duplicate_rows";

  /** Net amount of those rows. */
  public static final String DUPLICATE_AMOUNT = "duplicate_micros";

  /** Least currency code of the rows. */
  public static final String FIRST_CURRENCY = "first_currency";

  /** Greatest currency code of the rows. */
  public static final String LAST_CURRENCY = "last_currency";

  private HistoryColumns() {}
}

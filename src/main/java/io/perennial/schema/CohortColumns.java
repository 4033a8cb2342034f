package io.perennial.schema;

/**
 * Columns of the {@code cohorts} table, one row per cohort and period. What cannot be known yet is
 * null, never zero.
 */
public final class CohortColumns {
  /** First day of the period in which the customers bought for the first time. */
  public static final String COHORT = "cohort";

  /** 0 for the period of acquisition, 1 for the next, and so on. */
  public static final String PERIOD = "period";

  /** Customers acquired. */
  public static final String COHORT_SIZE = "cohort_size";

  /** Of them, those with a purchase day in the period; so far, where it has not ended. */
  public static final String ACTIVE_CUSTOMERS = "active_customers";

  /** Active customers ÷ cohort size; null while the period has not ended. */
  public static final String RETENTION = "retention";

  /** Orders in the period; so far, where it has not ended. */
  public static final String ORDERS = "orders";

  /**
   * Net amount in the period, returns included; so far, where it has not ended. Returns before the
   * first purchase day count in period 0.
   */
  public static final String REVENUE = "revenue";

  /** Net amount from period 0 to this one ÷ cohort size; null while the period has not ended. */
  public static final String CUMULATIVE_REVENUE_PER_CUSTOMER = "cumulative_revenue_per_customer";

  /** Whether the period had ended by the run date. */
  public static final String OBSERVED = "observed";

  private CohortColumns() {}
}

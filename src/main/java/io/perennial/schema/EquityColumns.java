package io.perennial.schema;

/**
 * Columns of the {@code equity} table: what the customers of a cohort together are expected to do
 * over the horizon. One row a cohort, and one of all customers.
 */
public final class EquityColumns {
  /** First day of the period of the first purchase; null in the row of all customers. */
  public static final String COHORT = "cohort";

  /** Customers with a purchase. */
  public static final String CUSTOMERS = "customers";

  /** Expected purchase days over the horizon. */
  public static final String EXPECTED_PURCHASES = ScoreColumns.EXPECTED_PURCHASES;

  /**
   * Lower end of the interval of the purchase days there will be; null without a bootstrap, and for
   * a cohort that nothing is expected of.
   */
  public static final String EXPECTED_PURCHASES_LOW = ScoreColumns.EXPECTED_PURCHASES_LOW;

  /** Upper end of that interval. */
  public static final String EXPECTED_PURCHASES_HIGH = ScoreColumns.EXPECTED_PURCHASES_HIGH;

  /** Expected margin over the horizon, discounted to the run date. */
  public static final String PREDICTED_CLV = ScoreColumns.PREDICTED_CLV;

  /** Lower end of the interval of the discounted margin there will be; null likewise. */
  public static final String PREDICTED_CLV_LOW = ScoreColumns.PREDICTED_CLV_LOW;

  /** Upper end of that interval. */
  public static final String PREDICTED_CLV_HIGH = ScoreColumns.PREDICTED_CLV_HIGH;

  private EquityColumns() {}
}

package io.perennial.schema;

import java.util.List;

/**
 * Columns of the {@code scores} table, one row a customer. Money observed is {@code decimal(19,6)},
 * exact; estimates are doubles.
 */
public final class ScoreColumns {
  /** The customer, in the type it had in the input. */
  public static final String CUSTOMER_ID = "customer_id";

  /** Date of the first purchase day. */
  public static final String FIRST_PURCHASE = "first_purchase";

  /** Date of the last purchase day. */
  public static final String LAST_PURCHASE = "last_purchase";

  /** Distinct orders with a positive row, to date. */
  public static final String ORDERS = "orders";

  /** x: purchase days after the first. The first is left out, as the models assume. */
  public static final String FREQUENCY = "frequency";

  /** t_x: days from the first to the last purchase day. */
  public static final String RECENCY_DAYS = "recency_days";

  /** T: days from the first purchase day to the run date. */
  public static final String AGE_DAYS = "age_days";

  /** Mean net amount of the repeat purchase days; null when frequency is 0. */
  public static final String MONETARY_VALUE = "monetary_value";

  /** Net amount to date, returns included. */
  public static final String REVENUE = "revenue";

  /** 1 (longest ago) to 5 (latest). */
  public static final String R_SCORE = "r_score";

  /** 1 (fewest purchase days) to 5 (most). */
  public static final String F_SCORE = "f_score";

  /** 1 (least revenue) to 5 (most). */
  public static final String M_SCORE = "m_score";

  /** Segment named by the scores. */
  public static final String RFM_SEGMENT = "rfm_segment";

  /** Margin earned to date. */
  public static final String HISTORICAL_CLV = "historical_clv";

  /** AOV × frequency ÷ churn × margin, less returns; null when churn cannot be measured. */
  public static final String FORMULA_CLV = "formula_clv";

  /** Probability of being active at the run date. */
  public static final String P_ALIVE = "p_alive";

  /** Expected purchase days over the horizon. */
  public static final String EXPECTED_PURCHASES = "expected_purchases";

  /** Expected purchase days over the horizon, each discounted to the run date. */
  public static final String DISCOUNTED_EXPECTED_PURCHASES = "discounted_expected_purchases";

  /** Expected net amount of a future purchase day. */
  public static final String EXPECTED_PURCHASE_VALUE = "expected_purchase_value";

  /**
   * Expected net amount over the horizon, less returns on days without a purchase, not discounted.
   */
  public static final String EXPECTED_REVENUE = "expected_revenue";

  /** Expected margin over the horizon, less these returns, discounted to the run date. */
  public static final String PREDICTED_CLV = "predicted_clv";

  /**
   * Lower end of the interval of the number of purchase days over the horizon, which reflects the
   * uncertainty of parameters and individuals, or how far a back-test of the same horizon missed;
   * null for models fitted without a bootstrap.
   */
  public static final String EXPECTED_PURCHASES_LOW = "expected_purchases_low";

  /** Upper end of that interval. */
  public static final String EXPECTED_PURCHASES_HIGH = "expected_purchases_high";

  /**
   * Lower end of the interval of the discounted margin over the horizon; null for models fitted
   * without a bootstrap.
   */
  public static final String PREDICTED_CLV_LOW = "predicted_clv_low";

  /** Upper end of that interval. */
  public static final String PREDICTED_CLV_HIGH = "predicted_clv_high";

  /** Name and version of the model that made the forecasts. */
  public static final String MODEL = "model";

  /** The run that wrote the row. */
  public static final String RUN_ID = "run_id";

  /**
   * Days of the horizon in which the customer is expected to be active: P(alive) × mean lifetime
   * from the run date on, restricted to the horizon. The mean without that restriction does not
   * exist in many fits.
   */
  public static final String EXPECTED_LIFETIME_DAYS = "expected_lifetime_days";

  /** Tier of predicted value; of margin to date where none is predicted. */
  public static final String VALUE_TIER = "value_tier";

  /** Value to date and predicted ÷ the mean over the cohort; null where that is not above 0. */
  public static final String COHORT_BENCHMARK = "cohort_benchmark";

  /** The same ÷ the mean over the RFM segment. */
  public static final String SEGMENT_BENCHMARK = "segment_benchmark";

  /** What it cost to win the customer; null where that is not known. */
  public static final String ACQUISITION_COST = "acquisition_cost";

  /** Margin to date, less the cost of acquisition; null where that is not known. */
  public static final String MARGIN_AFTER_ACQUISITION = "margin_after_acquisition";

  /** Net amount to date less the cost of goods, as far as it is known. */
  public static final String MARGIN_PRODUCT = "margin_product";

  /** The same less the cost to serve, as far as it is known. */
  public static final String MARGIN_DELIVERED = "margin_delivered";

  /**
   * Whether the customer bought in the later of the two windows over which churn is measured; null
   * for those who did not buy in the earlier.
   */
  public static final String RETAINED = "retained";

  /**
   * Standard deviation of the discounted margin over the horizon, of this customer; null where
   * there are no intervals.
   */
  public static final String PREDICTED_CLV_DEVIATION = "predicted_clv_deviation";

  /**
   * {@link #PREDICTED_CLV}, corrected by what earlier dates taught; null where nothing was learned.
   */
  public static final String CORRECTED_CLV = "corrected_clv";

  /** Orders customers by what they are worth, higher is better; null where nothing was learned. */
  public static final String RANK_SCORE = "rank_score";

  /** What gave the level of {@link #CORRECTED_CLV}; null without it. */
  public static final String LEVEL_MODEL = "level_model";

  /** What gave the order of {@link #RANK_SCORE}; null without it. */
  public static final String RANK_MODEL = "rank_model";

  /** All columns that every run has, in the order of the table; attributes follow. */
  public static final List<String> ALL =
      List.of(
          CUSTOMER_ID,
          FIRST_PURCHASE,
          LAST_PURCHASE,
          ORDERS,
          FREQUENCY,
          RECENCY_DAYS,
          AGE_DAYS,
          MONETARY_VALUE,
          REVENUE,
          R_SCORE,
          F_SCORE,
          M_SCORE,
          RFM_SEGMENT,
          HISTORICAL_CLV,
          FORMULA_CLV,
          P_ALIVE,
          EXPECTED_PURCHASES,
          DISCOUNTED_EXPECTED_PURCHASES,
          EXPECTED_PURCHASE_VALUE,
          EXPECTED_REVENUE,
          PREDICTED_CLV,
          MODEL,
          RUN_ID,
          EXPECTED_PURCHASES_LOW,
          EXPECTED_PURCHASES_HIGH,
          PREDICTED_CLV_LOW,
          PREDICTED_CLV_HIGH,
          EXPECTED_LIFETIME_DAYS,
          VALUE_TIER,
          COHORT_BENCHMARK,
          SEGMENT_BENCHMARK,
          ACQUISITION_COST,
          MARGIN_AFTER_ACQUISITION,
          MARGIN_PRODUCT,
          MARGIN_DELIVERED,
          RETAINED,
          PREDICTED_CLV_DEVIATION,
          CORRECTED_CLV,
          RANK_SCORE,
          LEVEL_MODEL,
          RANK_MODEL);

  private ScoreColumns() {}
}

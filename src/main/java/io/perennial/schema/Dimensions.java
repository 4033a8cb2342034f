package io.perennial.schema;

import java.util.List;

/**
 * Names of dimensions, which are ways to split all customers into segments, and of segments that
 * every dimension may have.
 */
public final class Dimensions {
  /** The dimension of one segment, of the same name, that holds all customers. */
  public static final String ALL = "all";

  /** The segment of customers of whom the dimension is not known. */
  public static final String NONE = "(none)";

  /** The segment that small ones, or too many of them, are folded into. */
  public static final String OTHER = "(other)";

  /** The segments of {@link ScoreColumns#RFM_SEGMENT}. */
  public static final String RFM_SEGMENT = ScoreColumns.RFM_SEGMENT;

  /** Tiers of predicted value; of value to date where none is predicted. */
  public static final String VALUE_TIER = "value_tier";

  /** Length of the relationship: time since the first purchase. */
  public static final String TENURE = "tenure";

  /** Bands of the net amount to date. */
  public static final String SPEND_BAND = "spend_band";

  /** Period of the first purchase. */
  public static final String COHORT = "cohort";

  /** The dimensions that need no further input. */
  public static final List<String> BUILT_IN =
      List.of(RFM_SEGMENT, VALUE_TIER, TENURE, SPEND_BAND, COHORT);

  private Dimensions() {}
}

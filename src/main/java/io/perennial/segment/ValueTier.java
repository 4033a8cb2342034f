package io.perennial.segment;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;

/**
 * Tiers of customers by value: the top 1%, the rest of the top 5%, of the top 20% and of the top
 * 50%, and the lower half. Customers of equal value share a tier: where they do not all fit into
 * the upper one, all are in the lower.
 */
public final class ValueTier {
  /** Shares of the customers, in per cent, down to which the tiers but the last reach. */
  public static final List<Integer> TOP_PERCENT = List.of(1, 5, 20, 50);

  /** The tier of all others. */
  public static final String LOWEST = "lower-50";

  private ValueTier() {}

  /** The name of the tier that reaches down to this share. */
  public static String label(int topPercent) {
    return "top-" + topPercent;
  }

  /**
   * The tier of a value.
   *
   * @param limits the least value of each tier but the last, descending
   */
  public static Column of(Column value, List<Double> limits) {
    Column tier = lit(LOWEST);
    for (int i = TOP_PERCENT.size() - 1; i >= 0; i--) {
      tier = when(value.geq(limits.get(i)), label(TOP_PERCENT.get(i))).otherwise(tier);
    }
    return tier;
  }
}

package io.perennial.economics;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * A measure of some customers.
 *
 * @param customers how many
 * @param variance of single customers, unbiased; NaN of fewer than two
 */
public record Sample(long customers, double mean, double variance) {
  /**
   * The sample with these sums, which do not depend on the order of the customers.
   *
   * @param customers at least one
   * @param squares sum of the squares
   */
  public static Sample of(long customers, BigDecimal sum, BigDecimal squares) {
    BigDecimal n = BigDecimal.valueOf(customers);
    BigDecimal mean = sum.divide(n, MathContext.DECIMAL128);
    // Exact up to here: the difference of large, nearly equal numbers is small.
    BigDecimal deviations = squares.subtract(sum.multiply(mean)).max(BigDecimal.ZERO);
    return new Sample(
        customers,
        mean.doubleValue(),
        customers < 2 ? Double.NaN : deviations.doubleValue() / (customers - 1));
  }
}

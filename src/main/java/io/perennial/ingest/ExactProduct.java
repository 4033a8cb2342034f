package io.perennial.ingest;

import java.math.BigInteger;

/** Amounts times fractions of whole numbers, exact until one rounding at the end. */
final class ExactProduct {
  private ExactProduct() {}

  /**
   * {@code micros · n1 · n2 ÷ (d1 · d2)}, rounded to the nearest whole micro, halves away from
   * zero.
   *
   * @param n1 above 0, as are the others
   * @param most the largest absolute value of a result
   * @param beyond what to return where the result is larger
   */
  static long of(long micros, long n1, long n2, long d1, long d2, long most, long beyond) {
    if (fits(n1, n2) && fits(d1, d2) && fits(micros, n1 * n2)) {
      long product = micros * n1 * n2;
      long divisor = d1 * d2;
      long quotient = product / divisor;
      long rest = Math.abs(product % divisor);
      long rounded = rest >= divisor - rest ? quotient + Long.signum(product) : quotient;
      return Math.abs(rounded) <= most ? rounded : beyond;
    }
    BigInteger product = big(micros).multiply(big(n1)).multiply(big(n2));
    BigInteger divisor = big(d1).multiply(big(d2));
    BigInteger[] parts = product.abs().divideAndRemainder(divisor);
    BigInteger rounded =
        parts[1].shiftLeft(1).compareTo(divisor) >= 0 ? parts[0].add(BigInteger.ONE) : parts[0];
    return rounded.compareTo(big(most)) <= 0 ? product.signum() * rounded.longValue() : beyond;
  }

  private static boolean fits(long a, long b) {
    return Math.multiplyHigh(a, b) == (a * b) >> 63;
  }

  private static BigInteger big(long number) {
    return BigInteger.valueOf(number);
  }
}

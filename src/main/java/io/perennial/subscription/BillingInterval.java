package io.perennial.subscription;

import java.math.BigInteger;

/**
 * How often an amount is due: every {@code count} units.
 *
 * @param count 1 or more
 */
public record BillingInterval(Unit unit, int count) {
  /** A unit of time, as a fraction of a month: a year has 12 months, 52 weeks and 365 days. */
  public enum Unit {
    DAY(365, 12),
    WEEK(52, 12),
    MONTH(1, 1),
    QUARTER(1, 3),
    YEAR(1, 12);

    private final long times;
    private final long per;

    Unit(long times, long per) {
      this.times = times;
      this.per = per;
    }
  }

  /**
   * The amount of a month: of 90 a quarter 30, of 10 a week 43.333333. Rounded to micros once,
   * halves away from zero.
   *
   * @param micros due once in each interval
   * @throws ArithmeticException when the result is beyond 9.2e12 currency units
   */
  public long monthly(long micros) {
    BigInteger numerator = BigInteger.valueOf(micros).multiply(BigInteger.valueOf(unit.times));
    BigInteger denominator = BigInteger.valueOf(unit.per * count);
    BigInteger half = denominator.multiply(BigInteger.valueOf(micros < 0 ? -1 : 1));
    return numerator
        .multiply(BigInteger.TWO)
        .add(half)
        .divide(denominator.multiply(BigInteger.TWO))
        .longValueExact();
  }
}

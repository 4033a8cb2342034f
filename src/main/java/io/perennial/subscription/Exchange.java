package io.perennial.subscription;

import java.io.Serializable;

/** Amounts of any currency in the reporting currency, at the rate of a month. */
@FunctionalInterface
public interface Exchange extends Serializable {
  /** All amounts are in one currency already. */
  Exchange NONE = (micros, currency, month) -> micros;

  /**
   * @param month since year 0, see {@link Months}
   */
  long convert(long micros, String currency, int month);
}

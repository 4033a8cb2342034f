package io.perennial.economics;

import java.util.OptionalInt;

/**
 * When customers who have not paid back what they cost are expected to have done so: the month of
 * their age in which the margin that is predicted makes up what is missing, if it comes evenly over
 * the horizon. Customers leave, so more of it comes early than late, and the true month is rather
 * earlier.
 *
 * @param missing of the cost, per customer, at the run date
 * @param ageMonths of a customer at the run date, on average
 * @param horizonMonths over which margin is predicted
 */
public record PaybackProjection(double missing, double ageMonths, double horizonMonths) {
  /**
   * The month of age, counted from 0; empty where the horizon ends before.
   *
   * @param predicted margin of a customer over the horizon
   */
  public OptionalInt month(double predicted) {
    if (missing <= 0) {
      return OptionalInt.of((int) ageMonths);
    }
    if (!(predicted >= missing)) {
      return OptionalInt.empty();
    }
    return OptionalInt.of((int) (ageMonths + missing / predicted * horizonMonths));
  }
}

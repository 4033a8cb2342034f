package io.perennial.features;

import java.io.Serializable;

/**
 * The day that features are of.
 *
 * @param day in days since 1970-01-01
 */
public record RunDay(int day) implements Serializable {
  /** Days since another day. Called by the code that Spark generates. */
  public int since(int earlier) {
    return Math.subtractExact(day, earlier);
  }
}

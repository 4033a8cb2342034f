package io.perennial.evaluation;

/**
 * What a customer did after an origin, as all forecasts are compared with it.
 *
 * @param logarithm of one plus it
 * @param rank of the customer by it, ties averaged
 * @param rankAmongAll the same among the customers of all origins
 */
record Outcome(double actual, double logarithm, double rank, double rankAmongAll) {
  static Outcome of(double actual, double rank, double rankAmongAll) {
    return new Outcome(actual, logarithm(actual), rank, rankAmongAll);
  }

  /**
   * Of one plus an amount; a negative one counts as 0. {@code Math.log1p} takes ten times as long.
   */
  static double logarithm(double amount) {
    return amount > 0 ? Math.log(1 + amount) : 0;
  }
}

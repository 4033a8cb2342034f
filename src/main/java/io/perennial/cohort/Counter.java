package io.perennial.cohort;

/**
 * Counts one subject over customers. All it keeps are sums of whole numbers, by line and number, so
 * that the sums of several counters add up to those of one: a counter for each partition and
 * segment does. A line is a cohort for some, and the only one, {@link #ONE}, for others.
 */
interface Counter {
  /** The line of a counter that has one. */
  int ONE = 0;

  /** Counts a customer with a purchase day. */
  void add(CustomerDays customer);

  /** Passes on all sums. */
  void forEach(Sink sink);

  /** Takes sums. */
  interface Sink {
    void accept(int line, int number, long[] sums);
  }
}

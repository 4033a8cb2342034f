package io.perennial.subscription;

/** What is summed up by month and plan: money in micros, and customers. */
public enum Measure {
  NEW,
  REACTIVATION,
  EXPANSION,
  RESUMED,
  /** Signed. */
  FX,
  CONTRACTION,
  CHURN,
  PAUSED,
  TRANSFERRED_IN,
  TRANSFERRED_OUT,
  /** At the end of the month or, in the last one, of the run date. */
  CLOSING,
  BILLED,
  /** What is left of the closing of the run date when scheduled cancellations are through. */
  COMMITTED,
  CHURN_VOLUNTARY,
  CHURN_INVOLUNTARY,
  /** Money of the customers there at the start, at the rates of this month. */
  THEN,
  /** Of that, what they still pay at the end: each at most what he paid. */
  KEPT,
  /** What they pay at the end. */
  NOW,
  THEN_12,
  KEPT_12,
  NOW_12,
  /** From here on to {@link #STAYED} customers, not micros. */
  AT_START,
  /** Customers there at the start and not at the end. */
  LOST,
  ACTIVE,
  NEW_CUSTOMERS,
  REACTIVATED_CUSTOMERS,
  CHURNED_CUSTOMERS,
  TRIALS,
  CONVERSIONS,
  /** Of lives, by months: those that ended in their n-th month. */
  LEFT,
  /** Of lives, by months: those that go on after n complete months. */
  STAYED,
  /** Money of the lives that go on. */
  LIVE
}

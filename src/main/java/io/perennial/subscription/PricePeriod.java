package io.perennial.subscription;

/**
 * One price of one subscription, for as long as it holds. Days are since 1970-01-01, amounts are
 * micros a month.
 *
 * @param subscription null where the input has no identifier: then a subscription of its own
 * @param plan null where no plans are mapped
 * @param end the first day that is not paid any more; {@link #NEVER} where it runs on
 * @param monthly what the contract says, not negative
 * @param billed what is billed, after discount
 * @param leaving why it ended
 * @param pausedFrom first day of a pause; {@link #NEVER} without one
 * @param pausedTo the first day after it; {@link #NEVER} where it goes on
 * @param trialEnd the first paid day after a trial; {@link #NO_TRIAL} without one
 * @param currency null where none is mapped
 */
public record PricePeriod(
    String subscription,
    String plan,
    int start,
    int end,
    long monthly,
    long billed,
    Leaving leaving,
    int pausedFrom,
    int pausedTo,
    int trialEnd,
    String currency) {
  public static final int NEVER = Integer.MAX_VALUE;
  public static final int NO_TRIAL = Integer.MIN_VALUE;

  /** Why a period ended. */
  public enum Leaving {
    /** Nothing is known. */
    UNKNOWN,
    /** The customer wanted it to. */
    VOLUNTARY,
    /** A payment failed, for example. */
    INVOLUNTARY
  }

  /** The first paid day. */
  int paidFrom() {
    return Math.max(start, trialEnd);
  }

  /** Whether it has a paid day and a price. */
  boolean isPaid() {
    return monthly > 0 && paidFrom() < end;
  }

  boolean hasTrial() {
    return trialEnd > start && end > start;
  }

  PricePeriod endingOn(int day) {
    return new PricePeriod(
        subscription,
        plan,
        start,
        day,
        monthly,
        billed,
        leaving,
        pausedFrom,
        pausedTo,
        trialEnd,
        currency);
  }
}

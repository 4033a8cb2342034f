package io.perennial.subscription;

/**
 * What a subscription is on a day.
 *
 * @param period that holds; null for none
 * @param paid micros a month in the reporting currency; 0 while it is paused
 * @param held the same while it is paused; 0 otherwise
 */
record Position(PricePeriod period, long paid, long held) {
  static final Position NONE = new Position(null, 0, 0);

  static Position of(PricePeriod period, boolean paused, long micros) {
    return new Position(period, paused ? 0 : micros, paused ? micros : 0);
  }

  boolean isThere() {
    return period != null;
  }

  String plan() {
    return period.plan();
  }

  /** The same at another rate of exchange. */
  Position at(long micros) {
    return of(period, paid == 0, micros);
  }
}

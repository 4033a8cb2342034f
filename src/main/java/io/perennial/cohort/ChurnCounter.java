package io.perennial.cohort;

/** Customers with a purchase day in the earlier of two windows, and those lost in the later. */
final class ChurnCounter implements Counter {
  private static final int EARLIER = 0;
  private static final int LOST = 1;

  private final ActivityWindows windows;
  private final long[] sums = new long[2];

  ChurnCounter(ActivityWindows windows) {
    this.windows = windows;
  }

  @Override
  public void add(CustomerDays customer) {
    boolean earlier = false;
    boolean later = false;
    for (int i = customer.size() - 1; i >= 0 && customer.day(i) >= windows.earlierStart(); i--) {
      boolean isLater = customer.day(i) >= windows.laterStart();
      later |= isLater && customer.isPurchase(i);
      earlier |= !isLater && customer.isPurchase(i);
    }
    if (earlier) {
      sums[EARLIER]++;
      sums[LOST] += later ? 0 : 1;
    }
  }

  @Override
  public void forEach(Sink sink) {
    sink.accept(ONE, 0, sums);
  }

  static long earlierActive(long[] sums) {
    return sums[EARLIER];
  }

  static long lost(long[] sums) {
    return sums[LOST];
  }
}

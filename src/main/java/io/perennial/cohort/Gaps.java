package io.perennial.cohort;

/** Customers who bought again, by days from the first purchase day to the second. */
final class Gaps implements Counter {
  private final NumberedSums gaps = new NumberedSums(1);

  @Override
  public void add(CustomerDays customer) {
    if (customer.boughtAgain()) {
      gaps.at(customer.gap())[0]++;
    }
  }

  @Override
  public void forEach(Sink sink) {
    gaps.forEach((gap, sums) -> sink.accept(ONE, gap, sums));
  }

  static long customers(long[] sums) {
    return sums[0];
  }
}

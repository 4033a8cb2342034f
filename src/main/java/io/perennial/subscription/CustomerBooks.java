package io.perennial.subscription;

import java.util.List;

/**
 * What customers leave behind: movements decided per customer and per subscription, lives, and the
 * periods that could not be taken. Customers are booked one after the other.
 */
final class CustomerBooks {
  private final Policy policy;
  private final Exchange exchange;
  private final MonthCells customers = new MonthCells();
  private final MonthCells subscriptions = new MonthCells();
  private final MonthCells lives = new MonthCells();

  CustomerBooks(Policy policy, Exchange exchange) {
    this.policy = policy;
    this.exchange = exchange;
  }

  /**
   * Books a customer.
   *
   * @return the periods that overlap an earlier one of their subscription and are left out
   */
  List<PricePeriod> book(List<PricePeriod> given) {
    PeriodSequence sequence = PeriodSequence.of(given);
    Trials.count(sequence.periods(), policy, customers);
    Trials.count(sequence.periods(), policy, subscriptions);
    List<PricePeriod> paid =
        new Grace(policy.graceDays(), policy.runDay())
            .join(sequence.periods().stream().filter(PricePeriod::isPaid).toList());
    new CustomerLedger(policy, exchange, customers, new LifeCells()).book(paid);
    int from = 0;
    for (int to = 1; to <= paid.size(); to++) {
      if (to == paid.size() || !isSame(paid.get(from), paid.get(to))) {
        new CustomerLedger(policy, exchange, subscriptions, CustomerLedger.NO_LIVES)
            .book(paid.subList(from, to));
        from = to;
      }
    }
    return sequence.overlapping();
  }

  private static boolean isSame(PricePeriod one, PricePeriod other) {
    return one.subscription() != null && one.subscription().equals(other.subscription());
  }

  /** By month and plan, decided by the customer's sum. */
  MonthCells customers() {
    return customers;
  }

  /** By month and plan, decided by each subscription. */
  MonthCells subscriptions() {
    return subscriptions;
  }

  /** By length of life in months and the plan it began with. */
  MonthCells lives() {
    return lives;
  }

  private final class LifeCells implements CustomerLedger.Lives {
    @Override
    public void ended(String plan, int firstDay, int lastDay) {
      add(plan, Months.begun(firstDay, lastDay), Measure.LEFT, 1);
    }

    @Override
    public void goesOn(String plan, int firstDay, long micros) {
      int months = Months.complete(firstDay, policy.runDay());
      add(plan, months, Measure.STAYED, 1);
      add(plan, months, Measure.LIVE, micros);
    }

    private void add(String plan, int months, Measure measure, long value) {
      lives.add(MonthCells.ALL, months, measure, value);
      if (policy.hasPlans()) {
        lives.add(plan, months, measure, value);
      }
    }
  }
}

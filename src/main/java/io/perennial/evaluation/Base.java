package io.perennial.evaluation;

import io.perennial.history.HistorySummary;
import io.perennial.history.PurchasePolicy;
import io.perennial.schema.ExactTotals;
import io.perennial.schema.Money;
import java.io.Serializable;

/**
 * The customers of an origin taken together: how often they bought by then, and the distribution of
 * what they did after it. Mergeable.
 */
final class Base implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Actuals purchases = new Actuals();
  private final Actuals spend = new Actuals();
  private long repeatPurchases;
  private final ExactTotals repeatSpend = new ExactTotals(1);
  private long ageDays;

  /**
   * Adds a customer, if it has bought by the origin.
   *
   * @param history encoded
   * @param origin in days since 1970-01-01
   */
  void add(byte[] history, int origin, int horizonDays, PurchasePolicy policy) {
    HistorySummary past = HistorySummary.of(history, Integer.MIN_VALUE, origin, policy);
    if (past.purchaseDays() == 0) {
      return;
    }
    HistorySummary later = HistorySummary.of(history, origin + 1, origin + horizonDays, policy);
    purchases.add(later.purchaseDays());
    spend.add(later.purchaseRevenue() / (double) Money.MICROS);
    repeatPurchases += past.purchaseDays() - 1;
    repeatSpend.addMicros(0, past.repeatRevenue());
    ageDays += origin - past.firstDay();
  }

  Base merge(Base other) {
    purchases.merge(other.purchases);
    spend.merge(other.spend);
    repeatPurchases += other.repeatPurchases;
    repeatSpend.addAll(other.repeatSpend);
    ageDays += other.ageDays;
    return this;
  }

  Actuals actuals(Target target) {
    return target == Target.PURCHASES ? purchases : spend;
  }

  /**
   * What a customer does in a day on average, from the first purchase to the origin, that first
   * purchase left out.
   */
  double dailyRate(Target target) {
    double total =
        target == Target.PURCHASES ? repeatPurchases : repeatSpend.total(0).doubleValue();
    return ageDays == 0 ? 0.0 : total / ageDays;
  }
}

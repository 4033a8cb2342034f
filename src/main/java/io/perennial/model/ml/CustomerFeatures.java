package io.perennial.model.ml;

import io.perennial.history.CustomerHistory;
import io.perennial.history.PurchasePolicy;
import java.util.List;

/**
 * What a customer's history says as of a day, without scale: times are shares of the history of all
 * customers, amounts are shares of the mean order. A shop that is seen twice as long, in another
 * currency, has the same features; what is learned at an earlier origin holds at a later one.
 *
 * <p>Days after the last one are never looked at.
 */
final class CustomerFeatures {
  /** The names, in the order of the values. */
  static final List<String> NAMES =
      List.of(
          "frequency",
          "recency",
          "age",
          "silence",
          "silence_of_age",
          "overdue",
          "regularity",
          "first_gap",
          "last_gap",
          "recent_purchases",
          "later_purchases",
          "later_share",
          "mean_value",
          "first_value",
          "last_value",
          "largest_value",
          "spend",
          "spend_rate",
          "recent_spend",
          "later_spend",
          "value_trend",
          "orders",
          "returned");

  /** What stands for a figure that a customer with too few purchases does not have. */
  private static final double NONE = -1;

  private static final double MICROS = 1e6;

  private CustomerFeatures() {}

  /**
   * The features of a customer with a purchase, in the order of {@link #NAMES}.
   *
   * @param lastDay the day at whose end the customer is looked at
   * @param historyDays from the first purchase of any customer to that day
   * @param meanOrder net amount of the mean purchase day up to that day
   */
  static double[] of(
      CustomerHistory history,
      int lastDay,
      PurchasePolicy policy,
      double historyDays,
      double meanOrder) {
    int size = 0;
    while (size < history.size() && history.day(size) <= lastDay) {
      size++;
    }
    int[] days = new int[size];
    double[] values = new double[size];
    int n = 0;
    double returned = 0;
    long orders = 0;
    for (int i = 0; i < size; i++) {
      orders += history.orders(i);
      if (policy.isPurchase(history.amount(i))) {
        days[n] = history.day(i);
        values[n++] = history.amount(i) / MICROS / meanOrder;
      } else {
        returned -= history.amount(i) / MICROS / meanOrder;
      }
    }
    return n == 0
        ? new double[NAMES.size()]
        : features(new Purchases(days, values, n), lastDay, historyDays, orders, returned);
  }

  /**
   * Purchase days.
   *
   * @param values net amounts, in mean orders
   * @param count how many of both there are
   */
  private record Purchases(int[] days, double[] values, int count) {
    int first() {
      return days[0];
    }

    int last() {
      return days[count - 1];
    }

    int since(double day) {
      int purchases = 0;
      for (int i = count - 1; i >= 0 && days[i] > day; i--) {
        purchases++;
      }
      return purchases;
    }

    double spendSince(double day) {
      double spend = 0;
      for (int i = count - 1; i >= 0 && days[i] > day; i--) {
        spend += values[i];
      }
      return spend;
    }

    double spend() {
      double spend = 0;
      for (int i = 0; i < count; i++) {
        spend += values[i];
      }
      return spend;
    }

    double largest() {
      double largest = values[0];
      for (int i = 1; i < count; i++) {
        largest = Math.max(largest, values[i]);
      }
      return largest;
    }

    /**
     * Mean of the logarithms of the gaps less the logarithm of their mean: 0 when all are equal.
     */
    double regularity() {
      double logs = 0;
      for (int i = 1; i < count; i++) {
        logs += Math.log(days[i] - days[i - 1]);
      }
      int gaps = count - 1;
      return logs / gaps - Math.log((double) (last() - first()) / gaps);
    }
  }

  private static double[] features(
      Purchases purchases, int lastDay, double historyDays, long orders, double returned) {
    int n = purchases.count();
    int x = n - 1;
    double span = Math.max(1, historyDays);
    double recency = purchases.last() - purchases.first();
    double age = lastDay - purchases.first();
    double silence = lastDay - purchases.last();
    double spend = purchases.spend();
    double recently = lastDay - span / 4;
    double later = lastDay - age / 2;
    double laterSpend = purchases.spendSince(later);
    double mean = spend / n;
    int[] days = purchases.days();
    return new double[] {
      x,
      recency / span,
      age / span,
      silence / span,
      silence / Math.max(1, age),
      x == 0 ? NONE : silence / (recency / x),
      x < 2 ? 1 : purchases.regularity(),
      x == 0 ? NONE : (days[1] - days[0]) / span,
      x == 0 ? NONE : (days[n - 1] - days[n - 2]) / span,
      purchases.since(recently),
      purchases.since(later),
      (double) purchases.since(later) / n,
      mean,
      purchases.values()[0],
      purchases.values()[n - 1],
      purchases.largest(),
      spend,
      spend * span / Math.max(span / 20, age),
      purchases.spendSince(recently),
      laterSpend,
      mean == 0 ? 1 : purchases.values()[n - 1] / mean,
      (double) orders / n,
      returned
    };
  }
}

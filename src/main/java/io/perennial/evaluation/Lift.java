package io.perennial.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * What customers did, in the descending order of a forecast. Customers with equal forecasts are one
 * group, whose order among themselves says nothing: they hold equal parts of what the group holds.
 *
 * @param groups by descending forecast
 */
record Lift(List<Group> groups) {
  /** Parts of the customers in a table of deciles. */
  static final int TENTHS = 10;

  /** Customers with one forecast, the sum of their forecasts and of what they did. */
  record Group(double customers, double forecast, double actual) {}

  double customers() {
    return groups.stream().mapToDouble(Group::customers).sum();
  }

  double actual() {
    return groups.stream().mapToDouble(Group::actual).sum();
  }

  /**
   * The area between the curve of what the first customers hold, as shares of both, and the
   * diagonal; null where nobody did anything.
   */
  Double gini() {
    double customers = customers();
    double total = actual();
    if (!(total > 0)) {
      return null;
    }
    double area = 0.0;
    double before = 0.0;
    for (Group group : groups) {
      area += group.customers / customers * (before + group.actual / 2) / total;
      before += group.actual;
    }
    return area - 0.5;
  }

  /** The share of the total that the first tenth of the customers holds, at least one of them. */
  Double topDecile() {
    double total = actual();
    return total > 0 ? first(Math.max(1, Math.floor(customers() / TENTHS))).actual / total : null;
  }

  /**
   * Ten groups of as many customers, the best first; where customers do not divide by ten, some
   * have one more.
   */
  List<Group> deciles() {
    double customers = customers();
    List<Group> deciles = new ArrayList<>();
    Group before = new Group(0, 0, 0);
    for (int tenth = 1; tenth <= TENTHS; tenth++) {
      Group upTo = first(Math.floor(customers * tenth / TENTHS));
      deciles.add(
          new Group(
              upTo.customers - before.customers,
              upTo.forecast - before.forecast,
              upTo.actual - before.actual));
      before = upTo;
    }
    return deciles;
  }

  /** The first so many customers. */
  private Group first(double customers) {
    double left = customers;
    double forecast = 0.0;
    double actual = 0.0;
    for (Group group : groups) {
      double share = Math.min(1.0, left / group.customers);
      forecast += share * group.forecast;
      actual += share * group.actual;
      left -= share * group.customers;
      if (left <= 0) {
        break;
      }
    }
    return new Group(customers, forecast, actual);
  }
}

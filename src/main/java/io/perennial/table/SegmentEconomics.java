package io.perennial.table;

import io.perennial.config.Settings;
import io.perennial.economics.Churn;
import io.perennial.economics.UnitCosts;
import io.perennial.economics.ValueFormulas;
import io.perennial.economics.ValueFormulas.Input;
import io.perennial.economics.ValueFormulas.Measured;
import io.perennial.economics.ValueFormulas.Result;
import io.perennial.table.SegmentTotals.Sum;
import java.util.List;
import java.util.OptionalDouble;

/** The value formulas of a segment, from its sums. */
final class SegmentEconomics {
  private static final double DAYS_IN_MONTH = 365.25 / 12;

  private final SegmentTotals totals;
  private final Churn churn;
  private final List<Result> formulas;

  SegmentEconomics(SegmentTotals totals, Facts facts) {
    this.totals = totals;
    this.churn = facts.churn(totals.earlierActive(), totals.lost());
    this.formulas = ValueFormulas.of(measured(facts.settings(), facts.unitCosts()));
  }

  SegmentTotals totals() {
    return totals;
  }

  /** The churn of the segment, by the windows of that of all customers. */
  Churn churn() {
    return churn;
  }

  /** All formulas. */
  List<Result> formulas() {
    return formulas;
  }

  /** Net amount of an order. */
  Input orderValue() {
    return totals.orders() == 0
        ? Input.missing("there are no orders")
        : Input.of(totals.sum(Sum.REVENUE).doubleValue() / totals.orders());
  }

  /** Orders of a customer in a month since the first purchase. */
  Input ordersPerMonth() {
    return Input.of(totals.orders() / totals.months());
  }

  /** LTV : CAC; null without one. */
  Double valueToCost() {
    return value(ValueFormulas.VALUE_TO_COST);
  }

  /** CAC ÷ monthly margin of a customer; null without one. */
  Double paybackMonths() {
    return value(ValueFormulas.PAYBACK);
  }

  private Double value(String formula) {
    return formulas.stream()
        .filter(result -> result.formula().equals(formula))
        .findFirst()
        .orElseThrow()
        .value();
  }

  private Measured measured(Settings settings, UnitCosts costs) {
    double revenue = totals.sum(Sum.REVENUE).doubleValue();
    double product = totals.sum(Sum.MARGIN_PRODUCT).doubleValue();
    double delivered = totals.sum(Sum.MARGIN_DELIVERED).doubleValue();
    return new Measured(
        orderValue(),
        ordersPerMonth(),
        revenue > 0
            ? Input.of(delivered / revenue)
            : Input.missing("the revenue is not above 0, so it has no margin rate"),
        churn.monthly().isPresent()
            ? Input.of(churn.monthly().getAsDouble())
            : Input.missing(churn.unmeasured().orElseThrow()),
        lifetimeMonths(),
        Input.of(product / totals.customers()),
        costs.knowsService()
            ? Input.of((product - delivered) / totals.customers())
            : Input.missing("the cost to serve is not known"),
        orMissing(totals.mean(Sum.ACQUISITION_COST), "the acquisition cost is not known"),
        settings
            .economics()
            .conversionRate()
            .map(rate -> Input.of(rate.doubleValue()))
            .orElse(Input.missing("economics.conversion-rate is not set")),
        Input.of(delivered / totals.customers()),
        orMissing(totals.mean(Sum.PREDICTED_CLV), "no value is predicted"),
        settings.clv().annualDiscountRate());
  }

  private Input lifetimeMonths() {
    OptionalDouble days = totals.mean(Sum.LIFETIME_DAYS);
    return days.isPresent()
        ? Input.of(days.getAsDouble() / DAYS_IN_MONTH)
        : Input.missing("no lifetime is predicted");
  }

  private static Input orMissing(OptionalDouble value, String reason) {
    return value.isPresent() ? Input.of(value.getAsDouble()) : Input.missing(reason);
  }
}

package io.perennial.economics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The published rules of thumb for the value of a customer, by their names, from what is measured
 * of a group of customers. A formula whose inputs are missing or meaningless has a reason in place
 * of a value. Money is in currency units, the period is the month of 30.4375 days.
 */
public final class ValueFormulas {
  /** Customer value per period × average lifetime in periods. */
  public static final String VALUE_LIFETIME = "value × lifetime";

  /** Average order value × orders per period ÷ churn rate per period. */
  public static final String ORDER_FREQUENCY_CHURN = "AOV × frequency ÷ churn";

  /** Mean monetary value × mean lifetime. */
  public static final String AVERAGE_VALUE_LIFETIME = "average value × lifetime";

  /** 1 ÷ churn rate. */
  public static final String LIFETIME = "lifetime from churn";

  /** Monthly revenue per account × gross margin ÷ monthly churn, of subscriptions. */
  public static final String ARPU_MARGIN_CHURN = "ARPU × margin ÷ churn";

  /** Profits of every contact − acquisition cost − cost to serve. */
  public static final String PROFIT_LESS_COSTS = "profit less costs";

  /** n·v + v·ρ·(Y − 1). */
  public static final String AVERAGE_CUSTOMER_VALUE = "average customer value (VMC)";

  /** n·m + m·ρ·(Y − 1). */
  public static final String AVERAGE_CUSTOMER_PROFIT = "average customer profit (PMC)";

  /** PMC × conversion rate. */
  public static final String VISITOR_VALUE = "value of a visitor, highest bid per click";

  /** Lifetime value ÷ acquisition cost. */
  public static final String VALUE_TO_COST = "LTV : CAC";

  /** Acquisition cost ÷ monthly margin per customer. */
  public static final String PAYBACK = "CAC payback";

  /** Σ margin · retention^t ÷ (1 + d)^t from t = 1 on. */
  public static final String DISCOUNTED = "discounted";

  /** Value to date + expected value over the horizon. */
  public static final String CURRENT_AND_POTENTIAL = "current and potential value";

  /** Net revenue of one customer. */
  static final String REVENUE = "revenue of a customer";

  /** Margin of one customer. */
  static final String MARGIN = "margin of a customer";

  private static final int MONTHS_A_YEAR = 12;

  private ValueFormulas() {}

  /**
   * A figure that was measured, or the reason why not.
   *
   * @param value null where it is missing
   * @param reason null where it is there
   */
  public record Input(Double value, String reason) {
    /** A figure; one that is no finite number is missing. */
    public static Input of(double value) {
      return Double.isFinite(value)
          ? new Input(value, null)
          : missing("an input is no finite number");
    }

    /** A missing figure. */
    public static Input missing(String reason) {
      return new Input(null, reason);
    }

    /** The same, or missing where it is not above 0. */
    Input above0(String name) {
      return value == null || value > 0 ? this : missing(name + " is not above 0");
    }
  }

  /**
   * What is measured of a group of customers, per customer where it is money.
   *
   * @param orderValue net amount of an order
   * @param ordersPerMonth orders of a customer in a month of the relationship
   * @param marginRate margin, less known costs, as a share of net revenue
   * @param monthlyChurn share of customers lost in a month
   * @param lifetimeMonths mean months from the first purchase to leaving, by the fitted model and
   *     no further than its horizon
   * @param profitToDate margin after the cost of goods
   * @param costToServe to date; missing where it is not known, and then not subtracted
   * @param acquisitionCost missing where it is not known
   * @param conversionRate share of visitors who become customers
   * @param currentValue margin to date
   * @param potentialValue margin expected over the horizon
   * @param annualDiscountRate yearly
   */
  public record Measured(
      Input orderValue,
      Input ordersPerMonth,
      Input marginRate,
      Input monthlyChurn,
      Input lifetimeMonths,
      Input profitToDate,
      Input costToServe,
      Input acquisitionCost,
      Input conversionRate,
      Input currentValue,
      Input potentialValue,
      double annualDiscountRate) {}

  /**
   * A formula with what went into it.
   *
   * @param value null without one
   * @param unit of the value
   * @param inputs by name, those that are there
   * @param reason why there is no value; of LTV : CAC, what is wrong with the value; null else
   */
  public record Result(
      String formula, Double value, String unit, Map<String, Double> inputs, String reason) {}

  /** Customer value per period × lifetime in periods. */
  public static double valueTimesLifetime(double valuePerPeriod, double periods) {
    return valuePerPeriod * periods;
  }

  /** Average order value × orders per period ÷ churn per period. */
  public static double orderFrequencyChurn(double orderValue, double orders, double churn) {
    return orderValue * orders / churn;
  }

  /** Value of a purchase × purchases a year × years. */
  public static double averageValueTimesLifetime(double value, double perYear, double years) {
    return value * perYear * years;
  }

  /** 1 ÷ churn, in the periods of the churn. */
  public static double lifetime(double churn) {
    return 1 / churn;
  }

  /** Revenue per account and period × gross margin ÷ churn per period. */
  public static double arpuMarginChurn(double arpu, double margin, double churn) {
    return arpu * margin / churn;
  }

  /** Profits − cost to serve − cost of acquisition. */
  public static double profitLessCosts(double profits, double service, double acquisition) {
    return profits - service - acquisition;
  }

  /**
   * n·v + v·ρ·(Y − 1), with value per purchase v (VMC), or with profit per purchase in its place
   * (PMC).
   */
  public static double averageCustomer(
      double purchasesPerYear, double perPurchase, double retention, double years) {
    return purchasesPerYear * perPurchase + perPurchase * retention * (years - 1);
  }

  /** Profit of a customer × share of visitors who become customers. */
  public static double visitor(double profit, double conversionRate) {
    return profit * conversionRate;
  }

  /** Lifetime value ÷ acquisition cost. */
  public static double valueToCost(double value, double cost) {
    return value / cost;
  }

  /** Acquisition cost ÷ margin per customer and month, in months. */
  public static double payback(double cost, double monthlyMargin) {
    return cost / monthlyMargin;
  }

  /** margin × r ÷ (1 + d − r), the sum of margin · r^t ÷ (1 + d)^t from t = 1 on. */
  public static double discounted(double margin, double retention, double discount) {
    return margin * retention / (1 + discount - retention);
  }

  /** All formulas, in the order in which they are published. */
  public static List<Result> of(Measured measured) {
    Input orderValue = measured.orderValue.above0("order_value");
    Input orders = measured.ordersPerMonth.above0("orders_per_month");
    Input churn = measured.monthlyChurn.above0("monthly_churn");
    Input perMonth = derived(x -> x[0] * x[1], orderValue, orders);
    Input lifetime = derived(x -> lifetime(x[0]), churn);
    Input monthlyMargin = derived(x -> x[0] * x[1], perMonth, measured.marginRate);
    Input perYear = derived(x -> MONTHS_A_YEAR * x[0], orders);
    Input yearlyRetention = derived(x -> Math.pow(1 - x[0], MONTHS_A_YEAR), churn);
    Input years = atLeastOne(derived(x -> x[0] / MONTHS_A_YEAR, lifetime));
    Input orderMargin = derived(x -> x[0] * x[1], orderValue, measured.marginRate);
    Input profit =
        derived(
            x -> averageCustomer(x[0], x[1], x[2], x[3]),
            perYear,
            orderMargin,
            yearlyRetention,
            years);
    Input value = derived(x -> x[0] + x[1], measured.currentValue, measured.potentialValue);
    Input cost = measured.acquisitionCost.above0("acquisition_cost");
    Input discount = Input.of(Math.expm1(Math.log1p(measured.annualDiscountRate) / MONTHS_A_YEAR));

    List<Result> results = new ArrayList<>();
    results.add(
        formula(VALUE_LIFETIME, REVENUE, x -> valueTimesLifetime(x[0], x[1]))
            .with("value_per_month", perMonth)
            .with("lifetime_months", lifetime)
            .result());
    results.add(
        formula(ORDER_FREQUENCY_CHURN, REVENUE, x -> orderFrequencyChurn(x[0], x[1], x[2]))
            .with("order_value", orderValue)
            .with("orders_per_month", orders)
            .with("monthly_churn", churn)
            .result());
    results.add(
        formula(AVERAGE_VALUE_LIFETIME, REVENUE, x -> averageValueTimesLifetime(x[0], x[1], x[2]))
            .with("order_value", orderValue)
            .with("orders_per_year", perYear)
            .with(
                "model_lifetime_years", derived(x -> x[0] / MONTHS_A_YEAR, measured.lifetimeMonths))
            .result());
    results.add(
        formula(LIFETIME, "months", x -> lifetime(x[0])).with("monthly_churn", churn).result());
    results.add(
        formula(ARPU_MARGIN_CHURN, MARGIN, x -> arpuMarginChurn(x[0], x[1], x[2]))
            .with(
                "arpu",
                Input.missing("of subscriptions, and this is a shop: see subscription_value"))
            .with("margin_rate", measured.marginRate)
            .with("monthly_churn", churn)
            .result());
    results.add(
        formula(PROFIT_LESS_COSTS, MARGIN, x -> profitLessCosts(x[0], x[1], x[2]))
            .with("profit_to_date", measured.profitToDate)
            .withKnown("cost_to_serve", measured.costToServe)
            .withKnown("acquisition_cost", measured.acquisitionCost)
            .result());
    results.add(
        formula(AVERAGE_CUSTOMER_VALUE, REVENUE, x -> averageCustomer(x[0], x[1], x[2], x[3]))
            .with("orders_per_year", perYear)
            .with("order_value", orderValue)
            .with("yearly_retention", yearlyRetention)
            .with("lifetime_years", years)
            .result());
    results.add(
        formula(AVERAGE_CUSTOMER_PROFIT, MARGIN, x -> averageCustomer(x[0], x[1], x[2], x[3]))
            .with("orders_per_year", perYear)
            .with("order_margin", orderMargin)
            .with("yearly_retention", yearlyRetention)
            .with("lifetime_years", years)
            .result());
    results.add(
        formula(VISITOR_VALUE, "margin of a visitor", x -> visitor(x[0], x[1]))
            .with("profit", profit)
            .with("conversion_rate", measured.conversionRate)
            .result());
    results.add(
        flagged(
            formula(VALUE_TO_COST, "ratio", x -> valueToCost(x[0], x[1]))
                .with("lifetime_value", value)
                .with("acquisition_cost", cost)
                .result()));
    results.add(
        formula(PAYBACK, "months", x -> payback(x[0], x[1]))
            .with("acquisition_cost", cost)
            .with("monthly_margin", monthlyMargin.above0("monthly_margin"))
            .result());
    results.add(
        formula(DISCOUNTED, MARGIN, x -> discounted(x[0], x[1], x[2]))
            .with("monthly_margin", monthlyMargin)
            .with("monthly_retention", derived(x -> 1 - x[0], churn))
            .with("monthly_discount", discount)
            .result());
    results.add(
        formula(CURRENT_AND_POTENTIAL, MARGIN, x -> x[0] + x[1])
            .with("current_value", measured.currentValue)
            .with("potential_value", measured.potentialValue)
            .result());
    return List.copyOf(results);
  }

  private static Input atLeastOne(Input years) {
    return years.value == null || years.value >= 1
        ? years
        : Input.missing("the formula is of years, and the lifetime from churn is below one");
  }

  private static Result flagged(Result ratio) {
    if (ratio.value == null) {
      return ratio;
    }
    Optional<String> flag =
        ratio.value <= 1
            ? Optional.of(ValueToCost.DESTROYS_VALUE)
            : ratio.value < ValueToCost.HEALTHY.doubleValue()
                ? Optional.of(ValueToCost.BELOW_HEALTHY)
                : Optional.empty();
    return new Result(ratio.formula, ratio.value, ratio.unit, ratio.inputs, flag.orElse(null));
  }

  /** A figure made of others; missing where one of them is. */
  private static Input derived(ToDoubleFunction<double[]> from, Input... inputs) {
    double[] values = new double[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i].value == null) {
        return inputs[i];
      }
      values[i] = inputs[i].value;
    }
    return Input.of(from.applyAsDouble(values));
  }

  private static Builder formula(String name, String unit, ToDoubleFunction<double[]> from) {
    return new Builder(name, unit, from);
  }

  private static final class Builder {
    private final String name;
    private final String unit;
    private final ToDoubleFunction<double[]> from;
    private final Map<String, Double> inputs = new LinkedHashMap<>();
    private final List<Input> parts = new ArrayList<>();

    Builder(String name, String unit, ToDoubleFunction<double[]> from) {
      this.name = name;
      this.unit = unit;
      this.from = from;
    }

    Builder with(String input, Input value) {
      if (value.value != null) {
        inputs.put(input, value.value);
      }
      parts.add(value);
      return this;
    }

    /** A cost that is not known is not subtracted, and not among the inputs. */
    Builder withKnown(String input, Input value) {
      if (value.value != null) {
        return with(input, value);
      }
      parts.add(Input.of(0));
      return this;
    }

    Result result() {
      Input value = derived(from, parts.toArray(Input[]::new));
      return new Result(name, value.value, unit, inputs, value.reason);
    }
  }
}

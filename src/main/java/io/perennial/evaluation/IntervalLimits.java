package io.perennial.evaluation;

import io.perennial.model.interval.Interval;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The ends of intervals of customers that earlier origins would have asked for, in the model's own
 * standard deviations from its forecast (conformal prediction). An interval that begins at 0 has an
 * upper end alone, which a share of 1 − level exceeds; one that does not is missed on either side
 * by half of that. A class of fewer than 500 customers is merged with the next.
 *
 * @param level nominal coverage, between 0 and 1
 * @param beginningAtZero the upper limit of each {@link RiskClass} but the last; empty where there
 *     were too few customers
 * @param willBuy lower and upper limit of the last class; empty likewise
 */
public record IntervalLimits(double level, List<Double> beginningAtZero, List<Double> willBuy)
    implements Serializable {
  /** Of 500 residuals, the coverage of the quantile at 90% has a standard error of 1.3%. */
  private static final int MIN_CLASS = 500;

  public IntervalLimits {
    beginningAtZero = List.copyOf(beginningAtZero);
    willBuy = List.copyOf(willBuy);
  }

  /** The limits that these residuals ask for. */
  static IntervalLimits of(Residuals residuals, double level) {
    return new IntervalLimits(level, beginningAtZero(residuals, level), willBuy(residuals, level));
  }

  private static List<Double> beginningAtZero(Residuals residuals, double level) {
    List<Double> limits = new ArrayList<>();
    for (int from = 0; from < RiskClass.WILL_BUY; from = limits.size()) {
      int to = endOfGroup(residuals, from);
      OptionalDouble limit = Residuals.notExceeded(residuals.ascending(from, to), level);
      if (limit.isEmpty()) {
        return List.of();
      }
      limits.addAll(Collections.nCopies(to - from, Metrics.rounded(limit.getAsDouble())));
    }
    return limits;
  }

  /** The end of the classes that are taken together; what is left after them is large enough. */
  private static int endOfGroup(Residuals residuals, int from) {
    int to = from;
    int customers = 0;
    while (to < RiskClass.WILL_BUY && customers < MIN_CLASS) {
      customers += residuals.count(to++);
    }
    int left = 0;
    for (int each = to; each < RiskClass.WILL_BUY; each++) {
      left += residuals.count(each);
    }
    return left < MIN_CLASS ? RiskClass.WILL_BUY : to;
  }

  private static List<Double> willBuy(Residuals residuals, double level) {
    double[] ascending = residuals.ascending(RiskClass.WILL_BUY, RiskClass.COUNT);
    double p = (1 + level) / 2;
    OptionalDouble low = Residuals.notBelow(ascending, p);
    OptionalDouble high = Residuals.notExceeded(ascending, p);
    return low.isEmpty() || high.isEmpty()
        ? List.of()
        : List.of(Metrics.rounded(low.getAsDouble()), Metrics.rounded(high.getAsDouble()));
  }

  /** The interval of a customer; the model's own where there is no limit, or no deviation. */
  Interval around(CustomerForecast customer) {
    int riskClass = RiskClass.of(customer);
    boolean fromZero = riskClass != RiskClass.WILL_BUY;
    if (!(customer.deviation() > 0) || (fromZero ? beginningAtZero : willBuy).isEmpty()) {
      return customer.own();
    }
    double low = fromZero ? 0 : Math.max(0, end(customer, willBuy.get(0)));
    double high = end(customer, fromZero ? beginningAtZero.get(riskClass) : willBuy.get(1));
    // Nobody buys on a part of a day.
    return customer.target() == Target.PURCHASES
        ? new Interval(Math.ceil(low), Math.max(Math.ceil(low), Math.floor(high)))
        : new Interval(low, Math.max(low, high));
  }

  private static double end(CustomerForecast customer, double limit) {
    return customer.forecast() + limit * customer.deviation();
  }
}

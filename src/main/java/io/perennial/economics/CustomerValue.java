package io.perennial.economics;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.history.HistoryColumns;
import io.perennial.schema.Money;
import io.perennial.schema.ScoreColumns;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.OptionalDouble;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/**
 * The values of a customer, as columns over features and forecasts.
 *
 * @param margin share of revenue that is margin
 * @param costs whether costs are known, so that the margin to date is revenue − cost
 * @param returns what comes back of purchases on other days
 */
public record CustomerValue(double margin, Costs costs, Returns returns) {
  /** Whether the input says what rows cost. */
  public enum Costs {
    KNOWN,
    UNKNOWN
  }

  /**
   * With known costs, the margin is measured over all rows.
   *
   * @throws JobFailure when costs reach the revenue, as no customer would be worth anything
   */
  public static CustomerValue measured(BigDecimal revenue, BigDecimal cost, Returns returns) {
    if (cost.compareTo(revenue) >= 0) {
      throw new JobFailure(
          ExitCode.INPUT,
          "costs of %s reach the revenue of %s; is input.columns.cost the cost of the row?"
              .formatted(cost.toPlainString(), revenue.toPlainString()));
    }
    BigDecimal margin = revenue.subtract(cost).divide(revenue, MathContext.DECIMAL64);
    return new CustomerValue(margin.doubleValue(), Costs.KNOWN, returns);
  }

  private static final double DAYS_IN_MONTH = 365.25 / 12;

  /** Margin earned to date: net revenue × margin, or net revenue − cost where costs are known. */
  public Column historical() {
    Column revenue = Money.estimate(col(HistoryColumns.REVENUE));
    return costs == Costs.KNOWN
        ? Money.estimate(col(HistoryColumns.REVENUE).minus(col(HistoryColumns.COST)))
        : revenue.multiply(margin);
  }

  /**
   * Margin earned with a revenue, as {@link #historical} has it for one customer.
   *
   * @param cost 0 where costs are not known
   */
  public double earned(BigDecimal revenue, BigDecimal cost) {
    return costs == Costs.KNOWN
        ? revenue.subtract(cost).doubleValue()
        : revenue.doubleValue() * margin;
  }

  /**
   * The classic formula AOV × frequency ÷ churn × margin: the customer's mean net amount of a
   * purchase day, the customer's purchase days per month of age (age at least one month), and the
   * base's monthly churn; less returns. Null where churn is not known.
   */
  public Column formula(OptionalDouble monthlyChurn) {
    if (monthlyChurn.isEmpty()) {
      return lit(null).cast(DataTypes.DoubleType);
    }
    Column orderValue =
        Money.estimate(col(HistoryColumns.PURCHASE_REVENUE))
            .divide(col(HistoryColumns.PURCHASE_DAYS));
    Column months = greatest(lit(1.0), col(ScoreColumns.AGE_DAYS).divide(DAYS_IN_MONTH));
    Column daysPerMonth = col(HistoryColumns.PURCHASE_DAYS).divide(months);
    return orderValue
        .multiply(daysPerMonth)
        .divide(monthlyChurn.getAsDouble())
        .multiply(margin)
        .multiply(returns.kept());
  }

  /** Expected net amount over the horizon, less returns. */
  public Column expectedRevenue() {
    return col(ScoreColumns.EXPECTED_PURCHASES)
        .multiply(col(ScoreColumns.EXPECTED_PURCHASE_VALUE))
        .multiply(returns.kept());
  }

  /** Expected margin over the horizon, less returns, discounted to the run date. */
  public Column predicted() {
    return col(ScoreColumns.DISCOUNTED_EXPECTED_PURCHASES)
        .multiply(col(ScoreColumns.EXPECTED_PURCHASE_VALUE))
        .multiply(margin)
        .multiply(returns.kept());
  }

  /** Margin of one unit of money that the customer pays on a purchase day. */
  public Column keptMargin() {
    return returns.kept().multiply(margin);
  }
}

package io.perennial.table;

import static org.apache.spark.sql.functions.trunc;

import io.perennial.cohort.Activity;
import io.perennial.schema.Money;
import io.perennial.schema.Period;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The cohort triangle: for each cohort, every period from acquisition to the one of the run date. A
 * period that ended without a purchase is a row of zeros. In the period that has not ended, rates
 * are null and counts are those observed so far, null for none.
 */
final class Cohorts extends SmallTable {
  /** First day of the period in which the customers bought for the first time. */
  static final String COHORT = "cohort";

  /** 0 for the period of acquisition, 1 for the next, and so on. */
  static final String PERIOD = "period";

  /** Customers acquired. */
  static final String COHORT_SIZE = "cohort_size";

  /** Of them, those with a purchase day in the period; so far, where it has not ended. */
  static final String ACTIVE_CUSTOMERS = "active_customers";

  /** Active customers ÷ cohort size; null while the period has not ended. */
  static final String RETENTION = "retention";

  /** Orders in the period; so far, where it has not ended. */
  static final String ORDERS = "orders";

  /**
   * Net amount in the period, returns included; so far, where it has not ended. Returns before the
   * first purchase day count in period 0.
   */
  static final String REVENUE = "revenue";

  /** Net amount from period 0 to this one ÷ cohort size; null while the period has not ended. */
  static final String CUMULATIVE_REVENUE_PER_CUSTOMER = "cumulative_revenue_per_customer";

  /** Whether the period had ended by the run date. */
  static final String OBSERVED = "observed";

  private static final StructType SCHEMA =
      new StructType()
          .add(COHORT, DataTypes.DateType, false)
          .add(PERIOD, DataTypes.IntegerType, false)
          .add(COHORT_SIZE, DataTypes.LongType, false)
          .add(ACTIVE_CUSTOMERS, DataTypes.LongType)
          .add(RETENTION, DataTypes.DoubleType)
          .add(ORDERS, DataTypes.LongType)
          .add(REVENUE, Money.TOTAL)
          .add(CUMULATIVE_REVENUE_PER_CUSTOMER, DataTypes.DoubleType)
          .add(OBSERVED, DataTypes.BooleanType, false);

  Cohorts() {
    super(SCHEMA);
  }

  @Override
  public String name() {
    return "cohorts";
  }

  @Override
  List<Row> list(Facts facts) {
    return rows(facts.activity(), facts.settings().cohorts().period(), facts.runDate());
  }

  /** All customers with a purchase and their whole revenue are there. */
  @Override
  List<String> problems(List<Row> written, Facts facts) {
    BigDecimal revenue = totalAmount(written, REVENUE);
    long customers =
        totalCount(
            written.stream().filter(row -> row.<Integer>getAs(PERIOD) == 0).toList(), COHORT_SIZE);
    List<String> problems = new ArrayList<>();
    if (revenue.compareTo(facts.account().revenue()) != 0) {
      problems.add(
          "cohorts sums up to a revenue of %s instead of %s"
              .formatted(revenue, facts.account().revenue()));
    }
    if (customers != facts.account().buyers()) {
      problems.add(
          "cohorts holds %d customers instead of %d"
              .formatted(customers, facts.account().buyers()));
    }
    return problems;
  }

  /** First day of the period that a date lies in: the cohort, for a date of acquisition. */
  static Column start(Period period, Column date) {
    return trunc(date, period.name()); // weeks begin on Monday here, too
  }

  /** The rows of the table, by cohort and period. */
  static List<Row> rows(Activity activity, Period period, LocalDate runDate) {
    Activity.Cell nothing = new Activity.Cell(0, 0, 0, BigDecimal.ZERO);
    List<Row> rows = new ArrayList<>();
    for (var cohort : activity.cohorts().entrySet()) {
      LocalDate start = cohort.getKey();
      SortedMap<Integer, Activity.Cell> cells = cohort.getValue();
      long size = cells.get(0).acquired();
      BigDecimal cumulative = BigDecimal.ZERO;
      int current = period.between(start, period.startOf(runDate));
      for (int number = 0; number <= current; number++) {
        Activity.Cell cell = cells.getOrDefault(number, nothing);
        cumulative = cumulative.add(cell.revenue());
        boolean observed = !period.plus(start, number + 1).isAfter(runDate.plusDays(1));
        boolean known = observed || cells.containsKey(number);
        rows.add(
            RowFactory.create(
                start,
                number,
                size,
                known ? cell.active() : null,
                observed ? (double) cell.active() / size : null,
                known ? cell.orders() : null,
                known ? cell.revenue().setScale(Money.SCALE) : null,
                observed ? cumulative.doubleValue() / size : null,
                observed));
      }
    }
    return rows;
  }
}

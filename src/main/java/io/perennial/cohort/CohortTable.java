package io.perennial.cohort;

import static org.apache.spark.sql.functions.trunc;

import io.perennial.schema.CohortColumns;
import io.perennial.schema.Money;
import io.perennial.schema.Period;
import java.math.BigDecimal;
import java.sql.Date;
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
 * The cohort triangle: for each cohort every period from acquisition to the one that holds the run
 * date. A period that has ended without a purchase is a row with zeros; in the one that has not
 * ended, rates are null and counts are what has been seen so far, null for nothing.
 */
public final class CohortTable {
  public static final StructType SCHEMA =
      new StructType()
          .add(CohortColumns.COHORT, DataTypes.DateType, false)
          .add(CohortColumns.PERIOD, DataTypes.IntegerType, false)
          .add(CohortColumns.COHORT_SIZE, DataTypes.LongType, false)
          .add(CohortColumns.ACTIVE_CUSTOMERS, DataTypes.LongType)
          .add(CohortColumns.RETENTION, DataTypes.DoubleType)
          .add(CohortColumns.ORDERS, DataTypes.LongType)
          .add(CohortColumns.REVENUE, Money.TOTAL)
          .add(CohortColumns.CUMULATIVE_REVENUE_PER_CUSTOMER, DataTypes.DoubleType)
          .add(CohortColumns.OBSERVED, DataTypes.BooleanType, false);

  private CohortTable() {}

  /** First day of the period that a date lies in: the cohort, for a date of acquisition. */
  public static Column start(Period period, Column date) {
    return trunc(date, period.name()); // weeks begin on Monday here, too
  }

  /** The rows of the table, by cohort and period. */
  public static List<Row> rows(Activity activity, Period period, LocalDate runDate) {
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
                Date.valueOf(start),
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

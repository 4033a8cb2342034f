package io.perennial.cohort;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import io.perennial.history.DayReader;
import io.perennial.history.Histories;
import io.perennial.history.HistoryColumns;
import io.perennial.history.PurchasePolicy;
import io.perennial.schema.Money;
import io.perennial.schema.Period;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Activity of customers by cohort and period, and in the two windows over which churn is measured,
 * computed in one pass over the days of all customers. Its size depends on the length of the
 * calendar, not on the number of customers.
 *
 * @param cohorts by cohort start and period number (from 0); periods without any activity are
 *     absent
 * @param earlierActive customers with a purchase day in the earlier window
 * @param lost those of them without one in the later window
 */
public record Activity(
    SortedMap<LocalDate, SortedMap<Integer, Cell>> cohorts, long earlierActive, long lost) {

  /**
   * One cohort in one period.
   *
   * @param acquired customers whose first purchase day lies in it; 0 after period 0
   * @param active customers with a purchase day
   * @param orders orders
   * @param revenue net amount
   */
  public record Cell(long acquired, long active, long orders, BigDecimal revenue) {}

  /** A cohort that cannot exist, whose cell holds both churn counts. */
  private static final int CHURN = Integer.MIN_VALUE;

  private static final StructType PARTIAL =
      new StructType()
          .add("cohort", DataTypes.IntegerType)
          .add("period", DataTypes.IntegerType)
          .add("acquired", DataTypes.LongType)
          .add("active", DataTypes.LongType)
          .add("orders", DataTypes.LongType)
          .add("units", DataTypes.LongType)
          .add("micros", DataTypes.LongType);

  /**
   * Counts activity up to the end of a date. Customers without a purchase day by then are skipped.
   *
   * @param histories columns as in {@link HistoryColumns}
   */
  public static Activity measure(
      Dataset<Row> histories,
      LocalDate asOf,
      Period period,
      ActivityWindows windows,
      PurchasePolicy policy) {
    int lastDay = Math.toIntExact(asOf.toEpochDay());
    Column[] sums =
        List.of("active", "orders", "units", "micros").stream()
            .map(name -> sum(name).as(name))
            .toArray(Column[]::new);
    List<Row> rows =
        Histories.customers(histories)
            .select(HistoryColumns.DAYS)
            .as(Encoders.BINARY())
            .mapPartitions(
                (MapPartitionsFunction<byte[], Row>)
                    customers -> new Counter(period, lastDay, windows, policy).count(customers),
                Encoders.row(PARTIAL))
            .groupBy(col("cohort"), col("period"))
            .agg(sum("acquired").as("acquired"), sums)
            .collectAsList();
    return of(rows);
  }

  /** From one row for each cohort and period, and one for both churn counts. */
  private static Activity of(List<Row> rows) {
    SortedMap<LocalDate, SortedMap<Integer, Cell>> cohorts = new TreeMap<>();
    long earlierActive = 0;
    long lost = 0;
    for (Row row : rows) {
      if (row.getInt(0) == CHURN) {
        earlierActive = row.getLong(2);
        lost = row.getLong(3);
      } else {
        cohorts
            .computeIfAbsent(LocalDate.ofEpochDay(row.getInt(0)), start -> new TreeMap<>())
            .put(
                row.getInt(1),
                new Cell(
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    BigDecimal.valueOf(row.getLong(5)).add(Money.amount(row.getLong(6)))));
      }
    }
    return new Activity(cohorts, earlierActive, lost);
  }

  /** Counts the customers of one partition. */
  private static final class Counter {
    private record Key(int cohort, int period) {}

    private final Period periods;
    private final int lastDay;
    private final ActivityWindows windows;
    private final PurchasePolicy policy;
    private final Map<Integer, Integer> startOfDay = new HashMap<>();
    private final Map<Key, Integer> periodOf = new HashMap<>();
    private final Map<Key, long[]> cells = new HashMap<>();

    Counter(Period periods, int lastDay, ActivityWindows windows, PurchasePolicy policy) {
      this.periods = periods;
      this.lastDay = lastDay;
      this.windows = windows;
      this.policy = policy;
    }

    Iterator<Row> count(Iterator<byte[]> customers) {
      while (customers.hasNext()) {
        count(customers.next());
      }
      List<Row> rows = new ArrayList<>(cells.size());
      cells.forEach(
          (key, n) ->
              rows.add(RowFactory.create(key.cohort, key.period, n[0], n[1], n[2], n[3], n[4])));
      return rows.iterator();
    }

    private void count(byte[] customer) {
      int firstDay = firstPurchase(customer);
      if (firstDay > lastDay) {
        return;
      }
      int cohort = start(firstDay);
      cell(cohort, 0)[0]++;
      int lastActive = -1;
      boolean earlier = false;
      boolean later = false;
      DayReader days = new DayReader(customer);
      while (days.next() && days.day() <= lastDay) {
        int period = Math.max(0, period(cohort, start(days.day())));
        long[] cell = cell(cohort, period);
        boolean purchase = policy.isPurchase(days.amount());
        if (purchase && period != lastActive) {
          cell[1]++;
          lastActive = period;
        }
        cell[2] += days.orders();
        cell[3] += days.amount() / Money.MICROS;
        cell[4] += days.amount() % Money.MICROS;
        later |= purchase && days.day() >= windows.laterStart();
        earlier |=
            purchase && days.day() >= windows.earlierStart() && days.day() < windows.laterStart();
      }
      if (earlier) {
        long[] churn = cell(CHURN, 0);
        churn[0]++;
        churn[1] += later ? 0 : 1;
      }
    }

    /** The first purchase day; {@link Integer#MAX_VALUE} without one. */
    private int firstPurchase(byte[] customer) {
      DayReader days = new DayReader(customer);
      while (days.next()) {
        if (policy.isPurchase(days.amount())) {
          return days.day();
        }
      }
      return Integer.MAX_VALUE;
    }

    private long[] cell(int cohort, int period) {
      return cells.computeIfAbsent(new Key(cohort, period), key -> new long[5]);
    }

    private int start(int day) {
      return startOfDay.computeIfAbsent(
          day, d -> (int) periods.startOf(LocalDate.ofEpochDay(d)).toEpochDay());
    }

    private int period(int cohort, int start) {
      return periodOf.computeIfAbsent(
          new Key(cohort, start),
          key -> periods.between(LocalDate.ofEpochDay(cohort), LocalDate.ofEpochDay(start)));
    }
  }
}

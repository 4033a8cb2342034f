package io.perennial.cohort;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sum;

import io.perennial.history.Histories;
import io.perennial.history.HistoryColumns;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * What customers did by cohort, by age, by period of the calendar and up to their second purchase,
 * and in the two windows over which churn is measured, computed in one pass over the days of all
 * customers. Its size depends on the length of the calendar and the number of segments, not on the
 * number of customers.
 *
 * @param cohorts the triangle by cohort start and period number (from 0); periods without any
 *     activity are absent
 * @param earlierActive customers with a purchase day in the earlier window
 * @param lost those of them without one in the later window
 * @param all all customers
 * @param dimensions the segments of each dimension by name, in the order in which dimensions were
 *     asked for
 */
public record Activity(
    SortedMap<LocalDate, SortedMap<Integer, Cell>> cohorts,
    long earlierActive,
    long lost,
    SegmentActivity all,
    List<SortedMap<String, SegmentActivity>> dimensions) {

  /**
   * One cohort in one period.
   *
   * @param acquired customers whose first purchase day lies in it; 0 after period 0
   * @param active customers with a purchase day
   * @param orders orders
   * @param revenue net amount
   */
  public record Cell(long acquired, long active, long orders, BigDecimal revenue) {}

  /**
   * Counts activity up to the end of the run date. Customers without a purchase day by then are
   * skipped.
   *
   * @param histories columns as in {@link HistoryColumns}, and those that dimensions need
   * @param dimensions text, never null: the segment of a customer
   */
  public static Activity measure(Dataset<Row> histories, List<Column> dimensions, Scope scope) {
    int number = dimensions.size();
    Column[] sums =
        PartialCounts.SUMS.stream().map(name -> sum(name).as(name)).toArray(Column[]::new);
    List<Row> rows =
        Histories.customers(histories)
            .select(
                Stream.concat(Stream.of(col(HistoryColumns.DAYS)), dimensions.stream())
                    .toArray(Column[]::new))
            .mapPartitions(
                (MapPartitionsFunction<Row, Row>)
                    customers -> new PartialCounts(scope, number).count(customers),
                Encoders.row(PartialCounts.schema()))
            .groupBy(PartialCounts.KEY.stream().map(name -> col(name)).toArray(Column[]::new))
            .agg(sums[0], Arrays.copyOfRange(sums, 1, sums.length))
            .collectAsList();
    return of(rows, number, scope);
  }

  private static Activity of(List<Row> rows, int dimensions, Scope scope) {
    CollectedCounts all = new CollectedCounts(scope);
    List<SortedMap<String, CollectedCounts>> segments = new ArrayList<>();
    for (int i = 0; i < dimensions; i++) {
      segments.add(new TreeMap<>());
    }
    for (Row row : rows) {
      int dimension = row.getInt(1);
      CollectedCounts counts =
          dimension == 0
              ? all
              : segments
                  .get(dimension - 1)
                  .computeIfAbsent(row.getString(2), name -> new CollectedCounts(scope));
      counts.add(row);
    }
    long[] churn = all.churn();
    return new Activity(
        all.triangle(),
        ChurnCounter.earlierActive(churn),
        ChurnCounter.lost(churn),
        all.segment(),
        segments.stream().map(Activity::read).toList());
  }

  private static SortedMap<String, SegmentActivity> read(
      SortedMap<String, CollectedCounts> segments) {
    SortedMap<String, SegmentActivity> read = new TreeMap<>();
    segments.forEach((name, counts) -> read.put(name, counts.segment()));
    return read;
  }
}

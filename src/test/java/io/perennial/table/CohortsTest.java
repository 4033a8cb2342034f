package io.perennial.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.SparkTestSession;
import io.perennial.cohort.Activity;
import io.perennial.cohort.ActivityWindows;
import io.perennial.cohort.Scope;
import io.perennial.history.CustomerHistory;
import io.perennial.history.HistoryColumns;
import io.perennial.history.PurchasePolicy;
import io.perennial.schema.Period;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CohortsTest {
  /** Amounts in whole units by day; negative ones are returns. */
  private static CustomerHistory customer(Object... daysAndAmounts) {
    int[] days =
        IntStream.range(0, daysAndAmounts.length / 2)
            .map(i -> (int) LocalDate.parse((String) daysAndAmounts[2 * i]).toEpochDay())
            .toArray();
    long[] amounts =
        IntStream.range(0, days.length)
            .mapToLong(i -> (Integer) daysAndAmounts[2 * i + 1] * 1_000_000L)
            .toArray();
    int[] orders = Arrays.stream(amounts).mapToInt(amount -> amount > 0 ? 1 : 0).toArray();
    return CustomerHistory.of(days, orders, amounts, null);
  }

  private static final List<CustomerHistory> CUSTOMERS =
      List.of(
          customer("2024-01-31", 10, "2024-02-29", 20, "2024-04-01", 5),
          customer("2024-01-02", 30, "2024-02-10", -30),
          // A return before the first purchase belongs to the first period.
          customer("2024-01-20", -4, "2024-02-29", 8),
          customer("2024-03-31", -1));

  private static Dataset<Row> histories() {
    StructType schema =
        new StructType()
            .add(HistoryColumns.DAYS, DataTypes.BinaryType)
            .add(HistoryColumns.TALLY, DataTypes.BinaryType);
    return SparkTestSession.shared()
        .createDataFrame(
            CUSTOMERS.stream().map(customer -> RowFactory.create(customer.encode(), null)).toList(),
            schema)
        .repartition(3);
  }

  private static Activity activity(Period period, LocalDate runDate) {
    return activity(period, runDate, 1);
  }

  private static Activity activity(Period period, LocalDate runDate, int windowMonths) {
    return Activity.measure(
        histories(),
        List.of(),
        new Scope(
            runDate,
            period,
            ActivityWindows.before(runDate, windowMonths),
            new PurchasePolicy(false)));
  }

  @Test
  void monthsOfTheTriangle() {
    LocalDate runDate = LocalDate.of(2024, 4, 29);
    List<Row> rows = Cohorts.rows(activity(Period.MONTH, runDate), Period.MONTH, runDate);

    assertThat(rows)
        .extracting(row -> row.mkString(" "))
        .containsExactly(
            "2024-01-01 0 2 2 1.0 2 40.000000 20.0 true",
            "2024-01-01 1 2 1 0.5 1 -10.000000 15.0 true",
            "2024-01-01 2 2 0 0.0 0 0.000000 15.0 true",
            // April has not ended: what was seen stands, rates do not.
            "2024-01-01 3 2 1 null 1 5.000000 null false",
            "2024-02-01 0 1 1 1.0 1 4.000000 4.0 true",
            "2024-02-01 1 1 0 0.0 0 0.000000 4.0 true",
            "2024-02-01 2 1 null null null null null false");
  }

  @Test
  void monthIsObservedWithItsLastDay() {
    LocalDate runDate = LocalDate.of(2024, 4, 30);
    List<Row> rows = Cohorts.rows(activity(Period.MONTH, runDate), Period.MONTH, runDate);
    assertThat(rows).allSatisfy(row -> assertThat(row.getBoolean(8)).isTrue());
  }

  @ParameterizedTest
  @CsvSource({
    "WEEK, 2024-01-29, 4, 2024-02-26, 18",
    "QUARTER, 2024-01-01, 0, 2024-04-01, 2",
    "MONTH, 2024-01-01, 1, 2024-02-01, 4"
  })
  void periodsOfTheCalendar(
      Period period, LocalDate cohort, int number, LocalDate start, int rowsOfFirst) {
    assertThat(period.startOf(LocalDate.of(2024, 1, 31))).isEqualTo(cohort);
    assertThat(period.between(cohort, period.startOf(LocalDate.of(2024, 2, 29))))
        .as("period of the leap day")
        .isEqualTo(number);
    assertThat(period.plus(cohort, Math.max(1, number))).isEqualTo(start);
    LocalDate runDate = LocalDate.of(2024, 4, 29);
    Activity activity = activity(period, runDate);
    assertThat(
            Cohorts.rows(activity, period, runDate).stream()
                .filter(row -> row.getLocalDate(0).equals(activity.cohorts().firstKey()))
                .count())
        .isEqualTo(rowsOfFirst);
  }

  @Test
  void churnWindowsMeetWithoutOverlap() {
    // Later window: 2024-03-30 to 04-29; earlier: 2024-03-01 to 03-29.
    assertThat(ActivityWindows.before(LocalDate.of(2024, 4, 29), 1))
        .isEqualTo(
            new ActivityWindows(
                (int) LocalDate.of(2024, 3, 1).toEpochDay(),
                (int) LocalDate.of(2024, 3, 30).toEpochDay()));
    Activity february = activity(Period.MONTH, LocalDate.of(2024, 3, 31));
    assertThat(february.earlierActive()).as("who bought from 02-01 to 02-29").isEqualTo(2);
    Activity winter = activity(Period.MONTH, LocalDate.of(2024, 4, 29), 2);
    assertThat(winter.earlierActive()).isEqualTo(3);
    assertThat(winter.lost()).isEqualTo(2);
  }
}

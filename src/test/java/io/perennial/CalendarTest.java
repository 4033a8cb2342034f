package io.perennial;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.history.CustomerHistory;
import io.perennial.history.HistoryColumns;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On which day a purchase falls. */
@Tag("long")
class CalendarTest {
  @TempDir Path directory;

  /**
   * Instants around midnight before, on and after the days on which clocks change, each with its
   * day; and a run date, which ends with its day in that zone.
   */
  @ParameterizedTest
  @CsvSource({
    // clocks go from 02:00 to 03:00: the day has 23 hours
    "Europe/Berlin, 2024-03-31, 2024-03-30T22:59:59Z=2024-03-30 2024-03-30T23:00:00Z=2024-03-31"
        + " 2024-03-31T21:59:59Z=2024-03-31 2024-03-31T22:00:00Z=2024-04-01",
    // clocks go from 03:00 to 02:00: the day has 25 hours
    "Europe/Berlin, 2024-10-27, 2024-10-26T21:59:59Z=2024-10-26 2024-10-26T22:00:00Z=2024-10-27"
        + " 2024-10-27T22:59:59Z=2024-10-27 2024-10-27T23:00:00Z=2024-10-28",
    "America/New_York, 2024-03-10, 2024-03-10T04:59:59Z=2024-03-09"
        + " 2024-03-10T05:00:00Z=2024-03-10 2024-03-11T03:59:59Z=2024-03-10"
        + " 2024-03-11T04:00:00Z=2024-03-11",
    "America/New_York, 2024-11-03, 2024-11-04T04:59:59Z=2024-11-03 2024-11-04T05:00:00Z=2024-11-04",
    "Pacific/Kiritimati, 2024-12-31, 2024-12-31T09:59:59Z=2024-12-31"
        + " 2024-12-31T10:00:00Z=2025-01-01",
    "Asia/Kolkata, 2024-02-28, 2024-02-28T18:29:59Z=2024-02-28 2024-02-28T18:30:00Z=2024-02-29"
  })
  void instantFallsOnTheDayOfItsZone(String zone, LocalDate runDate, String instantsAndDays) {
    Map<String, String> expected = new TreeMap<>();
    for (String pair : instantsAndDays.split(" ", -1)) {
      expected.put(pair.split("=", -1)[0], pair.split("=", -1)[1]);
    }
    Map<String, String> upToRunDate = new TreeMap<>(expected);
    upToRunDate.values().removeIf(day -> LocalDate.parse(day).isAfter(runDate));
    assertThat(upToRunDate).hasSizeLessThan(expected.size());

    for (String type : List.of("TIMESTAMP", "STRING")) {
      Path file =
          transactions(expected.keySet().stream().collect(Collectors.toMap(k -> k, k -> k)), type);
      assertThat(days(file, zone, Optional.empty())).isEqualTo(expected);
      assertThat(days(file, zone, Optional.of(runDate))).isEqualTo(upToRunDate);
    }
  }

  /** What has no zone is taken as written, wherever the shop is; also in the hour that is not. */
  @ParameterizedTest
  @CsvSource({"TIMESTAMP_NTZ", "DATE", "STRING"})
  void localTimeFallsOnItsOwnDay(String type) {
    Map<String, String> times = new LinkedHashMap<>();
    times.put("leap day", "2024-02-29 00:00:00");
    times.put("the hour that is not", "2024-03-31 02:30:00");
    times.put("the hour that is twice", "2024-10-27 02:30:00");
    times.put("last moment", "2024-10-27 23:59:59.999999");
    times.put("next moment", "2024-10-28 00:00:00");
    Map<String, String> expected = new TreeMap<>();
    times.forEach((name, time) -> expected.put(name, time.substring(0, 10)));
    Map<String, String> upToRunDate = new TreeMap<>(expected);
    upToRunDate.remove("next moment");
    Path file = transactions(times, type);

    for (String zone : List.of("Europe/Berlin", "America/New_York", "Asia/Kolkata")) {
      assertThat(days(file, zone, Optional.empty())).as(zone).isEqualTo(expected);
      assertThat(days(file, zone, Optional.of(LocalDate.of(2024, 10, 27))))
          .as(zone)
          .isEqualTo(upToRunDate);
    }
  }

  @Test
  void textIsReadAsDateOrTimeWithBlanksAround() {
    Path file =
        transactions(
            Map.of(
                "date",
                "2024-02-29",
                "T",
                " 2024-02-29T23:59:59 ",
                "zone",
                "2024-02-29 23:30:00-05:00"),
            "STRING");
    assertThat(days(file, "UTC", Optional.empty()))
        .isEqualTo(Map.of("date", "2024-02-29", "T", "2024-02-29", "zone", "2024-03-01"));
  }

  @Test
  void hourThatClocksRepeatIsOneDay() {
    Path file =
        JobFixture.parquet(
            SparkTestSession.shared()
                .sql(
                    """
                    SELECT 'c' AS customer_id, explode(array(TIMESTAMP'2024-10-27T00:30:00Z',
                      TIMESTAMP'2024-10-27T01:30:00Z')) AS timestamp, 10 AS amount"""),
            directory.resolve("twice"));
    assertThat(days(file, "Europe/Berlin", Optional.empty())).isEqualTo(Map.of("c", "2024-10-27"));
  }

  /** A transaction a customer. */
  private Path transactions(Map<String, String> timeOfCustomer, String type) {
    String rows =
        timeOfCustomer.entrySet().stream()
            .map(entry -> "('%s', '%s')".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(", "));
    return JobFixture.parquet(
        SparkTestSession.shared()
            .sql(
                "SELECT customer_id, CAST(time AS %s) AS timestamp, 10 AS amount FROM VALUES %s AS t(customer_id, time)"
                    .formatted(type, rows))
            .coalesce(1),
        directory.resolve(type));
  }

  /** The days of each customer. */
  private static Map<String, String> days(Path file, String zone, Optional<LocalDate> runDate) {
    List<Row> customers =
        HistoryFixture.customers(file, Map.of("calendar.time-zone", zone), runDate);
    return customers.stream()
        .collect(
            Collectors.toMap(
                row -> row.getAs(HistoryColumns.CUSTOMER_ID),
                row -> daysOf(HistoryFixture.days(row)),
                (a, b) -> a + ", " + b,
                TreeMap::new));
  }

  private static String daysOf(CustomerHistory history) {
    return IntStream.range(0, history.size())
        .mapToObj(i -> LocalDate.ofEpochDay(history.day(i)).toString())
        .collect(Collectors.joining(", "));
  }
}

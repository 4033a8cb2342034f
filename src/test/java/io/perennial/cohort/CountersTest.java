package io.perennial.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.history.CustomerHistory;
import io.perennial.history.PurchasePolicy;
import io.perennial.schema.Period;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What each counter counts of a few customers, by hand. */
@Tag("pure")
class CountersTest {
  private static final LocalDate RUN_DATE = LocalDate.of(2024, 4, 29);

  /** Days and whole amounts: a return, first purchase, return, second, third; costs are half. */
  private static final CustomerHistory REGULAR =
      customer(
          "2024-01-01", -4, "2024-01-10", 10, "2024-01-12", -2, "2024-02-09", 20, "2024-04-01", 6);

  private static final CustomerHistory ONCE = customer("2024-01-31", 30, "2024-02-10", -30);
  private static final CustomerHistory LATE = customer("2024-04-29", 7, "2024-04-30", 9);
  private static final CustomerHistory NEVER = customer("2024-03-31", -1);

  @Test
  void agesIncludeTheirDayAndWhatCameBeforeTheFirstPurchase() {
    // 01-10 + 30 days is 02-09. The late customer is 0 days old.
    assertThat(counted(new FixedAges(List.of(0, 29, 30, 90, 110, 111), Period.MONTH)))
        .containsExactly(
            // Customers, bought again, orders, revenue, cost; in January and April.
            "648 0 2 0 2 36 0 18 0",
            "648 1 2 0 2 4 0 2 0",
            "648 2 2 1 3 24 0 12 0",
            "648 3 1 1 3 30 0 15 0", // the once-only one is 89 days old
            "648 4 1 1 3 30 0 15 0",
            "651 0 1 0 1 7 0 3 500000");
  }

  @Test
  void acquiredByDayAndThoseWhoHaveNotBoughtAgain() {
    int january = (int) LocalDate.of(2024, 1, 10).toEpochDay();
    assertThat(counted(new Acquired(Period.QUARTER)))
        .containsExactly(
            "216 " + january + " 1 0",
            "216 " + (january + 21) + " 1 1",
            "217 " + (january + 110) + " 1 1");
    assertThat(counted(new Gaps())).containsExactly("0 30 1");
  }

  @Test
  void monthsOfAgeAreTwelfthsOfAYear() {
    assertThat(counted(new MonthsOfAge(Period.MONTH)))
        .containsExactly(
            "648 0 3 24 0 12 0", // 30 days are less than a month
            "648 2 1 6 0 3 0", // 82 days
            "651 0 1 7 0 3 500000");
    assertThat(MonthsOfAge.ended(29)).isZero();
    assertThat(MonthsOfAge.ended(30)).as("31 days, of which 30.4 are a month").isEqualTo(1);
    assertThat(MonthsOfAge.ended(364)).isEqualTo(11);
    assertThat(MonthsOfAge.ended(365)).isEqualTo(12);
  }

  @Test
  void calendarPeriodsMoveCustomers() {
    assertThat(counted(new CalendarPeriods(Period.MONTH)))
        .containsExactly(
            // Active, new, retained, purchase days, orders, revenue, cost.
            "0 648 2 2 0 2 2 34 0 17 0",
            "0 649 1 0 1 1 1 -10 0 -5 0",
            "0 651 2 1 0 2 2 13 0 6 500000");
    assertThat(counted(new CalendarPeriods(Period.QUARTER)))
        .containsExactly("0 216 2 2 0 3 3 24 0 12 0", "0 217 2 1 1 2 2 13 0 6 500000");
  }

  /** Lines, numbers and sums of a counter over all customers with a purchase by the run date. */
  private static List<String> counted(Counter counter) {
    CustomerDays days = new CustomerDays((int) RUN_DATE.toEpochDay(), new PurchasePolicy(false));
    for (CustomerHistory customer : List.of(REGULAR, ONCE, LATE, NEVER)) {
      if (days.read(customer.encode())) {
        counter.add(days);
      } else {
        assertThat(customer).isEqualTo(NEVER);
      }
    }
    List<String> cells = new ArrayList<>();
    counter.forEach(
        (line, number, sums) -> {
          StringBuilder cell = new StringBuilder(line + " " + number);
          Arrays.stream(sums).forEach(sum -> cell.append(' ').append(sum));
          cells.add(cell.toString());
        });
    return cells;
  }

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
    return CustomerHistory.of(
        days, orders, amounts, Arrays.stream(amounts).map(amount -> amount / 2).toArray());
  }
}

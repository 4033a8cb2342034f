package io.perennial.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlausibleDaysTest {
  private static final LocalDate START = LocalDate.of(2024, 1, 1);

  @Test
  void dayFarFromAllOthersIsNotPlausible() {
    SortedMap<LocalDate, Long> rows = days(START, 500);
    rows.put(LocalDate.of(1970, 1, 1), 2L);
    rows.put(LocalDate.of(1900, 1, 1), 1L);
    rows.put(LocalDate.of(2052, 3, 1), 1L);

    PlausibleDays days = PlausibleDays.of(rows);
    assertThat(days.first()).contains(START);
    assertThat(days.last()).contains(START.plusDays(499));
    assertThat(days.before()).hasSize(2).containsKey(LocalDate.of(1900, 1, 1));
    assertThat(days.after()).containsOnlyKeys(LocalDate.of(2052, 3, 1));
  }

  @Test
  void gapOfAYearIsOne() {
    SortedMap<LocalDate, Long> rows = days(START, 100);
    rows.put(START.plusDays(99 + 366), 1L);
    assertThat(PlausibleDays.of(rows).last()).contains(START.plusDays(99 + 366));

    rows.remove(START.plusDays(99 + 366));
    rows.put(START.plusDays(99 + 367), 1L);
    assertThat(PlausibleDays.of(rows).last()).contains(START.plusDays(99));
  }

  @Test
  void gapThatIsNotLongerThanTheDataIsNone() {
    SortedMap<LocalDate, Long> rows = days(START, 2000);
    rows.put(START.plusDays(1999 + 1999), 1L);
    assertThat(PlausibleDays.of(rows).after()).isEmpty();
  }

  @Test
  void manyRowsArePlausibleUnlessTheyBearADefaultDate() {
    SortedMap<LocalDate, Long> rows = days(START, 95);
    rows.put(LocalDate.of(2010, 5, 5), 5L);
    assertThat(PlausibleDays.of(rows).first())
        .as("one in twenty")
        .contains(LocalDate.of(2010, 5, 5));

    rows.remove(LocalDate.of(2010, 5, 5));
    rows.put(LocalDate.of(1970, 1, 1), 40L);
    assertThat(PlausibleDays.of(rows).first()).contains(START);

    rows.put(LocalDate.of(2050, 1, 1), 40L);
    assertThat(PlausibleDays.of(rows).after()).isEmpty();
  }

  @Test
  void withoutRowsThereIsNoDay() {
    assertThat(PlausibleDays.of(new TreeMap<>()).first()).isEmpty();
  }

  private static SortedMap<LocalDate, Long> days(LocalDate start, int days) {
    SortedMap<LocalDate, Long> rows = new TreeMap<>();
    for (int i = 0; i < days; i++) {
      rows.put(start.plusDays(i), 1L);
    }
    return rows;
  }
}

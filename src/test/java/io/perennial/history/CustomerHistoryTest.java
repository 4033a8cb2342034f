package io.perennial.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustomerHistoryTest {
  private static final PurchasePolicy POLICY = new PurchasePolicy(false);

  /** The layout that the Javadoc gives, worked out by hand. */
  @Test
  void bytesAreThoseOfTheDocument() {
    CustomerHistory history =
        CustomerHistory.of(
            new int[] {-1, 299}, new int[] {1, 200}, new long[] {-3, 64}, new long[] {0, 1});

    assertThat(HexFormat.ofDelimiter(" ").formatHex(history.encode()))
        .isEqualTo("01 05 01 01 05 00 ac 02 c8 01 80 01 02");
    assertThat(
            CustomerHistory.of(new int[] {0}, new int[] {0}, new long[] {Long.MIN_VALUE}, null)
                .encode())
        .isEqualTo(HexFormat.of().parseHex("01020000" + "ff".repeat(9) + "01"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void decodingGivesWhatWasEncoded(long seed) {
    Random random = new Random(seed);
    for (int trial = 0; trial < 200; trial++) {
      CustomerHistory history = history(days(random), random.nextBoolean());
      assertThat(CustomerHistory.decode(history.encode())).isEqualTo(history);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void mergeOfPartsIsTheHistoryOfTheWhole(long seed) {
    Random random = new Random(seed);
    for (int trial = 0; trial < 200; trial++) {
      TreeMap<Integer, long[]> whole = days(random);
      TreeMap<Integer, long[]> left = new TreeMap<>();
      TreeMap<Integer, long[]> right = new TreeMap<>();
      whole.forEach(
          (day, values) -> {
            int kind = random.nextInt(3);
            long[] part = Arrays.stream(values).map(value -> value / 3).toArray();
            if (kind == 0) {
              left.put(day, values);
            } else if (kind == 1) {
              right.put(day, values);
            } else {
              left.put(day, part);
              right.put(
                  day, new long[] {values[0] - part[0], values[1] - part[1], values[2] - part[2]});
            }
          });
      CustomerHistory expected = history(whole, true);
      assertThat(history(left, true).merge(history(right, true))).isEqualTo(expected);
      assertThat(history(right, true).merge(history(left, true))).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void sumsOfStretchesAreThoseOfTheirDays(long seed) {
    Random random = new Random(seed);
    for (int trial = 0; trial < 200; trial++) {
      TreeMap<Integer, long[]> days = days(random);
      int from = random.nextInt(-500, 30_000);
      int to = from + random.nextInt(20_000);
      CustomerHistory some = history(new TreeMap<>(days.subMap(from, true, to, true)), true);

      HistorySummary summary = history(days, true).between(from, to, POLICY);

      assertThat(summary).isEqualTo(some.asOf(Integer.MAX_VALUE, POLICY));
      var bought =
          days.subMap(from, true, to, true).entrySet().stream()
              .filter(day -> day.getValue()[1] > 0)
              .toList();
      assertThat(summary.purchaseDays()).isEqualTo(bought.size());
      assertThat(summary.purchaseRevenue())
          .isEqualTo(bought.stream().mapToLong(day -> day.getValue()[1]).sum());
      assertThat(summary.firstDay()).isEqualTo(bought.isEmpty() ? null : bought.get(0).getKey());
      assertThat(summary.revenue())
          .isEqualTo(
              days.subMap(from, true, to, true).values().stream()
                  .mapToLong(values -> values[1])
                  .sum());
    }
  }

  @Test
  void whatIsNoHistoryIsRefused() {
    byte[] good =
        CustomerHistory.of(new int[] {5, 6}, new int[] {1, 1}, new long[] {7, 8}, null).encode();
    assertThatThrownBy(() -> CustomerHistory.decode(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    for (int length = 1; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> CustomerHistory.decode(cut))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("damaged");
    }
    byte[] newer = good.clone();
    newer[0] = 2;
    assertThatThrownBy(() -> CustomerHistory.decode(newer))
        .hasMessage("histories of version 2 cannot be read, only those of version 1");
    assertThatThrownBy(() -> CustomerHistory.of(new int[] {5, 5}, new int[2], new long[2], null))
        .hasMessage("the days of a history ascend, but 5 follows 5");
  }

  /** Orders, amount and cost by day. */
  private static TreeMap<Integer, long[]> days(Random random) {
    TreeMap<Integer, long[]> days = new TreeMap<>();
    int n = random.nextInt(40);
    for (int i = 0; i < n; i++) {
      days.put(
          random.nextInt(-25_000, 80_000) >> random.nextInt(8),
          new long[] {
            random.nextInt(3), random.nextLong() >> 5 + random.nextInt(50), random.nextInt(1000)
          });
    }
    return days;
  }

  private static CustomerHistory history(Map<Integer, long[]> days, boolean hasCosts) {
    return CustomerHistory.of(
        days.keySet().stream().mapToInt(day -> day).toArray(),
        days.values().stream().mapToInt(values -> (int) values[0]).toArray(),
        days.values().stream().mapToLong(values -> values[1]).toArray(),
        hasCosts ? days.values().stream().mapToLong(values -> values[2]).toArray() : null);
  }
}

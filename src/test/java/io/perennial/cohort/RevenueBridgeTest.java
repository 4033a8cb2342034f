package io.perennial.cohort;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("pure")
class RevenueBridgeTest {
  @Test
  void secondToThirdQuarterOfCdnow() {
    RevenueBridge bridge =
        RevenueBridge.between(factors(524, 920, "33629.63"), factors(418, 725, "26987.31"));

    assertThat(cents(bridge.customers())).isEqualTo("-6822.52");
    assertThat(cents(bridge.frequency())).isEqualTo("-368.03");
    assertThat(cents(bridge.value())).isEqualTo("548.23");
    assertThat(sum(bridge)).isEqualByComparingTo("-6642.32");
  }

  /** Customers, purchase days and revenue before and after, and the three parts. */
  @ParameterizedTest
  @CsvSource({
    // The whole change is that of the only factor that changed.
    "10, 20, 100, 20, 40, 200, 100, 0, 0",
    "10, 20, 100, 10, 40, 200, 0, 100, 0",
    "10, 20, 100, 10, 20, 200, 0, 0, 100",
    "10, 20, 100, 10, 20, 100, 0, 0, 0",
    // Nobody in one of the periods.
    "0, 0, 0, 10, 20, 100, 100, 0, 0",
    "10, 20, 100, 0, 0, -5, -105, 0, 0",
    // Nobody in both; returns.
    "0, 0, -5, 0, 0, -3, 0, 0, 2",
    "0, 0, 0, 0, 0, 0, 0, 0, 0",
    // Returns reach the purchases in one period.
    "10, 20, 100, 8, 9, 0, 0, 0, -100",
    "10, 20, 100, 8, 9, -20, 0, 0, -120",
    "8, 9, -20, 10, 20, 100, 0, 0, 120",
    // Below zero in both: twice the customers lose twice as much.
    "10, 20, -100, 20, 40, -200, -100, 0, 0"
  })
  void wholeChangeOfOneFactor(
      long customers,
      long days,
      String revenue,
      long customersAfter,
      long daysAfter,
      String revenueAfter,
      String ofCustomers,
      String ofFrequency,
      String ofValue) {
    RevenueBridge bridge =
        RevenueBridge.between(
            factors(customers, days, revenue), factors(customersAfter, daysAfter, revenueAfter));

    assertThat(bridge.customers()).isEqualByComparingTo(ofCustomers);
    assertThat(bridge.frequency()).isEqualByComparingTo(ofFrequency);
    assertThat(bridge.value()).isEqualByComparingTo(ofValue);
  }

  @Test
  void partsAddUpExactlyAndDoNotDependOnTheDirection() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      RevenueBridge.Factors before = random(random);
      RevenueBridge.Factors after = random(random);
      RevenueBridge there = RevenueBridge.between(before, after);
      RevenueBridge back = RevenueBridge.between(after, before);

      assertThat(sum(there)).isEqualByComparingTo(after.revenue().subtract(before.revenue()));
      assertThat(there.customers().add(back.customers()).abs()).isLessThan(new BigDecimal("0.001"));
      assertThat(there.value().add(back.value()).abs()).isLessThan(new BigDecimal("0.001"));
    }
  }

  private static RevenueBridge.Factors random(Random random) {
    long customers = random.nextInt(5);
    long days = customers == 0 ? 0 : customers + random.nextInt(10);
    return new RevenueBridge.Factors(
        customers, days, BigDecimal.valueOf(random.nextLong(-20, 100) * 333_333L, 6));
  }

  private static RevenueBridge.Factors factors(long customers, long purchaseDays, String revenue) {
    return new RevenueBridge.Factors(customers, purchaseDays, new BigDecimal(revenue));
  }

  private static BigDecimal sum(RevenueBridge bridge) {
    return bridge.customers().add(bridge.frequency()).add(bridge.value());
  }

  private static String cents(BigDecimal amount) {
    return amount.setScale(2, RoundingMode.HALF_UP).toPlainString();
  }
}

package io.perennial.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("pure")
class ExactTotalsTest {
  /** A million squares of ten million are 1e20, more than a long holds. */
  @ParameterizedTest
  @ValueSource(doubles = {0.000001, -0.5, 2.25, 4294967296.5, -1e14, 1e19, -3e24, 0x1p100})
  void aMillionTimesAnAmount(double amount) {
    ExactTotals totals = new ExactTotals(2);
    for (int i = 0; i < 1_000_000; i++) {
      totals.add(1, amount);
    }
    assertThat(totals.total(1))
        .isEqualByComparingTo(
            new BigDecimal(amount).setScale(6, RoundingMode.HALF_EVEN).scaleByPowerOfTen(6));
    assertThat(totals.total(0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, -1, 1_000_001, -4_294_967_296_000_001L})
  void microsOfAnySize(long micros) {
    ExactTotals totals = new ExactTotals(1);
    for (int i = 0; i < 3_000_000; i++) {
      totals.addMicros(0, micros);
    }
    assertThat(totals.total(0))
        .isEqualByComparingTo(
            BigDecimal.valueOf(micros, 6).multiply(BigDecimal.valueOf(3_000_000)));
  }

  @Test
  void orderAndParts() {
    Random random = new Random(1);
    List<Double> amounts = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      amounts.add(random.nextGaussian() * Math.pow(10, random.nextInt(25) - 5));
    }
    BigDecimal total = sum(amounts).total(0);
    Collections.shuffle(amounts, random);
    ExactTotals one = sum(amounts.subList(0, 300));
    one.addAll(sum(amounts.subList(300, 1000)));
    assertThat(one.total(0)).isEqualTo(total);
  }

  private static ExactTotals sum(List<Double> amounts) {
    ExactTotals totals = new ExactTotals(1);
    amounts.forEach(amount -> totals.add(0, amount));
    return totals;
  }
}

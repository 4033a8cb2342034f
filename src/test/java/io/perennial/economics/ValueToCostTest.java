package io.perennial.economics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("pure")
class ValueToCostTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "90, 30, null",
        "89.999999, 30, below 3",
        "30.000001, 30, below 3",
        "30, 30, destroys value",
        "-5, 30, destroys value",
      })
  void flagsBelowThreeAndAtOrBelowOne(BigDecimal value, BigDecimal cac, String flag) {
    assertThat(ValueToCost.of(Optional.of(value), Optional.of(cac)).flag())
        .isEqualTo(Optional.ofNullable(flag));
  }

  @Test
  void thereIsNoRatioToNothing() {
    ValueToCost none = new ValueToCost(Optional.empty(), Optional.empty());
    assertThat(ValueToCost.of(Optional.of(BigDecimal.ONE), Optional.empty())).isEqualTo(none);
    assertThat(ValueToCost.of(Optional.empty(), Optional.of(BigDecimal.ONE))).isEqualTo(none);
    assertThat(ValueToCost.of(Optional.of(BigDecimal.ONE), Optional.of(BigDecimal.ZERO)))
        .isEqualTo(none);
  }

  /** Average customer profit 560, of 3% of visitors: 16.80 a click. */
  @Test
  void visitorIsWorthTheValueTimesTheConversionRate() {
    assertThat(ValueToCost.highestBid(new BigDecimal("560"), new BigDecimal("0.03")))
        .isEqualByComparingTo("16.80");
    assertThat(ValueToCost.highestCac(new BigDecimal("560")).setScale(2, RoundingMode.FLOOR))
        .isEqualTo(new BigDecimal("186.66"));
  }
}

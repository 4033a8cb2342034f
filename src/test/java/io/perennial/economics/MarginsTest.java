package io.perennial.economics;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.JobFixture;
import io.perennial.economics.Margins.Level;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class MarginsTest {
  private static final BigDecimal NET = new BigDecimal("50.00");

  @Test
  void fiftyNetLeaveThirtyTwentyOneAndSix() {
    Margins margins =
        Margins.of(
            NET,
            Optional.of(new BigDecimal("20.00")),
            Optional.of(new BigDecimal("9.00")),
            Optional.of(new BigDecimal("15.00")));

    assertThat(printed(margins)).isEqualTo("50.00 30.00 21.00 6.00");
    assertThat(margins.known()).containsExactly(Level.values());
  }

  @Test
  void whatIsNotKnownIsNotSubtracted() {
    Margins nothing = Margins.of(NET, Optional.empty(), Optional.empty(), Optional.empty());
    Margins noGoods =
        Margins.of(NET, Optional.empty(), Optional.of(new BigDecimal("9.00")), Optional.empty());

    assertThat(printed(nothing)).isEqualTo("50.00 50.00 50.00 50.00");
    assertThat(nothing.known()).containsExactly(Level.REVENUE_NET);
    assertThat(printed(noGoods)).isEqualTo("50.00 50.00 41.00 41.00");
    assertThat(noGoods.isKnown(Level.DELIVERED)).as("without the cost of goods").isFalse();
  }

  @Test
  void costsAreThoseOfTheConfiguration() {
    assertThat(UnitCosts.of(JobFixture.settings(Map.of())).knowsGoods()).isFalse();
    assertThat(UnitCosts.of(JobFixture.settings(Map.of())).knowsService()).isFalse();

    // 40% of 50 are goods; 4 an order and 10% of revenue are 9.
    UnitCosts rated =
        UnitCosts.of(
            JobFixture.settings(
                Map.of(
                    "perennial.clv.margin", "0.6",
                    "perennial.economics.cost-per-order", "4",
                    "perennial.economics.cost-share", "0.10")));
    assertThat(rounded(rated.margins(NET, 1, BigDecimal.ZERO, Optional.of(new BigDecimal(15)))))
        .containsExactly("50", "30", "21", "6");

    UnitCosts measured =
        UnitCosts.of(
            JobFixture.settings(
                Map.of(
                    "perennial.input.columns.cost", "cost",
                    "perennial.economics.cost-per-order", "4.50")));
    assertThat(rounded(measured.margins(NET, 2, new BigDecimal("20.00"), Optional.empty())))
        .containsExactly("50", "30", "21", "21");
  }

  private static String printed(Margins margins) {
    return Arrays.stream(Level.values())
        .map(level -> margins.at(level).toPlainString())
        .collect(Collectors.joining(" "));
  }

  private static List<String> rounded(Margins margins) {
    return Arrays.stream(Level.values())
        .map(level -> margins.at(level).stripTrailingZeros().toPlainString())
        .toList();
  }
}

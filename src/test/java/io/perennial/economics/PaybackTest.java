package io.perennial.economics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class PaybackTest {
  private static final Optional<BigDecimal> CAC = Optional.of(new BigDecimal("30"));

  /**
   * 12.00, 17.00, 21.00, 24.50, 27.50 and 30.30 a customer after months 0 to 5, of 100 customers.
   */
  private static final List<BigDecimal> MARGINS =
      Stream.of("1200", "500", "400", "350", "300", "280").map(BigDecimal::new).toList();

  @Test
  void monthFiveIsTheFirstThatReachesTheCost() {
    assertThat(Payback.of(CAC, "", 100, MARGINS))
        .isEqualTo(new Payback(OptionalInt.of(5), Optional.empty()));
  }

  @Test
  void seenToMonthFourItIsNotPaidBackYet() {
    assertThat(Payback.of(CAC, "", 100, MARGINS.subList(0, 5)))
        .isEqualTo(new Payback(OptionalInt.empty(), Optional.of("27.50 of 30.00 so far")));
  }

  @Test
  void costThatIsJustReachedIsPaidBackAndOneThatIsNearlyReachedIsNot() {
    assertThat(Payback.of(Optional.of(new BigDecimal("27.50")), "", 100, MARGINS).month())
        .hasValue(4);
    assertThat(
            Payback.of(
                    Optional.of(new BigDecimal("10.00")),
                    "",
                    3,
                    List.of(new BigDecimal("29.999999")))
                .progress())
        .contains("9.99 of 10.00 so far");
  }

  @Test
  void withoutACostThereIsAReason() {
    assertThat(Payback.of(Optional.empty(), "no spend", 100, MARGINS))
        .isEqualTo(new Payback(OptionalInt.empty(), Optional.of("no spend")));
  }
}

package io.perennial.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.history.CustomerHistory;
import io.perennial.history.PurchasePolicy;
import io.perennial.schema.Money;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class BaseTest {
  /** In the currency of Vietnam, a large shop sells for more than 9.2e12 in all. */
  @Test
  void allCustomersTogetherMaySpendMoreThanOneCan() {
    Base base = new Base();
    for (int i = 0; i < 4; i++) {
      base.merge(ofOne(5_000_000_000_000L));
    }
    // Four customers, each with one repeat purchase in ten days.
    assertThat(base.dailyRate(Target.SPEND)).isEqualTo(5e11);
    assertThat(base.dailyRate(Target.PURCHASES)).isEqualTo(.1);
  }

  private static Base ofOne(long spend) {
    byte[] history =
        CustomerHistory.of(
                new int[] {100, 105}, new int[] {1, 1}, new long[] {1, spend * Money.MICROS}, null)
            .encode();
    Base base = new Base();
    base.add(history, 110, 30, new PurchasePolicy(false));
    return base;
  }
}

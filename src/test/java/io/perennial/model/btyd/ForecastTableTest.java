package io.perennial.model.btyd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class ForecastTableTest {
  @Test
  void givesTheForecastOfEachCustomerHoweverManyThereAre() {
    BgNbdLikelihood likelihood = new BgNbdLikelihood(.243, 4.414, .793, 2.426);
    ForecastTable table =
        new ForecastTable(
            likelihood,
            7,
            process ->
                new double[] {
                  process.expectedPurchases(52), process.discountedExpectedPurchases(52, .002)
                });
    // More customers than places: some share one, twice over.
    for (int round = 0; round < 2; round++) {
      for (int age = 0; age < 4000; age++) {
        for (int x = 0; x < 50; x++) {
          double[] forecast = table.ifAlive(x, age / 2.0, age, new double[0]);
          if ((age * 50 + x) % 997 == 0) {
            PurchaseProcess process = likelihood.ifAlive(x, age / 14.0, age / 7.0);
            assertThat(forecast)
                .containsExactly(
                    process.expectedPurchases(52), process.discountedExpectedPurchases(52, .002));
          }
        }
      }
    }
  }
}

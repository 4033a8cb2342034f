package io.perennial.model.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.history.CustomerHistory;
import io.perennial.history.PurchasePolicy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("pure")
class CustomerFeaturesTest {
  private static final PurchasePolicy POLICY = new PurchasePolicy(false);

  /** Three purchases and a return; then a day that nobody knows of yet. */
  private static final CustomerHistory HISTORY =
      CustomerHistory.of(
          new int[] {110, 120, 130, 150, 300},
          new int[] {1, 2, 0, 1, 9},
          new long[] {10_000_000, 30_000_000, -5_000_000, 20_000_000, 999_000_000},
          null);

  @Test
  void featuresOfThreePurchasesAreThoseComputedByHand() {
    Map<String, Double> features = features(HISTORY, 200, 100, 20);
    Map<String, Double> expected = new HashMap<>();
    expected.put("frequency", 2.0);
    expected.put("recency", .4);
    expected.put("age", .9);
    expected.put("silence", .5);
    expected.put("silence_of_age", 5 / 9.0);
    expected.put("overdue", 2.5);
    expected.put("regularity", -.14384103622589045); // ln(300/400) / 2
    expected.put("first_gap", .1);
    expected.put("last_gap", .3);
    expected.put("recent_purchases", 0.0);
    expected.put("later_purchases", 0.0);
    expected.put("later_share", 0.0);
    expected.put("mean_value", 1.0);
    expected.put("first_value", .5);
    expected.put("last_value", 1.0);
    expected.put("largest_value", 1.5);
    expected.put("spend", 3.0);
    expected.put("spend_rate", 10 / 3.0);
    expected.put("recent_spend", 0.0);
    expected.put("later_spend", 0.0);
    expected.put("value_trend", 1.0);
    expected.put("orders", 4 / 3.0);
    expected.put("returned", .25);
    assertThat(features.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, value) -> assertThat(features.get(name)).as(name).isCloseTo(value, within(1e-12)));
  }

  @Test
  void recentPurchasesAreThoseOfTheLastQuarterOfAllDaysLaterOnesOfTheSecondHalfOfTheCustomers() {
    Map<String, Double> features = features(HISTORY, 155, 55, 20);
    assertThat(features)
        .containsEntry("recent_purchases", 1.0) // since day 141.25
        .containsEntry("later_purchases", 1.0) // since day 132.5
        .containsEntry("later_spend", 1.0)
        .containsEntry("later_share", 1 / 3.0);
  }

  @Test
  void onePurchaseHasNoGaps() {
    Map<String, Double> features = features(HISTORY, 119, 20, 10);
    assertThat(features)
        .containsEntry("frequency", 0.0)
        .containsEntry("overdue", -1.0)
        .containsEntry("first_gap", -1.0)
        .containsEntry("last_gap", -1.0)
        .containsEntry("regularity", 1.0)
        .containsEntry("silence_of_age", 1.0);
  }

  /** What is learned at half the time, in another currency, holds. */
  @Test
  void featuresHaveNoScale() {
    CustomerHistory twice =
        CustomerHistory.of(
            new int[] {220, 240, 260, 300},
            new int[] {1, 2, 0, 1},
            new long[] {100_000_000, 300_000_000, -50_000_000, 200_000_000},
            null);
    assertThat(CustomerFeatures.of(twice, 400, POLICY, 200, 200))
        .containsExactly(CustomerFeatures.of(HISTORY, 200, POLICY, 100, 20), within(1e-12));
  }

  @Test
  void laterDaysChangeNothing() {
    CustomerHistory known =
        CustomerHistory.of(
            new int[] {110, 120, 130, 150},
            new int[] {1, 2, 0, 1},
            new long[] {10_000_000, 30_000_000, -5_000_000, 20_000_000},
            null);
    assertThat(CustomerFeatures.of(HISTORY, 299, POLICY, 199, 20))
        .isEqualTo(CustomerFeatures.of(known, 299, POLICY, 199, 20));
  }

  @Test
  void everyFeatureIsFiniteOnTheFirstDay() {
    assertThat(Arrays.stream(CustomerFeatures.of(HISTORY, 110, POLICY, 0, 20)))
        .allSatisfy(feature -> assertThat(feature).isFinite());
  }

  private static Map<String, Double> features(
      CustomerHistory history, int lastDay, double historyDays, double meanOrder) {
    double[] values = CustomerFeatures.of(history, lastDay, POLICY, historyDays, meanOrder);
    assertThat(values).hasSize(CustomerFeatures.NAMES.size());
    Map<String, Double> features = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      features.put(CustomerFeatures.NAMES.get(i), values[i]);
    }
    return features;
  }
}

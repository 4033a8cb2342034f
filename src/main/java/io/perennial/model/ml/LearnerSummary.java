package io.perennial.model.ml;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What a learner was trained on, and what it goes by.
 *
 * @param formatVersion raised when older versions could not read it
 * @param windows the origins, the earliest first
 * @param importance of each feature, the most important first; they sum to 1. Of linear predictors
 *     the share in the sum of all coefficients on scaled features, without signs
 */
public record LearnerSummary(
    int formatVersion, List<Window> windows, Map<String, Double> importance)
    implements Serializable {
  /**
   * An origin.
   *
   * @param originDay in days since 1970-01-01
   * @param customers trained on
   * @param forecast the purchase model's total of their spend, money
   * @param actual what they spent, money
   * @param cap the 99.9% quantile of a customer's spend, money: labels are not above it
   */
  public record Window(int originDay, long customers, double forecast, double actual, double cap)
      implements Serializable {}

  private static final int FORMAT_VERSION = 1;

  static LearnerSummary of(List<Window> windows, Map<String, Double> importance) {
    return new LearnerSummary(FORMAT_VERSION, windows, importance);
  }

  /** Rows trained on. */
  public long rows() {
    return windows.stream().mapToLong(Window::customers).sum();
  }
}

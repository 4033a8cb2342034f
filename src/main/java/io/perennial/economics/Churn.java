package io.perennial.economics;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The monthly churn of the whole base, measured over two windows of w months: of the customers with
 * a purchase day in the earlier, the share with none in the later, as 1 − (1 − share)^(1/w).
 *
 * @param monthly per month, in (0, 1); empty where it cannot be measured
 * @param unmeasured why not; empty where it can
 */
public record Churn(OptionalDouble monthly, Optional<String> unmeasured) {

  /**
   * @param earlierActive customers with a purchase day in the earlier window
   * @param lost of these, those with none in the later window
   * @param windowMonths length of each window
   * @param dataDays days from the first transaction to the run date
   * @param neededDays days from the start of the earlier window to the run date
   */
  public static Churn measure(
      long earlierActive, long lost, int windowMonths, long dataDays, long neededDays) {
    if (dataDays < neededDays) {
      return because(
          "the data reaches back %d days, two windows of %d months need %d"
              .formatted(dataDays, windowMonths, neededDays));
    }
    if (earlierActive == 0) {
      return because(
          "no customer bought in the earlier of two %d-month windows".formatted(windowMonths));
    }
    if (lost == 0) {
      return because(
          "none of the %d customers of the earlier window was lost, so the formula has no end"
              .formatted(earlierActive));
    }
    double share = (double) lost / earlierActive;
    return new Churn(
        OptionalDouble.of(-Math.expm1(Math.log1p(-share) / windowMonths)), Optional.empty());
  }

  private static Churn because(String reason) {
    return new Churn(OptionalDouble.empty(), Optional.of(reason));
  }
}

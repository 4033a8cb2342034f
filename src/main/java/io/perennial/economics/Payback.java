package io.perennial.economics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * When customers who were won together have paid back what they cost: the first month after
 * acquisition, counted from 0, by whose end their cumulative margin per acquired customer reaches
 * that cost.
 *
 * @param month empty where they have not paid it back so far, or the cost is not known
 * @param progress how far they are where they have not, such as "27.50 of 30.00 so far", or why
 *     there is no cost; empty where they have
 */
public record Payback(OptionalInt month, Optional<String> progress) {
  private static final int CENTS = 2;

  /**
   * The payback of a cohort.
   *
   * @param cac cost of a customer; empty where it is not known
   * @param unknown why it is not known
   * @param customers acquired, at least one
   * @param margins of all of them by month since acquisition, as far as it is observed
   */
  public static Payback of(
      Optional<BigDecimal> cac, String unknown, long customers, List<BigDecimal> margins) {
    if (cac.isEmpty()) {
      return new Payback(OptionalInt.empty(), Optional.of(unknown));
    }
    // Compared without division, so exactly.
    BigDecimal goal = cac.get().multiply(BigDecimal.valueOf(customers));
    BigDecimal cumulative = BigDecimal.ZERO;
    for (int month = 0; month < margins.size(); month++) {
      cumulative = cumulative.add(margins.get(month));
      if (cumulative.compareTo(goal) >= 0) {
        return new Payback(OptionalInt.of(month), Optional.empty());
      }
    }
    BigDecimal each = cumulative.divide(BigDecimal.valueOf(customers), CENTS, RoundingMode.FLOOR);
    return new Payback(
        OptionalInt.empty(),
        Optional.of(
            "%s of %s so far"
                .formatted(
                    each.toPlainString(),
                    cac.get().setScale(CENTS, RoundingMode.HALF_UP).toPlainString())));
  }
}

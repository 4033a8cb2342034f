package io.perennial.history;

import io.perennial.config.Settings;
import java.io.Serializable;

/**
 * Which days are purchase days: those with a net amount above zero and, if configured, those with a
 * net amount of zero. A negative net amount never is a purchase.
 *
 * @param countsZero whether a net amount of zero is a purchase
 */
public record PurchasePolicy(boolean countsZero) implements Serializable {
  /** The configured policy. */
  public static PurchasePolicy of(Settings.Purchases purchases) {
    return new PurchasePolicy(purchases.zeroDay() == Settings.ZeroDay.PURCHASE);
  }

  /** Whether this net amount, in micros, is a purchase. */
  public boolean isPurchase(long amount) {
    return amount > 0 || amount == 0 && countsZero;
  }
}

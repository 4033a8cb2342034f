package io.perennial.schema;

import io.perennial.config.Settings;

/** Which net amounts are purchases. A net amount below zero never is. */
public enum PurchasePolicy {
  /** A net amount of zero is no purchase. */
  IGNORE_ZERO {
    @Override
    public boolean isPurchase(long amount) {
      return amount > 0;
    }
  },
  /** A net amount of zero is a purchase. */
  COUNT_ZERO {
    @Override
    public boolean isPurchase(long amount) {
      return amount >= 0;
    }
  };

  /** The configured policy. */
  public static PurchasePolicy of(Settings.Purchases purchases) {
    return switch (purchases.zeroDay()) {
      case IGNORE -> IGNORE_ZERO;
      case PURCHASE -> COUNT_ZERO;
    };
  }

  /** Whether this net amount, in micros, is a purchase. */
  public abstract boolean isPurchase(long amount);
}

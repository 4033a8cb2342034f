package io.perennial.evaluation;

import java.util.Locale;

/** What is forecast of customers. */
public enum Target {
  /** Purchase days in the window. */
  PURCHASES,
  /** Net amount of those. */
  SPEND;

  /** As metrics and classes begin. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package io.perennial.model.fit;

/** Checks of the domains of parameters. */
public final class Domain {
  private Domain() {}

  /**
   * @throws IllegalArgumentException unless the value is a finite number above the infimum
   */
  public static void requireAbove(String parameter, double infimum, double value) {
    if (!(value > infimum && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s = %s: expected a finite number above %s".formatted(parameter, value, infimum));
    }
  }

  /**
   * @throws IllegalArgumentException unless the value is 1 or more
   */
  public static void requireAtLeastOne(String parameter, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "%s = %d: expected a whole number, 1 or more".formatted(parameter, value));
    }
  }
}

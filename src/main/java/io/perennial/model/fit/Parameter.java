package io.perennial.model.fit;

/**
 * A parameter of a model.
 *
 * @param name as in the paper, in ASCII: {@code r}, {@code alpha}
 * @param infimum the value it is above, mostly 0; negative infinity when every number is allowed
 * @param unit in which a parameter that may be any number is searched for; 1 for the others
 * @param isInfiniteAtBound whether the upper bound of a search may stand for infinity, where the
 *     model has a limit that forecasts
 */
public record Parameter(String name, double infimum, double unit, boolean isInfiniteAtBound) {
  /** A parameter above its infimum. */
  public Parameter(String name, double infimum) {
    this(name, infimum, 1.0, false);
  }

  /** A parameter that may be any positive number. */
  public static Parameter positive(String name) {
    return new Parameter(name, 0.0);
  }

  /**
   * The shape of a distribution of rates over customers, any positive number: the larger it is, the
   * more they are alike.
   */
  public static Parameter shape(String name) {
    return new Parameter(name, 0.0, 1.0, true);
  }

  /**
   * A parameter that may be any number, such as a coefficient.
   *
   * @param unit a change of it that matters about as much as a factor of e in a positive parameter
   */
  public static Parameter real(String name, double unit) {
    return new Parameter(name, Double.NEGATIVE_INFINITY, unit, false);
  }

  /** Whether this is a finite number above the infimum. */
  boolean holds(double value) {
    return value > infimum && value < Double.POSITIVE_INFINITY;
  }

  /** The value at a coordinate. */
  public double value(double coordinate) {
    return isReal() ? unit * coordinate : infimum + Math.exp(coordinate);
  }

  double coordinate(double value) {
    return isReal() ? value / unit : Math.log(value - infimum);
  }

  /** The derivative of the value by the coordinate. */
  double slope(double coordinate) {
    return isReal() ? unit : value(coordinate) - infimum;
  }

  private boolean isReal() {
    return infimum == Double.NEGATIVE_INFINITY;
  }
}

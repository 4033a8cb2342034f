package io.perennial.model;

/**
 * A parameter of a model.
 *
 * @param name as in the paper, in ASCII: {@code r}, {@code alpha}
 * @param infimum the value it is above, mostly 0
 */
public record Parameter(String name, double infimum) {
  /** A parameter that may be any positive number. */
  public static Parameter positive(String name) {
    return new Parameter(name, 0.0);
  }

  double value(double coordinate) {
    return infimum + Math.exp(coordinate);
  }

  double coordinate(double value) {
    return Math.log(value - infimum);
  }
}

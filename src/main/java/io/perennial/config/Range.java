package io.perennial.config;

import java.util.function.DoublePredicate;

/**
 * The numbers a key may have. Only finite numbers are ever inside.
 *
 * @param expected the rule in words
 * @param rule the rule
 */
record Range(String expected, DoublePredicate rule) {
  static final Range PROPER_SHARE =
      new Range("a number above 0 and at most 1", x -> x > 0 && x <= 1);

  static final Range INNER_SHARE = new Range("a number above 0 and below 1", x -> x > 0 && x < 1);

  static final Range SHARE = new Range("a number from 0 to 1", x -> x >= 0 && x <= 1);

  /** From 10, which is 1000 per cent, it is a percentage that was meant. */
  static final Range YEARLY_RATE =
      new Range("a yearly rate from 0 to below 10 (10 per cent is 0.10)", x -> x >= 0 && x < 10);

  static final Range POSITIVE = new Range("a finite number above 0", x -> x > 0);

  static final Range NOT_NEGATIVE = new Range("a finite number, 0 or more", x -> x >= 0);

  boolean contains(double number) {
    return Double.isFinite(number) && rule.test(number);
  }
}

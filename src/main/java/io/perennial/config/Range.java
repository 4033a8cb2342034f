package io.perennial.config;

import java.util.function.DoublePredicate;

/** The numbers a key may have, as a rule and in words. Only finite numbers are ever inside. */
enum Range {
  /** Above 0 and at most 1. */
  PROPER_SHARE("a number above 0 and at most 1", x -> x > 0 && x <= 1),
  /** From 0 to 1. */
  SHARE("a number from 0 to 1", x -> x >= 0 && x <= 1),
  /** A yearly rate; 10 would be 1000 per cent, which is a rate written as a percentage. */
  YEARLY_RATE("a yearly rate from 0 to below 10 (10 per cent is 0.10)", x -> x >= 0 && x < 10),
  POSITIVE("a finite number above 0", x -> x > 0);

  private final String expected;
  private final DoublePredicate rule;

  Range(String expected, DoublePredicate rule) {
    this.expected = expected;
    this.rule = rule;
  }

  boolean contains(double number) {
    return Double.isFinite(number) && rule.test(number);
  }

  String expected() {
    return expected;
  }
}

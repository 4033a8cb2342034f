package io.perennial.schema;

import java.io.Serializable;
import java.math.BigDecimal;

/**
 * Sums of several amounts, exact to the micro and independent of the order of what is added: an
 * amount is rounded to micros once. They cannot overflow where there are fewer than two billion
 * amounts, each below 2⁹⁶ units: micros, units, steps of 2³² and of 2⁶⁴ units are summed up apart.
 */
public final class ExactTotals implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int STEP_BITS = 32;
  private static final double STEP = 0x1p32;
  private static final BigDecimal EXACT_STEP = BigDecimal.valueOf(1L << STEP_BITS);

  private static final int PARTS = 4;

  /** Of each sum one after the other: micros, units, steps, and steps of steps. */
  private final long[] parts;

  /**
   * Sums of nothing.
   *
   * @param sums how many
   */
  public ExactTotals(int sums) {
    this.parts = new long[PARTS * sums];
  }

  /** Adds micros to a sum. */
  public void addMicros(int sum, long amount) {
    long units = amount / Money.MICROS;
    int at = PARTS * sum;
    parts[at] += amount % Money.MICROS;
    parts[at + 1] += units & (1L << STEP_BITS) - 1;
    parts[at + 2] += units >> STEP_BITS;
  }

  /** Adds an estimate to a sum, rounded to micros. */
  public void add(int sum, double amount) {
    int at = PARTS * sum;
    double rest = amount;
    if (Math.abs(rest) >= STEP) {
      long most = (long) (rest / (STEP * STEP));
      rest -= most * (STEP * STEP);
      long steps = (long) (rest / STEP);
      rest -= steps * STEP;
      parts[at + 3] += most;
      parts[at + 2] += steps;
    }
    long units = (long) rest;
    parts[at + 1] += units;
    parts[at] += Math.round((rest - units) * Money.MICROS);
  }

  /** Adds other sums of as many amounts. */
  public void addAll(ExactTotals other) {
    for (int i = 0; i < parts.length; i++) {
      parts[i] += other.parts[i];
    }
  }

  /** A sum, with the decimal places of money. */
  public BigDecimal total(int sum) {
    int at = PARTS * sum;
    return BigDecimal.valueOf(parts[at + 3])
        .multiply(EXACT_STEP)
        .add(BigDecimal.valueOf(parts[at + 2]))
        .multiply(EXACT_STEP)
        .add(BigDecimal.valueOf(parts[at + 1]))
        .add(Money.amount(parts[at]));
  }
}

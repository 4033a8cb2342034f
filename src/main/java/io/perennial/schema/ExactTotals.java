package io.perennial.schema;

import java.io.Serializable;
import java.math.BigDecimal;

/**
 * Sums of several amounts, exact to the micro and independent of the order of what is added: an
 * amount is rounded to micros once, units and micros are summed up apart.
 */
public final class ExactTotals implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long[] units;
  private final long[] micros;

  /**
   * Sums of nothing.
   *
   * @param sums how many
   */
  public ExactTotals(int sums) {
    this.units = new long[sums];
    this.micros = new long[sums];
  }

  /** Adds micros to a sum. */
  public void addMicros(int sum, long amount) {
    units[sum] += amount / Money.MICROS;
    micros[sum] += amount % Money.MICROS;
  }

  /** Adds an estimate to a sum, rounded to micros. */
  public void add(int sum, double amount) {
    long whole = (long) amount;
    units[sum] += whole;
    micros[sum] += Math.round((amount - whole) * Money.MICROS);
  }

  /** Adds other sums of as many amounts. */
  public void addAll(ExactTotals other) {
    for (int i = 0; i < units.length; i++) {
      units[i] += other.units[i];
      micros[i] += other.micros[i];
    }
  }

  /** A sum, with the decimal places of money. */
  public BigDecimal total(int sum) {
    return BigDecimal.valueOf(units[sum]).add(Money.amount(micros[sum]));
  }
}

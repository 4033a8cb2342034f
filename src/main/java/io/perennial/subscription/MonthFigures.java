package io.perennial.subscription;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One month of the base or of a plan.
 *
 * @param month since year 0, see {@link Months}
 * @param opening micros, the closing of the month before
 * @param sums by measure; measures that are 0 may be absent
 */
public record MonthFigures(int month, BigInteger opening, Map<Measure, BigInteger> sums) {
  private static final List<Measure> UP =
      List.of(
          Measure.NEW,
          Measure.REACTIVATION,
          Measure.EXPANSION,
          Measure.RESUMED,
          Measure.FX,
          Measure.TRANSFERRED_IN);

  private static final List<Measure> DOWN =
      List.of(Measure.CONTRACTION, Measure.CHURN, Measure.PAUSED, Measure.TRANSFERRED_OUT);

  public MonthFigures {
    EnumMap<Measure, BigInteger> copy = new EnumMap<>(Measure.class);
    copy.putAll(sums);
    sums = copy;
  }

  /** A sum, 0 where nothing was booked. */
  public BigInteger sum(Measure measure) {
    return sums.getOrDefault(measure, BigInteger.ZERO);
  }

  /** What the movements leave of opening and closing: 0. */
  public BigInteger unexplained() {
    return sum(Measure.CLOSING).subtract(opening).subtract(total(UP)).add(total(DOWN));
  }

  /** Customers there at the start who are not at the end ÷ there at the start; or null. */
  public Double logoChurn() {
    return ratio(sum(Measure.LOST), sum(Measure.AT_START));
  }

  /** Of the money of the customers there at the start, what they still pay; never above 1. */
  public Double grossRetention() {
    return ratio(sum(Measure.KEPT), sum(Measure.THEN));
  }

  /** What the customers there at the start pay at the end ÷ what they paid; or null. */
  public Double netRetention() {
    return ratio(sum(Measure.NOW), sum(Measure.THEN));
  }

  /** The same with the customers there a year before. */
  public Double grossRetentionOfYear() {
    return ratio(sum(Measure.KEPT_12), sum(Measure.THEN_12));
  }

  /** The same with the customers there a year before. */
  public Double netRetentionOfYear() {
    return ratio(sum(Measure.NOW_12), sum(Measure.THEN_12));
  }

  /** (New + reactivation + expansion) ÷ (contraction + churn); null where that is 0. */
  public Double quickRatio() {
    return ratio(
        total(List.of(Measure.NEW, Measure.REACTIVATION, Measure.EXPANSION)),
        total(List.of(Measure.CONTRACTION, Measure.CHURN)));
  }

  /** Money a month of a customer at the end, in currency units; null where there is nobody. */
  public Double arpa() {
    Double micros = ratio(sum(Measure.CLOSING), sum(Measure.ACTIVE));
    return micros == null ? null : Double.valueOf(micros / 1e6);
  }

  private BigInteger total(List<Measure> measures) {
    return measures.stream().map(this::sum).reduce(BigInteger.ZERO, BigInteger::add);
  }

  private static Double ratio(BigInteger part, BigInteger whole) {
    return whole.signum() == 0
        ? null
        : Double.valueOf(new BigDecimal(part).doubleValue() / new BigDecimal(whole).doubleValue());
  }
}

package io.perennial.model.btyd;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Forecasts given alive, remembered by (frequency, age), covariates where there are any and, where
 * {@code ifAlive} depends on it, recency: millions of customers share a few thousand combinations.
 * A cache of two entries a place: a new one evicts the older of them, so it is bounded; entries are
 * immutable, so tasks may share it without locks.
 */
final class ForecastTable implements Serializable {
  private static final long serialVersionUID = 1L;

  /** 131,072 entries: at most 7 MiB an executor. */
  private static final int BITS = 17;

  private static final int WAYS = 2;

  private final PurchaseLikelihood likelihood;
  private final double timeUnitDays;
  private final Figures figures;
  private transient volatile Forecast[] table;

  /** What is remembered of a future. */
  interface Figures extends Serializable {
    /** Figures of the purchases of a customer who is alive. */
    double[] of(PurchaseProcess process);
  }

  /** The figures of customers of one frequency and age who are alive. */
  record Forecast(
      int frequency, double recencyDays, double ageDays, double[] covariates, double[] figures) {
    boolean isOf(
        int otherFrequency,
        double otherRecencyDays,
        double otherAgeDays,
        double[] otherCovariates) {
      return frequency == otherFrequency
          && recencyDays == otherRecencyDays
          && ageDays == otherAgeDays
          && Arrays.equals(covariates, otherCovariates);
    }
  }

  ForecastTable(PurchaseLikelihood likelihood, double timeUnitDays, Figures figures) {
    this.likelihood = likelihood;
    this.timeUnitDays = timeUnitDays;
    this.figures = figures;
  }

  double[] ifAlive(int frequency, double recencyDays, double ageDays, double[] covariates) {
    return remembered(frequency, likelihood.isMemoryless() ? 0.0 : recencyDays, ageDays, covariates)
        .figures;
  }

  private Forecast remembered(
      int frequency, double recencyDays, double ageDays, double[] covariates) {
    Forecast[] entries = table;
    if (entries == null) {
      entries = new Forecast[1 << BITS];
      table = entries;
    }
    int place = place(frequency, recencyDays, ageDays, covariates);
    for (int way = 0; way < WAYS; way++) {
      Forecast found = entries[place + way];
      if (found != null && found.isOf(frequency, recencyDays, ageDays, covariates)) {
        return found;
      }
    }
    PurchaseProcess process =
        likelihood
            .given(covariates)
            .ifAlive(frequency, recencyDays / timeUnitDays, ageDays / timeUnitDays);
    Forecast made = new Forecast(frequency, recencyDays, ageDays, covariates, figures.of(process));
    entries[place + 1] = entries[place];
    entries[place] = made;
    return made;
  }

  private static int place(int frequency, double recencyDays, double ageDays, double[] covariates) {
    long bits = Double.doubleToLongBits(ageDays) * 31 + Double.doubleToLongBits(recencyDays);
    bits = bits * 31 + (covariates.length == 0 ? 0 : Arrays.hashCode(covariates));
    long mixed = (bits * 31 + frequency) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> (64 - BITS)) & -WAYS;
  }
}

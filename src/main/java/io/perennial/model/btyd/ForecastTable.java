package io.perennial.model.btyd;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Forecasts given alive, remembered by (frequency, age), covariates where there are any and, where
 * {@code ifAlive} depends on it, recency: millions of customers share a few thousand combinations.
 * A direct-mapped cache: a new entry evicts the one in its slot, so it is bounded; entries are
 * immutable, so tasks may share it without locks.
 */
final class ForecastTable implements Serializable {
  private static final long serialVersionUID = 1L;

  /** 131,072 entries: at most 7 MiB an executor. */
  private static final int BITS = 17;

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
      int frequency, double recencyDays, double ageDays, double[] covariates, double[] figures) {}

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
    Forecast found = entries[place];
    if (found == null
        || found.frequency != frequency
        || found.recencyDays != recencyDays
        || found.ageDays != ageDays
        || !Arrays.equals(found.covariates, covariates)) {
      PurchaseProcess process =
          likelihood
              .given(covariates)
              .ifAlive(frequency, recencyDays / timeUnitDays, ageDays / timeUnitDays);
      found = new Forecast(frequency, recencyDays, ageDays, covariates, figures.of(process));
      entries[place] = found;
    }
    return found;
  }

  private static int place(int frequency, double recencyDays, double ageDays, double[] covariates) {
    long bits = Double.doubleToLongBits(ageDays) * 31 + Double.doubleToLongBits(recencyDays);
    bits = bits * 31 + (covariates.length == 0 ? 0 : Arrays.hashCode(covariates));
    long mixed = (bits * 31 + frequency) * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> (64 - BITS));
  }
}

package io.perennial.model.interval;

import io.perennial.model.btyd.CovariateEffects;
import java.io.Serializable;
import java.util.List;

/**
 * The futures of customers who are alive, remembered. Simulations are expensive, so customers who
 * are alike share one: their times and frequency agree within 1%, or, where there are covariates,
 * their frequency and their posterior process, see {@link CovariateEffects}. The difference is
 * smaller than the error of the simulation. Millions of customers share a few thousand futures;
 * which one is a customer's depends on that customer alone.
 */
final class AliveFutures implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Step, in logarithms, of the values that others are rounded to. */
  private static final double SPACING = 0.02;

  /** Some 50 MiB an executor. */
  private static final int MAX_FUTURES = 100_000;

  /** Null without covariates. */
  private final CovariateEffects effects;

  /** The model whose covariates, where there are any, are the effects. */
  private final ValueModel model;

  private final double highest;
  private final long seed;
  private final LatestUsed<Known, AliveFuture> futures = new LatestUsed<>(MAX_FUTURES);

  private record Known(int frequency, double recencyDays, double ageDays, List<Double> covariates) {
    /** Doubles of whole numbers differ in few of their bits. */
    @Override
    public int hashCode() {
      long bits = Double.doubleToLongBits(ageDays) * 31 + Double.doubleToLongBits(recencyDays);
      long mixed = ((bits * 31 + frequency) * 31 + covariates.hashCode()) * 0x9E3779B97F4A7C15L;
      return (int) (mixed >>> Integer.SIZE);
    }
  }

  /** See {@link AliveFuture#simulate}. */
  AliveFutures(ValueModel model, double highest, long seed) {
    this.effects = model.effects().orElse(null);
    this.model = effects == null ? model : model.of(effects);
    this.highest = highest;
    this.seed = seed;
  }

  AliveFuture of(int frequency, double recencyDays, double ageDays, List<Double> covariates) {
    return futures.get(
        effects == null
            ? alike(frequency, recencyDays, ageDays)
            : alike(frequency, ageDays, covariates),
        this::simulated);
  }

  private Known alike(int frequency, double recencyDays, double ageDays) {
    double age = rounded(ageDays);
    double recency =
        model.estimate().purchases().isMemoryless()
            ? 0.0
            : Math.max(0.0, age - rounded(ageDays - recencyDays));
    return new Known((int) rounded(frequency), recency, age, List.of());
  }

  private Known alike(int frequency, double ageDays, List<Double> covariates) {
    double unit = model.timeUnitDays();
    CovariateEffects.Customer alike = effects.alike(ageDays / unit, covariates);
    // Models with covariates are memoryless.
    return new Known((int) rounded(frequency), 0.0, alike.age() * unit, alike.effects());
  }

  private AliveFuture simulated(Known known) {
    double unit = model.timeUnitDays();
    return AliveFuture.simulate(
        model,
        known.frequency,
        known.recencyDays / unit,
        known.ageDays / unit,
        known.covariates.stream().mapToDouble(Double::doubleValue).toArray(),
        highest,
        seed);
  }

  /** To a whole number: small ones stay, large ones move by up to 1%. */
  private static double rounded(double value) {
    return value < 1 / SPACING
        ? Math.rint(value)
        : Math.rint(Math.exp(SPACING * Math.rint(Math.log(value) / SPACING)));
  }
}

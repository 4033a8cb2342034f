package io.perennial.model.interval;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A cache of the futures of customers who are alive. Simulations are expensive, so customers whose
 * times and frequency agree within 1% and whose covariates agree to two digits share one; the
 * difference is smaller than the error of the simulation. Millions of customers share a few
 * thousand futures.
 */
final class AliveFutures implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Step, in logarithms, of the values that others are rounded to. */
  private static final double SPACING = 0.02;

  private static final MathContext DIGITS = new MathContext(2);

  /** Some 50 MiB an executor. */
  private static final int MAX_FUTURES = 100_000;

  private final ValueModel model;
  private final double highest;
  private final long seed;
  private final ConcurrentHashMap<Known, AliveFuture> futures = new ConcurrentHashMap<>();

  private record Known(
      int frequency, double recencyDays, double ageDays, List<Double> covariates) {}

  /** See {@link AliveFuture#simulate}. */
  AliveFutures(ValueModel model, double highest, long seed) {
    this.model = model;
    this.highest = highest;
    this.seed = seed;
  }

  AliveFuture of(int frequency, double recencyDays, double ageDays, List<Double> covariates) {
    double age = rounded(ageDays);
    double recency =
        model.estimate().purchases().isMemoryless()
            ? 0.0
            : Math.max(0.0, age - rounded(ageDays - recencyDays));
    Known known =
        new Known(
            (int) rounded(frequency),
            recency,
            age,
            covariates.stream()
                .map(z -> BigDecimal.valueOf(z).round(DIGITS).doubleValue())
                .toList());
    AliveFuture future = futures.get(known);
    if (future == null) {
      double unit = model.timeUnitDays();
      future =
          AliveFuture.simulate(
              model,
              known.frequency,
              known.recencyDays / unit,
              known.ageDays / unit,
              known.covariates.stream().mapToDouble(Double::doubleValue).toArray(),
              highest,
              seed);
      if (futures.size() >= MAX_FUTURES) {
        futures.clear();
      }
      futures.put(known, future);
    }
    return future;
  }

  /** To a whole number: small ones stay, large ones move by up to 1%. */
  private static double rounded(double value) {
    return value < 1 / SPACING
        ? Math.rint(value)
        : Math.rint(Math.exp(SPACING * Math.rint(Math.log(value) / SPACING)));
  }
}

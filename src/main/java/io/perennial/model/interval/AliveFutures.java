package io.perennial.model.interval;

import java.io.Serializable;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The futures of customers who are alive, remembered by frequency, recency, age and covariates:
 * millions of customers share a few ten thousand of them, and a simulation is too dear to be done
 * twice.
 */
final class AliveFutures implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Some 50 MiB an executor. */
  private static final int MOST = 100_000;

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
    boolean memoryless = model.estimate().purchases().isMemoryless();
    Known known = new Known(frequency, memoryless ? 0.0 : recencyDays, ageDays, covariates);
    AliveFuture future = futures.get(known);
    if (future == null) {
      double unit = model.timeUnitDays();
      future =
          AliveFuture.simulate(
              model,
              frequency,
              known.recencyDays / unit,
              ageDays / unit,
              covariates.stream().mapToDouble(Double::doubleValue).toArray(),
              highest,
              seed);
      if (futures.size() >= MOST) {
        futures.clear();
      }
      futures.put(known, future);
    }
    return future;
  }
}

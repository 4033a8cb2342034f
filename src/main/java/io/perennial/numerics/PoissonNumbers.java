package io.perennial.numerics;

import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.DiscreteSampler;
import org.apache.commons.rng.sampling.distribution.MarsagliaTsangWangDiscreteSampler;
import org.apache.commons.rng.sampling.distribution.PoissonSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;

/**
 * Poisson numbers. Where the mean is a small whole number, as the weight of a cell mostly is, they
 * are looked up in a table that is made once: a draw takes one random integer and no arithmetic.
 * Probabilities are then exact to 2^-30.
 *
 * <p>Source of the tables: Marsaglia, Tsang and Wang (2004), Fast Generation of Discrete Random
 * Variables, Journal of Statistical Software 11(3).
 */
public final class PoissonNumbers {
  private static final int TABLES = 40;

  /** By mean, from 1. They are read by all threads; the generator they are made with draws none. */
  private static final SharedStateDiscreteSampler[] BY_MEAN =
      IntStream.rangeClosed(1, TABLES)
          .mapToObj(
              mean -> MarsagliaTsangWangDiscreteSampler.Poisson.of(RandomStreams.of(0, 0), mean))
          .toArray(SharedStateDiscreteSampler[]::new);

  private PoissonNumbers() {}

  /**
   * A sampler of the numbers of a mean above 0.
   *
   * @throws IllegalArgumentException for a mean that is not above 0, or too large for an integer
   */
  public static DiscreteSampler of(UniformRandomProvider random, double mean) {
    int whole = (int) mean;
    return whole == mean && whole > 0 && whole <= TABLES
        ? BY_MEAN[whole - 1].withUniformRandomProvider(random)
        : PoissonSampler.of(random, mean);
  }
}

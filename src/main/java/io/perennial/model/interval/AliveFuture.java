package io.perennial.model.interval;

import io.perennial.model.btyd.PurchaseProcess;
import io.perennial.model.spend.GammaGammaLikelihood;
import io.perennial.numerics.RandomStreams;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;

/**
 * The future of a customer who is alive now: the distributions of the number of purchases over the
 * horizon and of their discounted value, by simulation.
 *
 * <p>Every draw takes the parameters of one replicate, then a customer's own rates from their
 * posterior given frequency, recency and age, then purchases and their values. So it reflects the
 * uncertainty of parameters and of individuals. Values are in units of γ + x·z̄ at the estimates:
 * by the Gamma-Gamma model customers of one frequency differ by this factor alone, so that
 * customers of equal purchases share one distribution.
 *
 * <p>Two approximations make that possible: a replicate's own γ enters at the mean value of the
 * population, and the discount of a purchase at the mean over the purchases of the draw.
 */
final class AliveFuture {
  /**
   * Number of draws: the standard error of the probability of an end is 0.005 at a level of 0.9.
   */
  private static final int DRAWS = 2000;

  private static final int GRID = 64;

  private final double highest;
  private final int[] cumulativeDraws;
  private final double noPurchase;
  private final float[] valueGrid;
  private final double meanPurchases;
  private final double meanSquarePurchases;
  private final double meanValue;
  private final double meanSquareValue;

  private AliveFuture(int[] purchases, double[] values, double highest) {
    Arrays.sort(purchases);
    Arrays.sort(values);
    this.highest = highest;
    this.meanPurchases = Arrays.stream(purchases).average().orElse(0);
    this.meanSquarePurchases =
        Arrays.stream(purchases).mapToDouble(n -> (double) n * n).average().orElse(0);
    this.meanValue = Arrays.stream(values).average().orElse(0);
    this.meanSquareValue = Arrays.stream(values).map(v -> v * v).average().orElse(0);
    int most = purchases[(int) Math.ceil(highest * DRAWS) - 1];
    this.cumulativeDraws = new int[most + 1];
    int counted = 0;
    for (int n = 0; n <= most; n++) {
      while (counted < DRAWS && purchases[counted] <= n) {
        counted++;
      }
      cumulativeDraws[n] = counted;
    }
    this.noPurchase = cumulativeDraws[0] / (double) DRAWS;
    this.valueGrid = new float[GRID + 1];
    for (int i = 0; i <= GRID && noPurchase < highest; i++) {
      double place = (noPurchase + (highest - noPurchase) * i / GRID) * DRAWS - 0.5;
      int below = (int) Math.min(DRAWS - 1.0, Math.max(Math.floor(place), cumulativeDraws[0]));
      int above = Math.min(DRAWS - 1, below + 1);
      double share = Math.min(1.0, Math.max(0.0, place - below));
      valueGrid[i] = (float) (values[below] + share * (values[above] - values[below]));
    }
  }

  /**
   * Simulates.
   *
   * @param recency in time units, like {@code age}
   * @param covariates of the customer; empty for models without
   * @param highest largest probability a quantile will be asked for
   * @param seed determines the draws; one seed for all customers, so that similar customers have
   *     similar intervals
   */
  static AliveFuture simulate(
      ValueModel model,
      int frequency,
      double recency,
      double age,
      double[] covariates,
      double highest,
      long seed) {
    GammaGammaLikelihood estimate = model.estimate().spend();
    double known = frequency * estimate.populationMean();
    List<ValueModel.Parameters> replicates = model.replicates();
    int[] purchases = new int[DRAWS];
    double[] values = new double[DRAWS];
    int done = 0;
    for (int k = 0; k < replicates.size() && done < DRAWS; k++) {
      // The numbers of draws of any two replicates differ by at most one.
      int until = (int) ((k + 1L) * DRAWS / replicates.size());
      ValueModel.Parameters replicate = replicates.get(k);
      PurchaseProcess process =
          replicate.purchases().given(covariates).ifAlive(frequency, recency, age);
      double p = replicate.spend().p();
      double shape = replicate.spend().q() + p * frequency;
      double unit = (replicate.spend().gamma() + known) / (estimate.gamma() + known);
      for (; done < until; done++) {
        UniformRandomProvider random = RandomStreams.of(seed, done);
        double[] times = process.simulate(random, model.horizon());
        double discount = 0.0;
        for (double time : times) {
          discount += Math.exp(-model.rate() * time) / times.length;
        }
        purchases[done] = times.length;
        values[done] =
            times.length == 0
                ? 0.0
                : unit * discount * gamma(random, p * times.length) / gamma(random, shape);
      }
    }
    return new AliveFuture(purchases, values, highest);
  }

  private static double gamma(UniformRandomProvider random, double shape) {
    return AhrensDieterMarsagliaTsangGammaSampler.of(random, shape, 1.0).sample();
  }

  /**
   * The quantile of the number of purchases: the least number that is not exceeded with this
   * probability.
   *
   * @param pAlive probability of being alive now; a customer who is not buys nothing
   */
  int purchasesQuantile(double probability, double pAlive) {
    double ifAlive = ifAlive(probability, pAlive);
    int n = 0;
    while (n < cumulativeDraws.length - 1 && cumulativeDraws[n] < ifAlive * DRAWS) {
      n++;
    }
    return n;
  }

  /**
   * The discounted value that is not exceeded with this probability, in units of γ + x·z̄.
   *
   * @param pAlive see {@link #purchasesQuantile}
   */
  double valueQuantile(double probability, double pAlive) {
    double ifAlive = ifAlive(probability, pAlive);
    if (ifAlive <= noPurchase) {
      return 0.0;
    }
    double place = (ifAlive - noPurchase) / (highest - noPurchase) * GRID;
    int below = (int) Math.min(GRID - 1.0, place);
    return valueGrid[below] + (place - below) * (valueGrid[below + 1] - valueGrid[below]);
  }

  /** The variance of the number of purchases. */
  double purchasesVariance(double pAlive) {
    return pAlive * meanSquarePurchases - Math.pow(pAlive * meanPurchases, 2);
  }

  /** The variance of the discounted value, in units of (γ + x·z̄)². */
  double valueVariance(double pAlive) {
    return pAlive * meanSquareValue - Math.pow(pAlive * meanValue, 2);
  }

  /** The expected discounted value, in units of γ + x·z̄. */
  double expectedValue(double pAlive) {
    return pAlive * meanValue;
  }

  /**
   * The probability given alive; negative when the probability of having left alone covers the
   * quantile.
   */
  private static double ifAlive(double probability, double pAlive) {
    return pAlive > 0 ? (probability - (1 - pAlive)) / pAlive : -1.0;
  }
}

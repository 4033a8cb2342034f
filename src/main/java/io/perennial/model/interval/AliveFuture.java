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

  /**
   * @param values of each draw; 0 where it has no purchases
   */
  private AliveFuture(int[] purchases, double[] values, double highest) {
    double purchaseSum = 0.0;
    double purchaseSquares = 0.0;
    double valueSum = 0.0;
    double valueSquares = 0.0;
    int none = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      purchaseSum += purchases[draw];
      purchaseSquares += (double) purchases[draw] * purchases[draw];
      valueSum += values[draw];
      valueSquares += values[draw] * values[draw];
      if (purchases[draw] == 0) {
        values[draw] = values[none];
        values[none++] = 0.0;
      }
    }
    // Most draws of most customers have no purchase and need no sorting.
    Arrays.sort(values, none, DRAWS);
    this.highest = highest;
    this.meanPurchases = purchaseSum / DRAWS;
    this.meanSquarePurchases = purchaseSquares / DRAWS;
    this.meanValue = valueSum / DRAWS;
    this.meanSquareValue = valueSquares / DRAWS;
    this.cumulativeDraws = cumulative(purchases, (int) Math.ceil(highest * DRAWS));
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

  /** How many draws have at most 0, 1, … purchases, up to the first number that is enough. */
  private static int[] cumulative(int[] purchases, int enough) {
    int[] draws = new int[Arrays.stream(purchases).max().orElse(0) + 1];
    for (int n : purchases) {
      draws[n]++;
    }
    int most = 0;
    while (draws[most] < enough) {
      draws[most + 1] += draws[most];
      most++;
    }
    return Arrays.copyOf(draws, most + 1);
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

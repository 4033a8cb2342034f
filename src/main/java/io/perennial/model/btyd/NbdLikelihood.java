package io.perennial.model.btyd;

import io.perennial.model.cells.CellTerm;
import io.perennial.model.fit.Domain;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.fit.Parameter;
import io.perennial.numerics.LogSpace;
import io.perennial.numerics.RisingFactorial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * NBD: a customer buys at a rate λ ~ Gamma(r, α) and never leaves. A baseline: the excess of its
 * forecasts is what dropout explains.
 *
 * <p>Source: Ehrenberg (1959), The Pattern of Consumer Purchases, Applied Statistics 8(1), 26-41.
 *
 * @param r shape of the purchase rates
 * @param alpha rate parameter of the purchase rates, in time units
 */
public record NbdLikelihood(double r, double alpha) implements PurchaseLikelihood {

  public static final LikelihoodFamily<NbdLikelihood> FAMILY = new Family();

  /** The limit of models with dropout as fewer and fewer customers leave. */
  static final LikelihoodFamily.Simpler NO_DROPOUT =
      new LikelihoodFamily.Simpler(
          FAMILY,
          "Whether customers leave cannot be seen yet; forecasts assume that hardly anyone will,"
              + " and are too high if they do.");

  /**
   * @throws IllegalArgumentException for a parameter outside its domain
   */
  public NbdLikelihood {
    Domain.requireAbove("r", 0.0, r);
    Domain.requireAbove("alpha", 0.0, alpha);
  }

  @Override
  public int dimension() {
    return 2;
  }

  @Override
  public CellTerm atFrequency(int x) {
    double constant = RisingFactorial.log(r, x);
    double byR = RisingFactorial.digammaDifference(r, x);
    return (recency, age, gradient) -> {
      double growth = LogSpace.log1p(age / alpha);
      gradient[0] = r * (byR - growth);
      gradient[1] = r - alpha * (r + x) / (alpha + age);
      return constant - x * Math.log(alpha + age) - r * growth;
    };
  }

  /** Nobody leaves. */
  @Override
  public double logOddsAlive(int x, double recency, double age) {
    return Double.POSITIVE_INFINITY;
  }

  @Override
  public PurchaseProcess ifAlive(int x, double recency, double age) {
    return new NbdLikelihood(r + x, alpha + age);
  }

  @Override
  public double purchaseRate(double t) {
    return r / alpha;
  }

  @Override
  public double expectedPurchases(double t) {
    return r / alpha * t;
  }

  @Override
  public double discountedExpectedPurchases(double horizon, double rate) {
    return rate == 0 ? expectedPurchases(horizon) : r / alpha * -Math.expm1(-rate * horizon) / rate;
  }

  @Override
  public double probabilityOf(int n, double t) {
    if (t == 0) {
      return n == 0 ? 1.0 : 0.0;
    }
    return Math.exp(
        RisingFactorial.log(r, n)
            - LogGamma.value(n + 1.0)
            - r * Math.log1p(t / alpha)
            - n * Math.log1p(alpha / t));
  }

  @Override
  public double pAlive(double t) {
    return 1.0;
  }

  @Override
  public double expectedTimeAlive(double horizon) {
    return horizon;
  }

  @Override
  public double[] simulate(UniformRandomProvider random, double horizon) {
    double rate = AhrensDieterMarsagliaTsangGammaSampler.of(random, r, 1.0 / alpha).sample();
    ZigguratSampler.Exponential wait = ZigguratSampler.Exponential.of(random);
    return PurchaseTimes.until(horizon, () -> wait.sample() / rate);
  }

  private static final class Family implements LikelihoodFamily<NbdLikelihood> {
    private static final double HARDLY_ANY_SPREAD = 100.0;

    @Override
    public String name() {
      return "nbd";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(Parameter.shape("r"), Parameter.positive("alpha"));
    }

    @Override
    public NbdLikelihood of(double... parameters) {
      return new NbdLikelihood(parameters[0], parameters[1]);
    }

    @Override
    public List<double[]> starts(double scale) {
      return List.of(
          new double[] {1, 3 * scale}, new double[] {0.3, 3 * scale}, new double[] {3, 10 * scale});
    }

    @Override
    public List<String> identificationWarnings(NbdLikelihood fitted) {
      List<String> warnings = new ArrayList<>();
      warnings.add(
          "nbd assumes that nobody ever leaves, so that forecasts are too high where customers do:"
              + " a baseline for other models.");
      if (fitted.r > HARDLY_ANY_SPREAD) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "The purchase rates hardly differ: r is %.4g, as if all customers bought equally"
                    + " often. Their forecasts then all but ignore their own purchases.",
                fitted.r));
      }
      return warnings;
    }
  }
}

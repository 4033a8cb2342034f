package io.perennial.model.spend;

import io.perennial.model.cells.CellTerm;
import io.perennial.model.fit.Domain;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.fit.Parameter;
import io.perennial.numerics.LogSpace;
import io.perennial.numerics.RisingFactorial;
import java.util.List;
import java.util.Locale;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;

/**
 * Gamma-Gamma: the values of a customer's purchases are Gamma(p, ν), and ν ~ Gamma(q, γ) over
 * customers, independent of how often they buy.
 *
 * <p>Source: Fader and Hardie (2013), The Gamma-Gamma Model of Monetary Value,
 * brucehardie.com/notes/025; equation numbers are that note's. The mean exists for q &gt; 1 only,
 * so q is fitted above 1.
 *
 * @param p shape of a customer's purchase values
 * @param q shape of ν over customers
 * @param gamma rate parameter of ν over customers, in money
 */
public record GammaGammaLikelihood(double p, double q, double gamma) implements SpendLikelihood {

  public static final LikelihoodFamily<GammaGammaLikelihood> FAMILY = new Family();

  /**
   * @throws IllegalArgumentException for a parameter outside its domain
   */
  public GammaGammaLikelihood {
    Domain.requireAbove("p", 0.0, p);
    Domain.requireAbove("q", 0.0, q);
    Domain.requireAbove("gamma", 0.0, gamma);
  }

  @Override
  public int dimension() {
    return 3;
  }

  /** Equation (1a), the density of z̄. */
  @Override
  public CellTerm atFrequency(int x) {
    double px = p * x;
    double constant = RisingFactorial.log(px, q) - LogGamma.value(q);
    double byP = RisingFactorial.digammaDifference(px, q);
    double byQ = RisingFactorial.digammaDifference(q, px);
    double logX = Math.log(x);
    double logGamma = Math.log(gamma);
    return (mean, logMean, gradient) -> {
      double total = gamma + x * mean;
      double logOwnShare = -LogSpace.log1p(gamma / (x * mean));
      double logSharedShare = logGamma - logX - logMean + logOwnShare;
      gradient[0] = px * (byP + logOwnShare);
      gradient[1] = (q - 1) * (byQ + logSharedShare);
      gradient[2] = q - (px + q) * gamma / total;
      return constant + q * logSharedShare + px * logOwnShare - logMean;
    };
  }

  /** Equation (3): pγ/(q−1). */
  @Override
  public double populationMean() {
    return p * gamma / (q - 1);
  }

  /** Equation (5): a weighted mean of the customer's own mean and the population's. */
  @Override
  public double expectedValue(int frequency, double meanValue) {
    return p * (gamma + frequency * meanValue) / (p * frequency + (q - 1));
  }

  /** One customer's own mean value of a purchase, p/ν. */
  public double sampleCustomerMean(UniformRandomProvider random) {
    return p / AhrensDieterMarsagliaTsangGammaSampler.of(random, q, 1 / gamma).sample();
  }

  /** The values of n purchases of a customer with this mean. */
  public double[] samplePurchases(UniformRandomProvider random, double customerMean, int n) {
    return AhrensDieterMarsagliaTsangGammaSampler.of(random, p, customerMean / p)
        .samples(n)
        .toArray();
  }

  private static final class Family implements LikelihoodFamily<GammaGammaLikelihood> {
    private static final double HARDLY_A_MEAN = 1.05;

    @Override
    public String name() {
      return "gamma-gamma";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(Parameter.positive("p"), new Parameter("q", 1.0), Parameter.positive("gamma"));
    }

    @Override
    public GammaGammaLikelihood of(double... parameters) {
      return new GammaGammaLikelihood(parameters[0], parameters[1], parameters[2]);
    }

    @Override
    public List<double[]> starts(double scale) {
      return List.of(
          new double[] {2, 3, scale}, new double[] {1, 2, scale}, new double[] {10, 10, scale});
    }

    @Override
    public List<String> identificationWarnings(GammaGammaLikelihood fitted) {
      if (fitted.q < HARDLY_A_MEAN) {
        return List.of(
            String.format(
                Locale.ROOT,
                "The values have so long a tail that their mean hardly exists: q is %.4g and a mean"
                    + " needs q > 1. Expected values rest on a few customers; look for amounts"
                    + " that are not purchases.",
                fitted.q));
      }
      return List.of();
    }
  }
}

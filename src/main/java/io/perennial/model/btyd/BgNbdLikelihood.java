package io.perennial.model.btyd;

import io.perennial.model.cells.CellTerm;
import io.perennial.model.fit.Domain;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.fit.Parameter;
import io.perennial.numerics.Hypergeometric;
import io.perennial.numerics.LogSpace;
import io.perennial.numerics.RisingFactorial;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.ChengBetaSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * BG/NBD: while alive a customer buys at a rate λ ~ Gamma(r, α), and after each repeat purchase
 * leaves for good with probability p ~ Beta(a, b).
 *
 * <p>Source: Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way: An Alternative
 * to the Pareto/NBD Model, Marketing Science 24(2), 275-284; equation numbers are that paper's.
 *
 * @param r shape of the purchase rates
 * @param alpha rate parameter of the purchase rates, in time units
 * @param a first parameter of the dropout probability
 * @param b second parameter of the dropout probability
 */
public record BgNbdLikelihood(double r, double alpha, double a, double b)
    implements PurchaseLikelihood {

  public static final LikelihoodFamily<BgNbdLikelihood> FAMILY = new Family();

  /** The family in which {@code alpha} and {@code a} depend on covariates of these names. */
  static CovariateFamily<BgNbdLikelihood> given(List<String> covariates) {
    return CovariateFamily.of(
        FAMILY, new RateParameter(1, -1), new RateParameter(2, 1), covariates);
  }

  /**
   * @throws IllegalArgumentException for a parameter outside its domain
   */
  public BgNbdLikelihood {
    Domain.requireAbove("r", 0.0, r);
    Domain.requireAbove("alpha", 0.0, alpha);
    Domain.requireAbove("a", 0.0, a);
    Domain.requireAbove("b", 0.0, b);
  }

  @Override
  public int dimension() {
    return 4;
  }

  /**
   * Equation (6) as L = A · (1 + odds of having left), where A is the likelihood of buying x times
   * and staying. The paper's own form underflows for frequent buyers.
   */
  @Override
  public CellTerm atFrequency(int x) {
    double stays = RisingFactorial.log(b, x) - RisingFactorial.log(a + b, x);
    double constant = stays + RisingFactorial.log(r, x) + r * Math.log(alpha);
    double byR = RisingFactorial.digammaDifference(r, x) + Math.log(alpha);
    double byA = -RisingFactorial.digammaDifference(a + b, x);
    double byB = RisingFactorial.digammaDifference(b, x) + byA;
    double logOddsLeftAtOnce = x == 0 ? Double.NEGATIVE_INFINITY : Math.log(a / (b + x - 1));
    return (recency, age, gradient) -> {
      double logAge = Math.log(alpha + age);
      double silence = logAge - Math.log(alpha + recency);
      double logOddsLeft = logOddsLeftAtOnce + (r + x) * silence;
      double lesser = Math.exp(-Math.abs(logOddsLeft));
      double left = LogSpace.logistic(logOddsLeft, lesser);
      double stayed = LogSpace.logistic(-logOddsLeft, lesser);
      gradient[0] = r * (byR - logAge + left * silence);
      gradient[1] = r - alpha * (r + x) * (stayed / (alpha + age) + left / (alpha + recency));
      gradient[2] = a * byA + left;
      gradient[3] = x == 0 ? 0.0 : b * (byB - left / (b + x - 1));
      return constant - (r + x) * logAge + Math.max(0.0, logOddsLeft) + Math.log(1.0 + lesser);
    };
  }

  /** From equation (6): alive for certain while there is no repeat purchase to leave after. */
  @Override
  public double logOddsAlive(int x, double recency, double age) {
    return x == 0
        ? Double.POSITIVE_INFINITY
        : Math.log((b + x - 1) / a) - (r + x) * Math.log1p((age - recency) / (alpha + recency));
  }

  /** Given alive, λ ~ Gamma(r + x, α + T) and p ~ Beta(a, b + x): a new customer of that model. */
  @Override
  public PurchaseProcess ifAlive(int x, double recency, double age) {
    return new BgNbdLikelihood(r + x, alpha + age, a, b + x);
  }

  /** E[λ exp(−λpt)]. */
  @Override
  public double purchaseRate(double t) {
    return r / alpha * survival(r + 1, t);
  }

  /** Equation (9), with its limit at a = 1. */
  @Override
  public double expectedPurchases(double t) {
    return Math.exp(
        Hypergeometric.logDifference(r, b, a + b - 1, t / (alpha + t), alpha / (alpha + t)));
  }

  /** Relative error about 1e-12. */
  @Override
  public double discountedExpectedPurchases(double horizon, double rate) {
    double timeScale = alpha * Math.min(1.0, (a + b) / (a * (r + 1)));
    return DiscountedPurchases.of(this::purchaseRate, timeScale, horizon, rate);
  }

  /** Equation (8); its finite sum is a tail of the negative binomial, the incomplete beta. */
  @Override
  public double probabilityOf(int n, double t) {
    if (t == 0) {
      return n == 0 ? 1.0 : 0.0;
    }
    double z = t / (alpha + t);
    double stillAlive =
        Math.exp(
            RisingFactorial.log(b, n)
                - RisingFactorial.log(a + b, n)
                + RisingFactorial.log(r, n)
                - LogGamma.value(n + 1.0)
                - r * Math.log1p(t / alpha)
                + n * Math.log(z));
    if (n == 0) {
      return stillAlive;
    }
    double leftAfterNth =
        Math.exp(Math.log(a) + RisingFactorial.log(b, n - 1.0) - RisingFactorial.log(a + b, n));
    return stillAlive + leftAfterNth * RegularizedBeta.value(z, n, r);
  }

  /** E[exp(−λpt)]. */
  @Override
  public double pAlive(double t) {
    return survival(r, t);
  }

  /**
   * α/(r − 1) times the expected purchases of a customer with r − 1 in place of r: the integral
   * lowers the exponent of (1 + pt/α)^−r by one. Where r is 1 or less, by quadrature.
   */
  @Override
  public double expectedTimeAlive(double horizon) {
    double lower = r - 1;
    return lower > LEAST_LOWER_SHAPE
        ? alpha / lower * new BgNbdLikelihood(lower, alpha, a, b).expectedPurchases(horizon)
        : DiscountedPurchases.of(
            this::pAlive, alpha * Math.min(1.0, (a + b) / (a * r)), horizon, 0.0);
  }

  @Override
  public double[] simulate(UniformRandomProvider random, double horizon) {
    double rate = AhrensDieterMarsagliaTsangGammaSampler.of(random, r, 1.0 / alpha).sample();
    double dropout = ChengBetaSampler.of(random, a, b).sample();
    ZigguratSampler.Exponential wait = ZigguratSampler.Exponential.of(random);
    double[] times = new double[8];
    int n = 0;
    double t = wait.sample() / rate;
    while (t <= horizon) {
      if (n == times.length) {
        times = Arrays.copyOf(times, 2 * n);
      }
      times[n++] = t;
      t = random.nextDouble() < dropout ? Double.POSITIVE_INFINITY : t + wait.sample() / rate;
    }
    return Arrays.copyOf(times, n);
  }

  /** E[(1 + pt/α)^−shape] = (α/(α+t))^shape · 2F1(shape, b; a + b; t/(α+t)). */
  private double survival(double shape, double t) {
    return Math.exp(
        Hypergeometric.log2F1(shape, b, a + b, t / (alpha + t), alpha / (alpha + t))
            - shape * Math.log1p(t / alpha));
  }

  /** Closer to r = 1 the closed form loses digits. */
  private static final double LEAST_LOWER_SHAPE = 1e-3;

  private static final class Family implements LikelihoodFamily<BgNbdLikelihood> {
    private static final double HARDLY_ANY_DROPOUT = 0.01;
    private static final double HARDLY_ANY_SPREAD = 100.0;

    @Override
    public String name() {
      return "bg-nbd";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.shape("r"),
          Parameter.positive("alpha"),
          Parameter.positive("a"),
          Parameter.positive("b"));
    }

    @Override
    public BgNbdLikelihood of(double... parameters) {
      return new BgNbdLikelihood(parameters[0], parameters[1], parameters[2], parameters[3]);
    }

    @Override
    public List<double[]> starts(double scale) {
      return List.of(
          new double[] {1, 3 * scale, 1, 3},
          new double[] {0.3, scale, 0.5, 5},
          new double[] {3, 10 * scale, 1, 10});
    }

    @Override
    public Optional<Simpler> simpler() {
      return Optional.of(NbdLikelihood.NO_DROPOUT);
    }

    @Override
    public List<String> identificationWarnings(BgNbdLikelihood fitted) {
      double dropout = fitted.a / (fitted.a + fitted.b);
      if (dropout < HARDLY_ANY_DROPOUT) {
        return List.of(
            String.format(
                Locale.ROOT,
                "The data shows hardly any dropout: the mean chance of leaving after a purchase,"
                    + " a/(a+b), is %.2g. Forecasts then assume that customers stay, and come out"
                    + " too high if the history is too short to see them leave.",
                dropout));
      }
      if (fitted.a + fitted.b > HARDLY_ANY_SPREAD) {
        return List.of(
            String.format(
                Locale.ROOT,
                "The dropout probabilities are not identified: a + b is %.4g, as if all customers"
                    + " had the same one, %.2g. Compare the forecasts with another model's.",
                fitted.a + fitted.b,
                dropout));
      }
      return List.of();
    }
  }
}

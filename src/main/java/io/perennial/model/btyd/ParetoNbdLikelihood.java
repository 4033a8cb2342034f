package io.perennial.model.btyd;

import io.perennial.model.cells.CellTerm;
import io.perennial.model.fit.Domain;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.fit.Parameter;
import io.perennial.numerics.LogSpace;
import io.perennial.numerics.PowerProductIntegral;
import io.perennial.numerics.PowerProductTail;
import io.perennial.numerics.RisingFactorial;
import io.perennial.numerics.TricomiU;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Pareto/NBD: while alive a customer buys at a rate λ ~ Gamma(r, α), and leaves for good at a rate
 * μ ~ Gamma(s, β), whether buying or not.
 *
 * <p>Source: Schmittlein, Morrison and Colombo (1987), Counting Your Customers: Who Are They and
 * What Will They Do Next?, Management Science 33(1), 1-24; notation of Fader and Hardie (2005), A
 * Note on Deriving the Pareto/NBD Model and Related Expressions, brucehardie.com/notes/009.
 *
 * @param r shape of the purchase rates
 * @param alpha rate parameter of the purchase rates, in time units
 * @param s shape of the dropout rates
 * @param beta rate parameter of the dropout rates, in time units
 */
public record ParetoNbdLikelihood(double r, double alpha, double s, double beta)
    implements PurchaseLikelihood {

  public static final LikelihoodFamily<ParetoNbdLikelihood> FAMILY = new Family();

  /** The family in which {@code alpha} and {@code beta} depend on covariates of these names. */
  static CovariateFamily<ParetoNbdLikelihood> given(List<String> covariates) {
    return CovariateFamily.of(
        FAMILY, new RateParameter(1, -1), new RateParameter(3, -1), covariates);
  }

  /**
   * @throws IllegalArgumentException for a parameter outside its domain
   */
  public ParetoNbdLikelihood {
    Domain.requireAbove("r", 0.0, r);
    Domain.requireAbove("alpha", 0.0, alpha);
    Domain.requireAbove("s", 0.0, s);
    Domain.requireAbove("beta", 0.0, beta);
  }

  @Override
  public int dimension() {
    return 4;
  }

  /**
   * L = Γ(r+x)/Γ(r) α^r β^s · (s·J(t_x; r+x, s+1) + (r+x)·J(T; r+x+1, s)), where J(t; p, q) = ∫ₜ^∞
   * (α+τ)^(−p) (β+τ)^(−q) dτ: having left after t_x at any time, less having left after T, which is
   * taken from being alive at T by parts. Unlike the difference of two 2F1 of the papers, both
   * terms are positive, whichever of α and β is larger.
   */
  @Override
  public CellTerm atFrequency(int x) {
    return new Term(this, x);
  }

  /** Cells come by recency, so that most share what depends on that with the cell before. */
  private static final class Term implements CellTerm {
    private final ParetoNbdLikelihood model;
    private final double shape;
    private final double constant;
    private final double byR;
    private final double byS;
    private final double logS;
    private final double logShape;
    private final double[] left = new double[4];
    private final double[] alive = new double[4];
    private double lastRecency = Double.NaN;
    private double logLeft;

    Term(ParetoNbdLikelihood model, int x) {
      this.model = model;
      this.shape = model.r + x;
      this.constant =
          RisingFactorial.log(model.r, x)
              + model.r * Math.log(model.alpha)
              + model.s * Math.log(model.beta);
      this.byR = RisingFactorial.digammaDifference(model.r, x) + Math.log(model.alpha);
      this.byS = Math.log(model.beta);
      this.logS = Math.log(model.s);
      this.logShape = Math.log(shape);
    }

    @Override
    public double logLikelihood(double recency, double age, double[] gradient) {
      double alpha = model.alpha;
      double beta = model.beta;
      double s = model.s;
      if (recency != lastRecency) {
        logLeft = logS + PowerProductTail.log(alpha + recency, beta + recency, shape, s + 1, left);
        lastRecency = recency;
      }
      double logAlive =
          logShape + PowerProductTail.log(alpha + age, beta + age, shape + 1, s, alive);
      double lesser = Math.exp(-Math.abs(logLeft - logAlive));
      double share = LogSpace.logistic(logLeft - logAlive, lesser);
      double other = 1.0 - share;
      gradient[0] = model.r * (byR + share * left[2] + other * (alive[2] + 1 / shape));
      gradient[1] = model.r + alpha * (share * left[0] + other * alive[0]);
      gradient[2] = s * (byS + share * (left[3] + 1 / s) + other * alive[3]);
      gradient[3] = s + beta * (share * left[1] + other * alive[1]);
      return constant + Math.max(logLeft, logAlive) + LogSpace.log1p(lesser);
    }
  }

  /** From the integral over the time of leaving in (t_x, T]. */
  @Override
  public double logOddsAlive(int x, double recency, double age) {
    double[] unused = new double[4];
    double afterRecency =
        PowerProductTail.log(alpha + recency, beta + recency, r + x, s + 1, unused);
    double afterAge = PowerProductTail.log(alpha + age, beta + age, r + x, s + 1, unused);
    double logLeft =
        Math.log(s) + LogSpace.logDiffExp(afterRecency, Math.min(afterAge, afterRecency));
    return -(r + x) * Math.log(alpha + age) - s * Math.log(beta + age) - logLeft;
  }

  /** Given alive, λ ~ Gamma(r + x, α + T) and μ ~ Gamma(s, β + T): a new customer of that model. */
  @Override
  public PurchaseProcess ifAlive(int x, double recency, double age) {
    return new ParetoNbdLikelihood(r + x, alpha + age, s, beta + age);
  }

  @Override
  public double purchaseRate(double t) {
    return r / alpha * pAlive(t);
  }

  /** rβ/(α(s−1)) · (1 − (β/(β+t))^(s−1)), with its limit at s = 1. */
  @Override
  public double expectedPurchases(double t) {
    double growth = Math.log1p(t / beta);
    double power = (s - 1) * growth;
    double ratio = power == 0 ? 1.0 : -Math.expm1(-power) / power;
    return r * beta / alpha * growth * ratio;
  }

  /**
   * Over an infinite horizon Fader, Hardie and Lee (2005), RFM and CLV, Journal of Marketing
   * Research 42(4), 415-430: rβ/α · U(1, 2 − s, rate·β). Over a finite one by quadrature.
   */
  @Override
  public double discountedExpectedPurchases(double horizon, double rate) {
    if (rate == 0) {
      return expectedPurchases(horizon);
    }
    return horizon == Double.POSITIVE_INFINITY
        ? r * beta / alpha * Math.exp(TricomiU.log(1.0, 2.0 - s, rate * beta))
        : DiscountedPurchases.of(this::purchaseRate, beta / Math.max(1.0, s), horizon, rate);
  }

  /**
   * Of n purchases and being alive at t, and of n purchases and leaving before: NBD weighted with
   * the time of leaving.
   */
  @Override
  public double probabilityOf(int n, double t) {
    if (t == 0) {
      return n == 0 ? 1.0 : 0.0;
    }
    double logBeforeLeaving =
        Math.log(s)
            + s * Math.log(beta)
            + RisingFactorial.log(r, n)
            - LogGamma.value(n + 1.0)
            + r * Math.log(alpha)
            + PowerProductIntegral.log(n, alpha, r + n, beta, s + 1, t);
    double staying = new NbdLikelihood(r, alpha).probabilityOf(n, t) * pAlive(t);
    // The terms of the logarithm are large where s or r is, and their rounding is then, too.
    return Math.min(1.0, staying + Math.exp(logBeforeLeaving));
  }

  @Override
  public double pAlive(double t) {
    return Math.exp(-s * Math.log1p(t / beta));
  }

  /** Purchases come at the mean rate r/α while the customer is alive. */
  @Override
  public double expectedTimeAlive(double horizon) {
    return expectedPurchases(horizon) * alpha / r;
  }

  @Override
  public double[] simulate(UniformRandomProvider random, double horizon) {
    double rate = AhrensDieterMarsagliaTsangGammaSampler.of(random, r, 1.0 / alpha).sample();
    double dropout = AhrensDieterMarsagliaTsangGammaSampler.of(random, s, 1.0 / beta).sample();
    ZigguratSampler.Exponential wait = ZigguratSampler.Exponential.of(random);
    double leaves = wait.sample() / dropout;
    return PurchaseTimes.until(Math.min(horizon, leaves), () -> wait.sample() / rate);
  }

  private static final class Family implements LikelihoodFamily<ParetoNbdLikelihood> {
    private static final double HARDLY_ANY_DROPOUT = 0.01;
    private static final double HARDLY_ANY_SPREAD = 100.0;

    @Override
    public String name() {
      return "pareto-nbd";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.shape("r"),
          Parameter.positive("alpha"),
          Parameter.positive("s"),
          Parameter.positive("beta"));
    }

    @Override
    public ParetoNbdLikelihood of(double... parameters) {
      return new ParetoNbdLikelihood(parameters[0], parameters[1], parameters[2], parameters[3]);
    }

    @Override
    public List<double[]> starts(double scale) {
      return List.of(
          new double[] {1, 3 * scale, 1, 3 * scale},
          new double[] {0.5, 3 * scale, 0.5, scale},
          new double[] {3, 10 * scale, 0.5, 10 * scale});
    }

    @Override
    public Optional<Simpler> simpler() {
      return Optional.of(NbdLikelihood.NO_DROPOUT);
    }

    @Override
    public List<String> identificationWarnings(ParetoNbdLikelihood fitted) {
      double dropout = fitted.s / fitted.beta;
      double purchases = fitted.r / fitted.alpha;
      if (fitted.s < HARDLY_ANY_DROPOUT || dropout < HARDLY_ANY_DROPOUT * purchases) {
        return List.of(
            String.format(
                Locale.ROOT,
                "The data shows hardly any dropout: s is %.2g, and on average customers leave at"
                    + " %.2g times the rate at which they buy. Forecasts then assume that customers"
                    + " stay, and come out too high if the history is too short to see them leave.",
                fitted.s,
                dropout / purchases));
      }
      if (fitted.s > HARDLY_ANY_SPREAD) {
        return List.of(
            String.format(
                Locale.ROOT,
                "The dropout rates are not identified: s is %.4g, as if all customers had the same"
                    + " one, %.2g per time unit. Compare the forecasts with another model's.",
                fitted.s,
                dropout));
      }
      return List.of();
    }
  }
}

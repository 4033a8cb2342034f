package io.perennial.model.btyd;

import io.perennial.model.cells.CellTerm;
import io.perennial.model.fit.Domain;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.fit.Parameter;
import io.perennial.numerics.LogSpace;
import io.perennial.numerics.RisingFactorial;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ChengBetaSampler;

/**
 * BG/BB: purchases happen at discrete opportunities only (a yearly donation, a monthly event).
 * While alive a customer takes each with probability p ~ Beta(α, β), and before each leaves for
 * good with probability θ ~ Beta(γ, δ).
 *
 * <p>Source: Fader, Hardie and Shang (2010), Customer-Base Analysis in a Discrete-Time
 * Noncontractual Setting, Marketing Science 29(6), 1086-1108.
 *
 * <p>The time unit is the opportunity: the first purchase is at 0, recency is the number of the
 * opportunity last taken and age the number of opportunities there were. Opportunity k is at time
 * k; a fraction of a unit holds none.
 *
 * @param alpha first parameter of the purchase probability
 * @param beta second parameter of the purchase probability
 * @param gamma first parameter of the dropout probability
 * @param delta second parameter of the dropout probability
 */
public record BgBbLikelihood(double alpha, double beta, double gamma, double delta)
    implements PurchaseLikelihood {

  public static final LikelihoodFamily<BgBbLikelihood> FAMILY = new Family();

  /** Rounding of a whole number of days divided by the days of an opportunity. */
  private static final double ROUNDING = 1e-9;

  /** Relative size of the remainder at which an infinite sum is truncated. */
  private static final double REST = 1e-16;

  /**
   * @throws IllegalArgumentException for a parameter outside its domain
   */
  public BgBbLikelihood {
    Domain.requireAbove("alpha", 0.0, alpha);
    Domain.requireAbove("beta", 0.0, beta);
    Domain.requireAbove("gamma", 0.0, gamma);
    Domain.requireAbove("delta", 0.0, delta);
  }

  @Override
  public int dimension() {
    return 4;
  }

  /**
   * Alive through all n opportunities, or left after i more than t_x. The terms of the sum over i
   * fall from the first, each a fraction of the one before.
   */
  @Override
  public CellTerm atFrequency(int x) {
    double bought = RisingFactorial.log(alpha, x);
    double boughtByAlpha = RisingFactorial.digammaDifference(alpha, x);
    return (recency, age, gradient) -> {
      int last = opportunities(recency);
      int n = opportunities(age);
      double logAlive = bought + logPassed(x, n) + logStays(n);
      double[] aliveBy = new double[4];
      aliveBy[0] = boughtByAlpha - RisingFactorial.digammaDifference(alpha + beta, n);
      aliveBy[1] =
          RisingFactorial.digammaDifference(beta, n - x)
              - RisingFactorial.digammaDifference(alpha + beta, n);
      aliveBy[2] = -RisingFactorial.digammaDifference(gamma + delta, n);
      aliveBy[3] = RisingFactorial.digammaDifference(delta, n) + aliveBy[2];
      double[] leftBy = new double[4];
      double logLeft = n == last ? Double.NEGATIVE_INFINITY : bought + logLeft(x, last, n, leftBy);
      double left = LogSpace.logistic(logLeft - logAlive);
      double stayed = 1 - left;
      leftBy[0] += boughtByAlpha;
      gradient[0] = alpha * (stayed * aliveBy[0] + left * leftBy[0]);
      gradient[1] = beta * (stayed * aliveBy[1] + left * leftBy[1]);
      gradient[2] = gamma * (stayed * aliveBy[2] + left * leftBy[2]);
      gradient[3] = delta * (stayed * aliveBy[3] + left * leftBy[3]);
      return LogSpace.logSumExp(logAlive, logLeft);
    };
  }

  /**
   * The logarithm of the sum over the opportunity before which the customer left, without the
   * factor of the purchases.
   *
   * @param by overwritten with its derivatives by α, β, γ, δ
   */
  private double logLeft(int x, int last, int n, double[] by) {
    double first =
        logPassed(x, last) + Math.log(gamma) + logStays(last) - Math.log(gamma + delta + last);
    double byAlphaBeta = -RisingFactorial.digammaDifference(alpha + beta, last);
    double byBeta = RisingFactorial.digammaDifference(beta, last - x);
    double byGammaDelta = -RisingFactorial.digammaDifference(gamma + delta, last + 1.0);
    double byDelta = RisingFactorial.digammaDifference(delta, last);
    double term = 1.0;
    double sum = 0.0;
    Arrays.fill(by, 0.0);
    for (int k = last; k < n; k++) {
      sum += term;
      by[0] += term * byAlphaBeta;
      by[1] += term * (byBeta + byAlphaBeta);
      by[2] += term * (1 / gamma + byGammaDelta);
      by[3] += term * (byDelta + byGammaDelta);
      double missed = beta + (k - x);
      double tried = alpha + beta + k;
      double stayed = delta + k;
      double faced = gamma + delta + k + 1;
      term *= missed / tried * (stayed / faced);
      byBeta += 1 / missed;
      byAlphaBeta -= 1 / tried;
      byDelta += 1 / stayed;
      byGammaDelta -= 1 / faced;
    }
    for (int i = 0; i < 4; i++) {
      by[i] /= sum;
    }
    return first + Math.log(sum);
  }

  /** The part of the probability to buy at x given opportunities of k that depends on k. */
  private double logPassed(int x, int k) {
    return RisingFactorial.log(beta, k - x) - RisingFactorial.log(alpha + beta, k);
  }

  /** The logarithm of the probability to stay through k opportunities. */
  private double logStays(int k) {
    return RisingFactorial.log(delta, k) - RisingFactorial.log(gamma + delta, k);
  }

  /** Alive at the last opportunity; the customer may leave before the next one. */
  @Override
  public double logOddsAlive(int x, double recency, double age) {
    int last = opportunities(recency);
    int n = opportunities(age);
    return n == last
        ? Double.POSITIVE_INFINITY
        : logPassed(x, n) + logStays(n) - logLeft(x, last, n, new double[4]);
  }

  @Override
  public boolean isPossible(int x, double recency, double age) {
    return PurchaseLikelihood.super.isPossible(x, recency, age)
        && age < Integer.MAX_VALUE
        && x <= opportunities(recency);
  }

  /** Given alive, p ~ Beta(α + x, β + n − x) and θ ~ Beta(γ, δ + n). */
  @Override
  public PurchaseProcess ifAlive(int x, double recency, double age) {
    int n = opportunities(age);
    return new BgBbLikelihood(alpha + x, beta + (n - x), gamma, delta + n);
  }

  /** The chance of a purchase at the next opportunity after t. */
  @Override
  public double purchaseRate(double t) {
    return alpha / (alpha + beta) * pAlive(opportunities(t) + 1.0);
  }

  /** As a sum over opportunities: its closed form is singular at γ = 1. */
  @Override
  public double expectedPurchases(double t) {
    return discountedExpectedPurchases(t, 0.0);
  }

  /** The next opportunity, one time unit away, is discounted as well. */
  @Override
  public double discountedExpectedPurchases(double horizon, double rate) {
    double stays = 1.0;
    double sum = 0.0;
    double discount = Math.exp(-rate);
    double enough = rate > 0 ? REST * -Math.expm1(-rate) : 0.0;
    for (int k = 1; k <= horizon + ROUNDING; k++) {
      stays *= (delta + k - 1) / (gamma + delta + k - 1) * discount;
      sum += stays;
      if (stays <= enough * sum) {
        break;
      }
    }
    return alpha / (alpha + beta) * sum;
  }

  /** Alive to the end, or left after k opportunities of which x were taken. */
  @Override
  public double probabilityOf(int x, double t) {
    int n = opportunities(t);
    if (x > n) {
      return 0.0;
    }
    double bought = RisingFactorial.log(alpha, x);
    double probability = Math.exp(logChoose(n, x) + bought + logPassed(x, n) + logStays(n));
    for (int k = x; k < n; k++) {
      double leaves = gamma / (gamma + delta + k);
      probability += leaves * Math.exp(logChoose(k, x) + bought + logPassed(x, k) + logStays(k));
    }
    return probability;
  }

  @Override
  public double pAlive(double t) {
    return Math.exp(logStays(opportunities(t)));
  }

  /** Customers leave at opportunities, so P(alive) is constant between them. */
  @Override
  public double expectedTimeAlive(double horizon) {
    int whole = opportunities(horizon);
    double stays = 1.0;
    double sum = 0.0;
    for (int k = 1; k <= whole; k++) {
      sum += stays;
      stays *= (delta + k - 1) / (gamma + delta + k - 1);
    }
    return sum + Math.max(0.0, horizon - whole) * stays;
  }

  @Override
  public double[] simulate(UniformRandomProvider random, double horizon) {
    double purchase = ChengBetaSampler.of(random, alpha, beta).sample();
    double dropout = ChengBetaSampler.of(random, gamma, delta).sample();
    int n = opportunities(horizon);
    double[] times = new double[n];
    int taken = 0;
    for (int k = 1; k <= n && random.nextDouble() >= dropout; k++) {
      if (random.nextDouble() < purchase) {
        times[taken++] = k;
      }
    }
    return Arrays.copyOf(times, taken);
  }

  private static int opportunities(double t) {
    return (int) (t + ROUNDING);
  }

  private static double logChoose(int n, int k) {
    return RisingFactorial.log(n - k + 1.0, k) - LogGamma.value(k + 1.0);
  }

  private static final class Family implements LikelihoodFamily<BgBbLikelihood> {
    private static final double HARDLY_ANY_DROPOUT = 1e-3;
    private static final double HARDLY_ANY_SPREAD = 1000.0;

    @Override
    public String name() {
      return "bg-bb";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.positive("alpha"),
          Parameter.positive("beta"),
          Parameter.positive("gamma"),
          Parameter.positive("delta"));
    }

    @Override
    public BgBbLikelihood of(double... parameters) {
      return new BgBbLikelihood(parameters[0], parameters[1], parameters[2], parameters[3]);
    }

    /** The parameters have no unit. */
    @Override
    public List<double[]> starts(double scale) {
      return List.of(
          new double[] {1, 1, 1, 3}, new double[] {.5, .5, .5, 2}, new double[] {1, 5, 1, 20});
    }

    @Override
    public List<String> identificationWarnings(BgBbLikelihood fitted) {
      double dropout = fitted.gamma / (fitted.gamma + fitted.delta);
      if (dropout < HARDLY_ANY_DROPOUT) {
        return List.of(
            String.format(
                Locale.ROOT,
                "The data shows hardly any dropout: the mean chance of leaving before an"
                    + " opportunity, gamma/(gamma+delta), is %.2g. Forecasts then assume that"
                    + " customers stay, and come out too high if the history is too short to see"
                    + " them leave.",
                dropout));
      }
      if (fitted.gamma + fitted.delta > HARDLY_ANY_SPREAD) {
        return List.of(
            String.format(
                Locale.ROOT,
                "The dropout probabilities are not identified: gamma + delta is %.4g, as if all"
                    + " customers had the same one, %.2g. Compare the forecasts with another"
                    + " model's.",
                fitted.gamma + fitted.delta,
                dropout));
      }
      return List.of();
    }
  }
}

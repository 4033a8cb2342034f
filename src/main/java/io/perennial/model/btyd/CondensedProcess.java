package io.perennial.model.btyd;

import io.perennial.numerics.GaussLegendre;
import io.perennial.numerics.RisingFactorial;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;
import org.apache.commons.rng.sampling.distribution.ChengBetaSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Purchases that each take k exponential phases, by a customer who has already completed j phases
 * of the next one, with probability proportional to {@code phases[j]}; then the rate of the phases
 * is λ ~ Gamma(r + j, α). After each purchase the customer leaves with probability p ~ Beta(a, b).
 *
 * <p>The number m of phases in a time t is negative binomial, the number of purchases given no
 * dropout is ⌊(m + j) / k⌋, and, for any λ, the m phases end at times that are uniform in (0, t].
 * So every forecast is one sum over j and m of positive terms. Its cost is proportional to the
 * expected number of phases, about a hundred for ordinary customers.
 */
final class CondensedProcess implements PurchaseProcess {
  private static final double NEGLIGIBLE = 1e-17;

  /** Sums are rescaled before they overflow. */
  private static final double LARGE = 1e250;

  /** Horizon times rate up to which the exponential series keeps 13 digits. */
  private static final double SERIES_TIMES = 4.0;

  /** Horizon times rate beyond which the remainder is below 1e-15 of the total. */
  private static final double DISCOUNTING_TIMES = 36.0;

  private static final GaussLegendre RULE = GaussLegendre.points(8);

  private final int k;
  private final double[] phases;
  private final double r;
  private final double alpha;
  private final double a;
  private final double b;

  CondensedProcess(double[] phases, double r, double alpha, double a, double b) {
    this.k = phases.length;
    this.phases = phases;
    this.r = r;
    this.alpha = alpha;
    this.a = a;
    this.b = b;
  }

  /**
   * A visitor of the phases of a customer in order, with the purchases among them; computes a
   * figure given the number of phases completed.
   */
  private interface PhaseVisitor {
    /**
     * Visits a purchase.
     *
     * @param m the phase that ends with it
     * @param stays probability that the customer has not left before it
     */
    default void purchase(long m, double stays) {}

    /**
     * @param m number of phases completed
     * @param stays probability of having stayed after all purchases in them
     */
    double value(long m, double stays);
  }

  /** The density at t of the end of phase m is P(m phases in t) · m / t. */
  @Override
  public double purchaseRate(double t) {
    if (t == 0) {
      return phases[k - 1] / sum(phases) * (r + k - 1) / alpha;
    }
    return mean(
        t,
        () ->
            new PhaseVisitor() {
              private long last;
              private double stayed;

              @Override
              public void purchase(long m, double stays) {
                last = m;
                stayed = stays;
              }

              @Override
              public double value(long m, double stays) {
                return m > 0 && m == last ? stayed * (m / t) : 0.0;
              }
            });
  }

  @Override
  public double expectedPurchases(double t) {
    return discounted(t, 0.0);
  }

  /** Relative error below 1e-10, mostly near rounding. */
  @Override
  public double discountedExpectedPurchases(double horizon, double rate) {
    if (rate * horizon <= SERIES_TIMES) {
      return discounted(horizon, rate);
    }
    double start = SERIES_TIMES / rate;
    double end = Math.min(horizon, DISCOUNTING_TIMES / rate);
    return discounted(start, rate)
        + RULE.integral(t -> Math.exp(-rate * t) * purchaseRate(t), start, end, start);
  }

  /**
   * The i-th of m uniform times in (0, t] has the moments E[(time/t)^l] = (i)_l / (m + 1)_l, and
   * the discount is the exponential series in them.
   */
  private double discounted(double t, double rate) {
    double exponent = -rate * t;
    int terms = 1;
    for (double term = -exponent; term > NEGLIGIBLE; term *= -exponent / terms) {
      terms++;
    }
    int length = terms;
    return mean(
        t,
        () ->
            new PhaseVisitor() {
              private final double[] moments = new double[length];

              @Override
              public void purchase(long m, double stays) {
                double rising = stays;
                for (int l = 0; l < length; l++) {
                  moments[l] += rising;
                  rising *= m + l;
                }
              }

              @Override
              public double value(long m, double stays) {
                double value = moments[0];
                double factor = 1.0;
                for (int l = 1; l < length; l++) {
                  factor *= exponent / (l * (double) (m + l));
                  value += factor * moments[l];
                }
                return value;
              }
            });
  }

  @Override
  public double probabilityOf(int n, double t) {
    if (t == 0) {
      return n == 0 ? 1.0 : 0.0;
    }
    double logStays = RisingFactorial.log(b, n) - RisingFactorial.log(a + b, n);
    double sum = 0.0;
    for (int j = 0; j < k; j++) {
      if (phases[j] > 0) {
        double probability = Math.exp(logStays) * probabilityOfCount(n, j, t);
        if (n > 0) {
          double leavesAfterNth =
              Math.exp(
                  Math.log(a) + RisingFactorial.log(b, n - 1.0) - RisingFactorial.log(a + b, n));
          probability +=
              leavesAfterNth * RegularizedBeta.value(t / (alpha + t), (double) n * k - j, r + j);
        }
        sum += phases[j] * probability;
      }
    }
    return sum / sum(phases);
  }

  /**
   * The probability of n purchases from phase j on given no dropout: a sum over k numbers of
   * phases.
   */
  private double probabilityOfCount(int n, int j, double t) {
    double z = t / (alpha + t);
    double shape = r + j;
    double from = Math.max(0.0, (double) n * k - j);
    double to = (n + 1.0) * k - j;
    double term =
        Math.exp(
            RisingFactorial.log(shape, from)
                - LogGamma.value(from + 1)
                - shape * Math.log1p(t / alpha)
                + from * Math.log(z));
    double sum = 0.0;
    for (double m = from; m < to; m++) {
      sum += term;
      term *= (shape + m) / (m + 1) * z;
    }
    return sum;
  }

  @Override
  public double pAlive(double t) {
    return mean(t, () -> (m, stays) -> stays);
  }

  /** Relative error below 1e-6. */
  @Override
  public double expectedTimeAlive(double horizon) {
    double scale = k * alpha * Math.min(1.0, (a + b) / (a * r));
    return RULE.integral(
        v -> (scale * Math.exp(v)) * pAlive(scale * Math.expm1(v)),
        0.0,
        Math.log1p(horizon / scale),
        0.1);
  }

  @Override
  public double[] simulate(UniformRandomProvider random, double horizon) {
    int begun = phase(random);
    double rate =
        AhrensDieterMarsagliaTsangGammaSampler.of(random, r + begun, 1.0 / alpha).sample();
    double dropout = ChengBetaSampler.of(random, a, b).sample();
    ZigguratSampler.Exponential exponential = ZigguratSampler.Exponential.of(random);
    return PurchaseTimes.until(
        horizon,
        new DoubleSupplier() {
          private int passed = begun;
          private boolean bought;

          @Override
          public double getAsDouble() {
            if (bought && random.nextDouble() < dropout) {
              return Double.POSITIVE_INFINITY;
            }
            bought = true;
            double wait = 0.0;
            for (; passed < k; passed++) {
              wait += exponential.sample();
            }
            passed = 0;
            return wait / rate;
          }
        });
  }

  private int phase(UniformRandomProvider random) {
    double remaining = random.nextDouble() * sum(phases);
    int j = 0;
    while (j < k - 1 && remaining >= phases[j]) {
      remaining -= phases[j++];
    }
    return j;
  }

  /** The mean of a figure over the phases completed initially and by t. */
  private double mean(double t, Supplier<PhaseVisitor> figures) {
    double sum = 0.0;
    for (int j = 0; j < k; j++) {
      if (phases[j] > 0) {
        sum += phases[j] * mean(t, j, figures.get());
      }
    }
    return sum / sum(phases);
  }

  private double mean(double t, int j, PhaseVisitor figure) {
    double z = t / (alpha + t);
    double shape = r + j;
    double logUnit = -shape * Math.log1p(t / alpha);
    double probability = 1.0;
    double sum = 0.0;
    double stays = 1.0;
    long purchases = 0;
    long next = k - j;
    for (long m = 0; ; m++) {
      if (m == next) {
        figure.purchase(m, stays);
        stays *= (b + purchases) / (a + b + purchases);
        purchases++;
        next += k;
      }
      double value = figure.value(m, stays);
      sum += probability * value;
      double ratio = (shape + m) / (m + 1) * z;
      boolean counts = value > 0 || stays == 0;
      if (counts && ratio < 1 && probability * value <= NEGLIGIBLE * (1 - ratio) * sum) {
        return Math.exp(logUnit + Math.log(sum));
      }
      probability *= ratio;
      if (probability > LARGE) {
        probability /= LARGE;
        sum /= LARGE;
        logUnit += Math.log(LARGE);
      }
    }
  }

  private static double sum(double[] values) {
    double sum = 0.0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}

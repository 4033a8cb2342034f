package io.perennial.model.contractual;

import io.perennial.model.cells.CellTerm;
import io.perennial.model.fit.Domain;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.fit.Parameter;
import io.perennial.numerics.BetaRatio;
import io.perennial.numerics.GaussLegendre;
import io.perennial.numerics.LogSpace;
import io.perennial.numerics.RisingFactorial;
import java.util.List;

/**
 * Beta-discrete-Weibull: a subscriber is still there after n renewals with probability (1−θ)^(n^c),
 * θ ~ Beta(α, β). With c &gt; 1 everyone's probability to leave grows with tenure, with c &lt; 1 it
 * falls; with c = 1 this is the shifted-beta-geometric.
 *
 * <p>Source: Fader, Hardie, Liu, Davin and Steenburgh (2018), "How to Project Customer Retention"
 * Revisited: The Role of Duration Dependence, Journal of Interactive Marketing 43, 1-16.
 *
 * @param alpha first parameter of the probability to leave at the first renewal
 * @param beta second parameter of the probability to leave at the first renewal
 * @param c shape of the dependence on tenure
 */
public record BetaDiscreteWeibullLikelihood(double alpha, double beta, double c)
    implements ContractualLikelihood {

  public static final LikelihoodFamily<BetaDiscreteWeibullLikelihood> FAMILY = new Family();

  /** Terms of the residual lifetime that are added one by one. */
  private static final int ADDED = 400;

  private static final double NEGLIGIBLE = 1e-17;
  private static final GaussLegendre RULE = GaussLegendre.points(16);

  /** Beyond this only the logarithm of n^c is used, and only leading terms in 1/n^c are kept. */
  private static final double LOG_HUGE = 460.0;

  /**
   * @throws IllegalArgumentException for a parameter outside its domain
   */
  public BetaDiscreteWeibullLikelihood {
    Domain.requireAbove("alpha", 0.0, alpha);
    Domain.requireAbove("beta", 0.0, beta);
    Domain.requireAbove("c", 0.0, c);
  }

  @Override
  public int dimension() {
    return 3;
  }

  /** The paper's survival function; who leaves at the next renewal is S(n) − S(n+1). */
  @Override
  public CellTerm atFrequency(int renewals) {
    double logPower = c * Math.log(renewals);
    double survived = logSurvival(renewals);
    double[] by = derivatives(renewals, logPower);
    double[] ratioBy = new double[3];
    double logRatio = logRatio(renewals, logPower, by, ratioBy);
    double leaves = LogSpace.log1mExp(logRatio);
    double odds = 1 / Math.expm1(-logRatio);
    return (left, unused, gradient) -> {
      for (int i = 0; i < 3; i++) {
        gradient[i] = left == 0 ? by[i] : by[i] - odds * ratioBy[i];
      }
      gradient[0] *= alpha;
      gradient[1] *= beta;
      gradient[2] *= c;
      return left == 0 ? survived : survived + leaves;
    };
  }

  @Override
  public double logSurvival(double renewals) {
    double logPower = c * Math.log(renewals);
    return logPower > LOG_HUGE
        ? RisingFactorial.log(beta, alpha) - alpha * logPower
        : -BetaRatio.log(beta, alpha, Math.exp(logPower));
  }

  /**
   * log S(n+1) − log S(n).
   *
   * @param survivedBy derivatives of log S(n)
   * @param by overwritten with the derivatives by α, β, c
   */
  private double logRatio(int renewals, double logPower, double[] survivedBy, double[] by) {
    double nextLogPower = c * Math.log(renewals + 1.0);
    double[] nextBy = derivatives(renewals + 1, nextLogPower);
    if (nextLogPower > LOG_HUGE) {
      for (int i = 0; i < 3; i++) {
        by[i] = nextBy[i] - survivedBy[i];
      }
      return logPower > LOG_HUGE
          ? alpha * (logPower - nextLogPower)
          : logSurvival(renewals + 1.0) - logSurvival(renewals);
    }
    double power = Math.exp(logPower);
    double step = renewals == 0 ? 1.0 : power * Math.expm1(nextLogPower - logPower);
    by[0] = -RisingFactorial.digammaDifference(alpha + beta + power, step);
    by[1] = RisingFactorial.digammaDifference(beta + power, step) + by[0];
    by[2] = nextBy[2] - survivedBy[2];
    return -BetaRatio.log(beta + power, alpha, step);
  }

  /** Of log S(n) by α, β, c. */
  private double[] derivatives(int renewals, double logPower) {
    if (renewals == 0) {
      return new double[3];
    }
    double total = alpha + beta;
    if (logPower > LOG_HUGE) {
      double beyond = logPower - LOG_HUGE;
      double huge = Math.exp(LOG_HUGE);
      double byAlpha = -RisingFactorial.digammaDifference(total, huge) - beyond;
      double byBeta = RisingFactorial.digammaDifference(beta, alpha);
      return new double[] {byAlpha, byBeta, -alpha * Math.log(renewals)};
    }
    double power = Math.exp(logPower);
    double rise = RisingFactorial.digammaDifference(beta + power, alpha);
    return new double[] {
      -RisingFactorial.digammaDifference(total, power),
      RisingFactorial.digammaDifference(beta, alpha) - rise,
      -power * Math.log(renewals) * rise
    };
  }

  /**
   * The first terms are added, the rest by Euler and Maclaurin's formula; infinite when the rate is
   * 0 and cα ≤ 1.
   */
  @Override
  public double discountedResidualLifetime(int tenure, double rate) {
    if (rate == 0 && c * alpha <= 1) {
      return Double.POSITIVE_INFINITY;
    }
    double sum = 0.0;
    for (int k = 1; k < ADDED; k++) {
      double term = term(tenure, rate, k);
      sum += term;
      if (term <= NEGLIGIBLE * sum) {
        return sum;
      }
    }
    double slope =
        (8 * (term(tenure, rate, ADDED + 1) - term(tenure, rate, ADDED - 1))
                - (term(tenure, rate, ADDED + 2) - term(tenure, rate, ADDED - 2)))
            / 12;
    // Over v = log k, up to where the discounted survival is negligible.
    double byRate = Math.log(ADDED + 50 / rate);
    double byLeaving = Math.log(ADDED + tenure) + 50 / Math.max(c * alpha - 1, 1e-300);
    double rest =
        RULE.integral(
            v -> Math.exp(v) * term(tenure, rate, Math.exp(v)),
            Math.log(ADDED),
            Math.min(byRate, byLeaving),
            0.5);
    return sum + rest + 0.5 * term(tenure, rate, ADDED) - slope / 12;
  }

  private double term(int tenure, double rate, double k) {
    return Math.exp(logSurvival(tenure + k) - logSurvival(tenure) - rate * (k - 1));
  }

  private static final class Family implements LikelihoodFamily<BetaDiscreteWeibullLikelihood> {
    @Override
    public String name() {
      return "beta-discrete-weibull";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.positive("alpha"), Parameter.positive("beta"), Parameter.positive("c"));
    }

    @Override
    public BetaDiscreteWeibullLikelihood of(double... parameters) {
      return new BetaDiscreteWeibullLikelihood(parameters[0], parameters[1], parameters[2]);
    }

    /** The parameters have no unit. */
    @Override
    public List<double[]> starts(double scale) {
      return List.of(new double[] {1, 3, 1}, new double[] {1, 30, 1}, new double[] {.5, .5, 1.5});
    }

    @Override
    public List<String> identificationWarnings(BetaDiscreteWeibullLikelihood fitted) {
      return Spread.warnings(fitted.alpha, fitted.beta);
    }
  }
}

package io.perennial.model.contractual;

import io.perennial.model.cells.CellTerm;
import io.perennial.model.fit.Domain;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.fit.Parameter;
import io.perennial.numerics.BetaRatio;
import io.perennial.numerics.Hypergeometric;
import io.perennial.numerics.RisingFactorial;
import java.util.List;

/**
 * Shifted-beta-geometric: at every renewal a subscriber leaves with a probability of their own, θ ~
 * Beta(α, β). Those who leave easily leave first, so the retention of a cohort rises with its age
 * although no subscriber's does.
 *
 * <p>Sources: Fader and Hardie (2007), How to Project Customer Retention, Journal of Interactive
 * Marketing 21(1), 76-90; for the residual lifetime Fader and Hardie (2010), Customer-Base
 * Valuation in a Contractual Setting: The Perils of Ignoring Heterogeneity, Marketing Science
 * 29(1), 85-93.
 *
 * @param alpha first parameter of the probability to leave
 * @param beta second parameter of the probability to leave
 */
public record ShiftedBetaGeometricLikelihood(double alpha, double beta)
    implements ContractualLikelihood {

  public static final LikelihoodFamily<ShiftedBetaGeometricLikelihood> FAMILY = new Family();

  /**
   * @throws IllegalArgumentException for a parameter outside its domain
   */
  public ShiftedBetaGeometricLikelihood {
    Domain.requireAbove("alpha", 0.0, alpha);
    Domain.requireAbove("beta", 0.0, beta);
  }

  @Override
  public int dimension() {
    return 2;
  }

  /** Survival has probability B(α, β+n)/B(α, β); leaving then with α/(α+β+n). */
  @Override
  public CellTerm atFrequency(int renewals) {
    double total = alpha + beta;
    double survived = logSurvival(renewals);
    double survivedByAlpha = -RisingFactorial.digammaDifference(total, renewals);
    double survivedByBeta = RisingFactorial.digammaDifference(beta, renewals) + survivedByAlpha;
    return (left, unused, gradient) -> {
      gradient[0] = alpha * survivedByAlpha;
      gradient[1] = beta * survivedByBeta;
      if (left == 0) {
        return survived;
      }
      gradient[0] += 1 - alpha / (total + renewals);
      gradient[1] -= beta / (total + renewals);
      return survived + Math.log(alpha / (total + renewals));
    };
  }

  @Override
  public double logSurvival(double renewals) {
    return -BetaRatio.log(beta, alpha, renewals);
  }

  /** (β+n)/(α+β+n) · 2F1(1, β+n+1; α+β+n+1; exp(−rate)). */
  @Override
  public double discountedResidualLifetime(int tenure, double rate) {
    if (rate == 0) {
      return alpha > 1 ? (beta + tenure) / (alpha - 1) : Double.POSITIVE_INFINITY;
    }
    double next = beta + tenure + 1;
    double sum = Hypergeometric.log2F1(1, next, alpha + next, Math.exp(-rate), -Math.expm1(-rate));
    return (beta + tenure) / (alpha + beta + tenure) * Math.exp(sum);
  }

  private static final class Family implements LikelihoodFamily<ShiftedBetaGeometricLikelihood> {
    @Override
    public String name() {
      return "shifted-beta-geometric";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(Parameter.positive("alpha"), Parameter.positive("beta"));
    }

    @Override
    public ShiftedBetaGeometricLikelihood of(double... parameters) {
      return new ShiftedBetaGeometricLikelihood(parameters[0], parameters[1]);
    }

    /** The parameters have no unit. */
    @Override
    public List<double[]> starts(double scale) {
      return List.of(new double[] {1, 3}, new double[] {1, 30}, new double[] {.5, .5});
    }

    @Override
    public List<String> identificationWarnings(ShiftedBetaGeometricLikelihood fitted) {
      return Spread.warnings(fitted.alpha, fitted.beta);
    }
  }
}

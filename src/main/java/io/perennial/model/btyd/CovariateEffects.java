package io.perennial.model.btyd;

import io.perennial.numerics.Cholesky;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What covariates change: an effect on buying and one on leaving, each the logarithm of the ratio
 * of the customer's rate to that of a typical customer.
 *
 * <p>At the estimates the future of a customer who is alive depends on the frequency and on two
 * parameters of the posterior: α·exp(−γ'z) + T, and β·exp(−δ'z) + T for Pareto/NBD or a·exp(δ'z)
 * for BG/NBD. So customers of many ages and covariates share one future, and one customer may stand
 * for all of them, see {@link #alike}.
 *
 * <p>At a replicate, whose coefficients are others, that is an approximation: the typical customer
 * is the replicate's own, but effects are those at the estimates, and the age is that of the one
 * who stands for all. It leaves out the error of the effects, which is small beside the spread of
 * the rates of customers with equal effects. Typical for a rate are the covariates at which the
 * replicates agree best about it, near the mean of the customers; at an origin far from them a
 * replicate says nothing without its own coefficients.
 */
public final class CovariateEffects implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * Steps, in logarithms, of the parameters of buying and of leaving that others are rounded to.
   */
  private static final double[] STEPS = {0.05, 0.2};

  /** Relative; makes variances invertible where there are fewer replicates than coefficients. */
  private static final double RIDGE = 1e-9;

  private final CovariateLikelihood<?> model;
  private final List<RateParameter> rates;
  private final List<double[]> typical;
  private final CovariateLikelihood<?> estimate;
  private final List<PurchaseLikelihood> replicates;

  /**
   * A customer who stands for others of the same frequency.
   *
   * @param age in time units
   * @param effects on buying and on leaving: the covariates of the models of effects
   */
  public record Customer(double age, List<Double> effects) {}

  /**
   * @param model at the estimates
   * @param replicates of the model; where none differs from it, anybody is typical
   */
  CovariateEffects(CovariateLikelihood<?> model, List<CovariateLikelihood<?>> replicates) {
    this.model = model;
    this.rates = List.of(model.family().purchase(), model.family().dropout());
    this.typical = rates.stream().map(rate -> typical(rate, model, replicates)).toList();
    this.estimate = ofEffects(model);
    this.replicates = replicates.stream().<PurchaseLikelihood>map(this::ofEffects).toList();
  }

  /** The model whose covariates are the effects. */
  public PurchaseLikelihood estimate() {
    return estimate;
  }

  /** The replicates whose covariates are the effects. */
  public List<PurchaseLikelihood> replicates() {
    return replicates;
  }

  /**
   * The customer who stands for all of one frequency whose posterior at the estimates has about the
   * same parameters: that of buying within 2.5%, that of leaving, which matters less to whoever is
   * alive, within 10%. Of all such customers it is the one whose prior is most like a typical one.
   *
   * @param age in time units
   */
  public Customer alike(double age, List<Double> covariates) {
    CovariateLikelihood<?> own = estimate.given(effects(covariates));
    double[] posterior = new double[rates.size()];
    double beyondTypical = Double.POSITIVE_INFINITY;
    for (int i = 0; i < posterior.length; i++) {
      RateParameter rate = rates.get(i);
      double exact = own.own(rate) + (rate.growsWithAge() ? age : 0.0);
      posterior[i] = Math.exp(STEPS[i] * Math.rint(Math.log(exact) / STEPS[i]));
      if (rate.growsWithAge()) {
        beyondTypical = Math.min(beyondTypical, posterior[i] - estimate.own(rate));
      }
    }
    double alikeAge = Math.max(0.0, beyondTypical);
    List<Double> effects = new ArrayList<>();
    for (int i = 0; i < posterior.length; i++) {
      RateParameter rate = rates.get(i);
      double prior = posterior[i] - (rate.growsWithAge() ? alikeAge : 0.0);
      effects.add(rate.sign() * Math.log(prior / estimate.own(rate)));
    }
    return new Customer(alikeAge, effects);
  }

  private double[] effects(List<Double> covariates) {
    double[] effects = new double[rates.size()];
    for (int i = 0; i < effects.length; i++) {
      int from = model.family().coefficients(rates.get(i));
      for (int j = 0; j < covariates.size(); j++) {
        effects[i] += model.parameters()[from + j] * (covariates.get(j) - typical.get(i)[j]);
      }
    }
    return effects;
  }

  /** The covariates z with the least squared log-ratios of the replicates to the estimate. */
  private static double[] typical(
      RateParameter rate,
      CovariateLikelihood<?> estimate,
      List<CovariateLikelihood<?>> replicates) {
    int from = estimate.family().coefficients(rate);
    int width = estimate.family().width();
    double[][] squares = new double[width][width];
    double[] products = new double[width];
    for (CovariateLikelihood<?> replicate : replicates) {
      double logRatio =
          Math.log(replicate.parameters()[rate.index()] / estimate.parameters()[rate.index()]);
      for (int j = 0; j < width; j++) {
        double error = replicate.parameters()[from + j] - estimate.parameters()[from + j];
        products[j] -= rate.sign() * error * logRatio;
        for (int l = 0; l < width; l++) {
          squares[j][l] +=
              error * (replicate.parameters()[from + l] - estimate.parameters()[from + l]);
        }
      }
    }
    for (int j = 0; j < width; j++) {
      squares[j][j] *= 1 + RIDGE;
    }
    // Without an error in a coefficient any origin will do.
    return Cholesky.of(squares).map(factor -> factor.solve(products)).orElse(new double[width]);
  }

  /** The model re-expressed: at effects of 0 it is that of the typical customer. */
  private CovariateLikelihood<?> ofEffects(CovariateLikelihood<?> of) {
    int base = of.family().baseDimension();
    double[] parameters = Arrays.copyOf(of.parameters(), base + 4);
    for (int i = 0; i < rates.size(); i++) {
      RateParameter rate = rates.get(i);
      double shift = 0.0;
      for (int j = 0; j < of.family().width(); j++) {
        shift += of.parameters()[of.family().coefficients(rate) + j] * typical.get(i)[j];
      }
      parameters[rate.index()] *= Math.exp(rate.sign() * shift);
    }
    System.arraycopy(new double[] {1, 0, 0, 1}, 0, parameters, base, 4);
    return of.family().ofEffects().of(parameters);
  }
}

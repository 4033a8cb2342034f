package io.perennial.model.btyd;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.cells.CovariateMoments;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.fit.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A family of models whose rates depend on covariates z of a customer: the purchase rate is
 * exp(γ'z) times that of a customer with z = 0, and the dropout rate exp(δ'z) times. A positive
 * coefficient means buying faster, or leaving sooner.
 *
 * <p>Source: Fader and Hardie (2007), Incorporating Time-Invariant Covariates into the Pareto/NBD
 * and BG/NBD Models, brucehardie.com/notes/019: Gamma(r, α) rates become Gamma(r, α·exp(−γ'z)). The
 * note has two sets of coefficients for BG/NBD's dropout probability Beta(a, b), a set for each
 * parameter; only their difference moves the mean. Here a becomes a·exp(δ'z) and b stays, so that
 * exp(δ) multiplies the odds a/b of leaving after a purchase, and means the same as for Pareto/NBD.
 *
 * <p>Parameters are those of the base, of a customer whose covariates are at the centre, then
 * {@code purchase.NAME} for every covariate, then {@code dropout.NAME}. A fit is centred at the
 * means and measures each coefficient in the inverse of a standard deviation, which makes it
 * independent of origin and unit of the covariates; {@link #atOrigin} re-expresses the fit in the
 * original ones.
 *
 * @param <L> the base model
 */
final class CovariateFamily<L extends PurchaseLikelihood>
    implements LikelihoodFamily<CovariateLikelihood<L>> {
  private static final long serialVersionUID = 1L;

  /** Largest log-ratio between a customer at the means and one at the origin, far from overflow. */
  private static final double MAX_LOG_SHIFT = 300.0;

  /** Covariates whose mean is this many standard deviations from 0 are named in the message. */
  private static final double FAR_DEVIATIONS = 10.0;

  private final LikelihoodFamily<L> base;
  private final RateParameter purchase;
  private final RateParameter dropout;
  private final List<String> names;
  private final double[] centre;
  private final double[] unit;

  private CovariateFamily(
      LikelihoodFamily<L> base,
      RateParameter purchase,
      RateParameter dropout,
      List<String> names,
      double[] centre,
      double[] unit) {
    this.base = base;
    this.purchase = purchase;
    this.dropout = dropout;
    this.names = List.copyOf(names);
    this.centre = centre;
    this.unit = unit;
  }

  /** The family with its centre at the origin. */
  static <L extends PurchaseLikelihood> CovariateFamily<L> of(
      LikelihoodFamily<L> base,
      RateParameter purchase,
      RateParameter dropout,
      List<String> covariates) {
    double[] ones = new double[covariates.size()];
    Arrays.fill(ones, 1.0);
    return new CovariateFamily<>(
        base, purchase, dropout, covariates, new double[covariates.size()], ones);
  }

  /** The family in which two numbers are the effects on the two rates themselves. */
  CovariateFamily<L> ofEffects() {
    return of(base, purchase, dropout, List.of("purchase", "dropout"));
  }

  /** The same family, centred and scaled for a fit to customers with these moments. */
  CovariateFamily<L> standardised(CovariateMoments moments) {
    double[] units = moments.deviations();
    for (int j = 0; j < units.length; j++) {
      units[j] = 1.0 / units[j];
    }
    return new CovariateFamily<>(base, purchase, dropout, names, moments.means(), units);
  }

  @Override
  public String name() {
    return base.name();
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>(base.parameters());
    for (String rate : List.of("purchase.", "dropout.")) {
      for (int j = 0; j < names.size(); j++) {
        parameters.add(Parameter.real(rate + names.get(j), unit[j]));
      }
    }
    return parameters;
  }

  /** The model of a customer at the centre; {@code given} yields that of other customers. */
  @Override
  public CovariateLikelihood<L> of(double... parameters) {
    return new CovariateLikelihood<>(this, parameters, centre);
  }

  /** The starts of the base, with all coefficients 0. */
  @Override
  public List<double[]> starts(double scale) {
    return base.starts(scale).stream().map(start -> Arrays.copyOf(start, dimension())).toList();
  }

  @Override
  public List<String> identificationWarnings(CovariateLikelihood<L> fitted) {
    return base.identificationWarnings(fitted.own());
  }

  LikelihoodFamily<L> base() {
    return base;
  }

  RateParameter purchase() {
    return purchase;
  }

  RateParameter dropout() {
    return dropout;
  }

  double centre(int covariate) {
    return centre[covariate];
  }

  double unit(int covariate) {
    return unit[covariate];
  }

  /** How many covariates there are. */
  int width() {
    return names.size();
  }

  int baseDimension() {
    return base.parameters().size();
  }

  int dimension() {
    return baseDimension() + 2 * width();
  }

  /**
   * A fit of this family re-expressed in the parameters of customers whose covariates are all 0,
   * with their errors and covariances (delta method); coefficients stay as they are.
   *
   * @throws JobFailure with {@link ExitCode#NO_MODEL} when such customers are beyond the range of
   *     numbers
   */
  FitSummary atOrigin(FitSummary centred) {
    double[] parameters = centred.parameterValues();
    requireOrigin(purchase, parameters);
    requireOrigin(dropout, parameters);
    double[] moved = moved(parameters);
    double[][] jacobian = new double[moved.length][moved.length];
    for (int i = 0; i < moved.length; i++) {
      jacobian[i][i] = moved[i] == 0 ? 1.0 : moved[i] / parameters[i];
    }
    for (RateParameter rate : List.of(purchase, dropout)) {
      for (int j = 0; j < width(); j++) {
        jacobian[rate.index()][coefficients(rate) + j] =
            -rate.sign() * centre[j] * moved[rate.index()];
      }
    }
    double[][] covariance = transformed(jacobian, centred.covariance());
    return centred.withEstimates(
        new FitSummary.Estimates(
            named(moved),
            named(errors(covariance)),
            rows(covariance),
            centred.replicates().stream()
                .map(each -> moved(each.stream().mapToDouble(Double::doubleValue).toArray()))
                .map(each -> Arrays.stream(each).boxed().toList())
                .toList()));
  }

  private double[] moved(double[] centred) {
    double[] moved = centred.clone();
    for (RateParameter rate : List.of(purchase, dropout)) {
      moved[rate.index()] *= Math.exp(shift(rate, centred));
    }
    return moved;
  }

  /** The logarithm of the ratio of the parameter at the origin to that at the centre. */
  private double shift(RateParameter rate, double[] centred) {
    double shift = 0.0;
    for (int j = 0; j < width(); j++) {
      shift -= rate.sign() * centred[coefficients(rate) + j] * centre[j];
    }
    return shift;
  }

  /** Where the coefficients of a rate begin. */
  int coefficients(RateParameter rate) {
    return rate.equals(purchase) ? baseDimension() : baseDimension() + width();
  }

  private void requireOrigin(RateParameter rate, double[] centred) {
    if (Math.abs(shift(rate, centred)) > MAX_LOG_SHIFT) {
      throw new JobFailure(
          ExitCode.NO_MODEL,
          "%s cannot be fitted: with all covariates 0, %s would be beyond the range of numbers. Far from 0 are %s: subtract a typical value."
              .formatted(name(), base.parameters().get(rate.index()).name(), farFromZero()));
    }
  }

  private String farFromZero() {
    List<String> far = new ArrayList<>();
    for (int j = 0; j < width(); j++) {
      // The unit is the inverse of the standard deviation.
      if (Math.abs(centre[j]) * unit[j] > FAR_DEVIATIONS) {
        far.add(
            "%s (mean %.4g, standard deviation %.3g)"
                .formatted(names.get(j), centre[j], 1 / unit[j]));
      }
    }
    return String.join(", ", far);
  }

  private Map<String, Double> named(double[] values) {
    Map<String, Double> named = new LinkedHashMap<>();
    List<Parameter> parameters = parameters();
    for (int i = 0; i < values.length; i++) {
      named.put(parameters.get(i).name(), values[i]);
    }
    return named;
  }

  private static double[] errors(double[][] covariance) {
    double[] errors = new double[covariance.length];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = Math.sqrt(covariance[i][i]);
    }
    return errors;
  }

  /** J · V · Jᵀ, empty where V is. */
  private static double[][] transformed(double[][] jacobian, List<List<Double>> covariance) {
    int n = covariance.size();
    double[][] result = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        double sum = 0.0;
        for (int j = 0; j < n; j++) {
          for (int l = 0; l < n; l++) {
            sum += jacobian[i][j] * covariance.get(j).get(l) * jacobian[k][l];
          }
        }
        result[i][k] = sum;
      }
    }
    return result;
  }

  private static List<List<Double>> rows(double[][] matrix) {
    return Arrays.stream(matrix).map(row -> Arrays.stream(row).boxed().toList()).toList();
  }
}

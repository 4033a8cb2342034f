package io.perennial.model.btyd;

import io.perennial.model.cells.CellTerm;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A model of a {@link CovariateFamily} for a customer with given covariates: the base model with
 * two of its parameters scaled, and gradients by the coefficients as well.
 *
 * @param <L> the base model
 */
final class CovariateLikelihood<L extends PurchaseLikelihood> implements PurchaseLikelihood {
  private static final long serialVersionUID = 1L;

  /**
   * Scaled parameters are clamped to this number and its inverse, so that forecasts stay finite for
   * covariates far outside the data.
   */
  private static final double MAX_MOVED = 1e12;

  private final CovariateFamily<L> family;
  private final double[] parameters;

  /** Distances from the family's centre, in its units. */
  private final double[] distances;

  /** The parameters of the customer's base model. */
  private final double[] moved;

  private final L own;
  private final int purchaseSign;
  private final int dropoutSign;

  CovariateLikelihood(CovariateFamily<L> family, double[] parameters, double[] covariates) {
    this.family = family;
    this.parameters = parameters;
    this.distances = new double[family.width()];
    int purchase = family.baseDimension();
    int dropout = purchase + family.width();
    double purchaseEffect = 0.0;
    double dropoutEffect = 0.0;
    for (int j = 0; j < distances.length; j++) {
      double distance = covariates[j] - family.centre(j);
      purchaseEffect += parameters[purchase + j] * distance;
      dropoutEffect += parameters[dropout + j] * distance;
      distances[j] = distance * family.unit(j);
    }
    this.moved = Arrays.copyOf(parameters, purchase);
    this.purchaseSign = move(moved, family.purchase(), purchaseEffect);
    this.dropoutSign = move(moved, family.dropout(), dropoutEffect);
    this.own = family.base().of(moved);
  }

  /**
   * Moves a parameter; returns the sign, or 0 where a change of the effect would change nothing.
   */
  private static int move(double[] parameters, RateParameter rate, double effect) {
    double moved = parameters[rate.index()] * Math.exp(rate.sign() * effect);
    parameters[rate.index()] = Math.max(1 / MAX_MOVED, Math.min(MAX_MOVED, moved));
    return parameters[rate.index()] == moved ? rate.sign() : 0;
  }

  CovariateFamily<L> family() {
    return family;
  }

  /** In the order of the family; not to be changed. */
  double[] parameters() {
    return parameters;
  }

  /** The parameter of the customer's base model through which covariates act on a rate. */
  double own(RateParameter rate) {
    return moved[rate.index()];
  }

  /** The base model of the customer. */
  L own() {
    return own;
  }

  @Override
  public CovariateLikelihood<L> given(double[] covariates) {
    return new CovariateLikelihood<>(family, parameters, covariates);
  }

  @Override
  public Optional<CovariateEffects> effects(List<PurchaseLikelihood> replicates) {
    return Optional.of(
        new CovariateEffects(
            this,
            replicates.stream()
                .<CovariateLikelihood<?>>map(each -> (CovariateLikelihood<?>) each)
                .toList()));
  }

  @Override
  public int dimension() {
    return family.dimension();
  }

  @Override
  public CellTerm atFrequency(int frequency) {
    CellTerm term = own.atFrequency(frequency);
    int n = family.baseDimension();
    double[] byBase = new double[n];
    return (recency, age, gradient) -> {
      double value = term.logLikelihood(recency, age, byBase);
      System.arraycopy(byBase, 0, gradient, 0, n);
      double byPurchase = purchaseSign * byBase[family.purchase().index()];
      double byDropout = dropoutSign * byBase[family.dropout().index()];
      for (int j = 0; j < distances.length; j++) {
        gradient[n + j] = byPurchase * distances[j];
        gradient[n + distances.length + j] = byDropout * distances[j];
      }
      return value;
    };
  }

  @Override
  public double logOddsAlive(int frequency, double recency, double age) {
    return own.logOddsAlive(frequency, recency, age);
  }

  @Override
  public PurchaseProcess ifAlive(int frequency, double recency, double age) {
    return own.ifAlive(frequency, recency, age);
  }

  @Override
  public boolean isMemoryless() {
    return own.isMemoryless();
  }

  @Override
  public double pAlive(int frequency, double recency, double age) {
    return own.pAlive(frequency, recency, age);
  }

  @Override
  public PurchaseProcess newCustomer() {
    return own;
  }

  @Override
  public boolean isPossible(int frequency, double recency, double age) {
    return own.isPossible(frequency, recency, age);
  }

  @Override
  public String toString() {
    return own + " at " + Arrays.toString(distances);
  }
}

package io.perennial.model.interval;

import io.perennial.model.btyd.CovariateEffects;
import io.perennial.model.btyd.PurchaseLikelihood;
import io.perennial.model.btyd.PurchaseModel;
import io.perennial.model.spend.GammaGammaLikelihood;
import io.perennial.model.spend.GammaGammaModel;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When customers buy and what they spend, at the estimates and at every bootstrap replicate of
 * them, over a horizon.
 *
 * <p>Purchase models need the covariates of a customer before they forecast.
 *
 * @param estimate the models at the estimates
 * @param replicates the models at the replicates, at least one
 * @param timeUnitDays length in days of the time unit of the purchase models
 * @param horizon in time units
 * @param rate continuous discount rate per time unit
 */
record ValueModel(
    Parameters estimate,
    List<Parameters> replicates,
    double timeUnitDays,
    double horizon,
    double rate)
    implements Serializable {

  /** Models of purchases and of spend at fixed parameters. */
  record Parameters(PurchaseLikelihood purchases, GammaGammaLikelihood spend)
      implements Serializable {}

  /** At the estimates alone, as if they were known. */
  static ValueModel atEstimates(PurchaseModel<?> purchases, GammaGammaModel spend) {
    Parameters estimate = new Parameters(purchases.forecaster(), spend.likelihood());
    return new ValueModel(
        estimate,
        List.of(estimate),
        purchases.timeUnitDays(),
        purchases.horizon(),
        purchases.rate());
  }

  /** From fitted models; empty when one of them was fitted without a bootstrap. */
  static Optional<ValueModel> of(PurchaseModel<?> purchases, GammaGammaModel spend) {
    List<PurchaseLikelihood> when = purchases.replicates();
    List<GammaGammaLikelihood> howMuch = spend.replicates();
    int pairs = Math.min(when.size(), howMuch.size());
    if (pairs == 0) {
      return Optional.empty();
    }
    // The two models are assumed independent, so any replicate of one may be paired with any of the
    // other.
    List<Parameters> replicates = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      replicates.add(new Parameters(when.get(i), howMuch.get(i)));
    }
    return Optional.of(
        new ValueModel(
            new Parameters(purchases.forecaster(), spend.likelihood()),
            List.copyOf(replicates),
            purchases.timeUnitDays(),
            purchases.horizon(),
            purchases.rate()));
  }

  /** What covariates change; empty for models without. */
  Optional<CovariateEffects> effects() {
    return estimate.purchases().effects(replicates.stream().map(Parameters::purchases).toList());
  }

  /** The same with the effects in place of the covariates. */
  ValueModel of(CovariateEffects effects) {
    List<Parameters> ofEffects = new ArrayList<>();
    for (int k = 0; k < replicates.size(); k++) {
      ofEffects.add(new Parameters(effects.replicates().get(k), replicates.get(k).spend()));
    }
    return new ValueModel(
        new Parameters(effects.estimate(), estimate.spend()),
        List.copyOf(ofEffects),
        timeUnitDays,
        horizon,
        rate);
  }
}

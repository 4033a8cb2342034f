package io.perennial.model.interval;

import io.perennial.model.btyd.PurchaseLikelihood;
import io.perennial.model.spend.GammaGammaLikelihood;
import java.util.Comparator;
import java.util.List;

/**
 * Customers of equal frequency, recency, age and covariates, drawn from all such groups.
 *
 * @param customers how many there are
 * @param spent sum of x·z̄ over them
 * @param spentSquared sum of (x·z̄)² over them
 * @param share probability with which the group was drawn
 */
record SampledCell(
    int frequency,
    double recencyDays,
    double ageDays,
    List<Double> covariates,
    long customers,
    double spent,
    double spentSquared,
    double share) {

  static final Comparator<SampledCell> CANONICAL =
      Comparator.comparingInt(SampledCell::frequency)
          .thenComparingDouble(SampledCell::recencyDays)
          .thenComparingDouble(SampledCell::ageDays)
          .thenComparing(cell -> cell.covariates().toString());

  /** Expected purchases of the group at these parameters. */
  double expectedPurchases(ValueModel model, ValueModel.Parameters parameters) {
    double recency = recencyDays / model.timeUnitDays();
    double age = ageDays / model.timeUnitDays();
    PurchaseLikelihood purchases = own(parameters);
    return customers
        * purchases.pAlive(frequency, recency, age)
        * purchases.ifAlive(frequency, recency, age).expectedPurchases(model.horizon());
  }

  /** The purchase model of these customers. */
  PurchaseLikelihood own(ValueModel.Parameters parameters) {
    double[] values = covariates.stream().mapToDouble(Double::doubleValue).toArray();
    return parameters.purchases().given(values);
  }

  /** Mean expected value of a purchase over the group; linear in what each customer has spent. */
  double expectedValue(GammaGammaLikelihood spend) {
    return spend.expectedValue(frequency, frequency == 0 ? 0 : spent / customers / frequency);
  }

  /** The sum of (γ + x·z̄)² over the group. */
  double squaredUnits(double gamma) {
    return customers * gamma * gamma + 2 * gamma * spent + spentSquared;
  }
}

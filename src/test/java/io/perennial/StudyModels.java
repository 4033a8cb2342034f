package io.perennial;

import io.perennial.evaluation.OriginData;
import io.perennial.evaluation.OriginForecasts;
import io.perennial.model.btyd.PurchaseEstimator;
import io.perennial.model.btyd.PurchaseModel;
import io.perennial.model.spend.GammaGamma;
import io.perennial.model.spend.GammaGammaForecast;
import io.perennial.model.spend.GammaGammaModel;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Purchase models and Gamma-Gamma, fitted to what was known at an origin.
 *
 * @param forecasts the customers with what the models forecast
 */
record StudyModels(
    List<PurchaseModel<?>> purchases, GammaGammaModel spend, Dataset<Row> forecasts) {

  static StudyModels fit(
      OriginData known, PurchaseEstimator<?, ? extends PurchaseModel<?>>... estimators) {
    List<PurchaseModel<?>> purchases = new ArrayList<>();
    for (PurchaseEstimator<?, ? extends PurchaseModel<?>> estimator : estimators) {
      purchases.add(estimator.fit(known.rows()));
    }
    GammaGammaModel spend = new GammaGamma().fit(known.rows());
    return new StudyModels(
        purchases, spend, OriginForecasts.add(known, purchases, new GammaGammaForecast(spend)));
  }
}

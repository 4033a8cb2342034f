package io.perennial.pipeline;

import io.perennial.model.FitSummary;
import io.perennial.model.btyd.PurchaseModel;
import io.perennial.model.spend.GammaGammaModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The two models of a run with their version: one of when customers buy, one of what a purchase is
 * worth.
 */
record FittedModels(PurchaseModel<?> purchases, GammaGammaModel spend, String version) {

  /** Name and version, as the scores carry them. */
  String label() {
    return purchases.summary().name() + "/" + version;
  }

  /** Adds the forecasts of both; maps only. */
  Dataset<Row> forecast(Dataset<Row> customers) {
    return spend.transform(purchases.transform(customers));
  }

  /** How the manifest describes a fit. */
  static Manifest.Model describe(FitSummary fit, String version) {
    return new Manifest.Model(
        fit.name(),
        version,
        fit.parameters(),
        fit.standardErrors(),
        fit.logLikelihood(),
        fit.customers(),
        fit.cells(),
        fit.iterations(),
        fit.converged(),
        fit.warnings());
  }
}

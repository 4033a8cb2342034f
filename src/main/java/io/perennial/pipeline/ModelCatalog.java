package io.perennial.pipeline;

import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.FitSummary;
import io.perennial.model.btyd.BgNbd;
import io.perennial.model.btyd.BgNbdModel;
import io.perennial.model.btyd.PurchaseModel;
import io.perennial.model.spend.GammaGamma;
import io.perennial.model.spend.GammaGammaModel;
import io.perennial.publish.HeldOutput;
import io.perennial.publish.ModelStore;
import io.perennial.publish.StoredModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Fits, stores and loads the configured models by name. */
final class ModelCatalog {
  private final Settings settings;

  ModelCatalog(Settings settings) {
    this.settings = settings;
  }

  String purchaseName() {
    return settings.models().purchases().get(0);
  }

  String spendName() {
    return settings.models().spend();
  }

  PurchaseModel<?> fitPurchases(Dataset<Row> customers) {
    PurchaseModel<?> model =
        new BgNbd().setTimeUnitDays(settings.calendar().timeUnit().days()).fit(customers);
    requireConverged(model.summary());
    return forHorizon(model);
  }

  GammaGammaModel fitSpend(Dataset<Row> customers) {
    GammaGammaModel model = new GammaGamma().fit(customers);
    requireConverged(model.summary());
    return model;
  }

  /** Stores both and makes them the ones in use. */
  void store(HeldOutput output, FittedModels models) {
    save(output, models.purchases().summary(), models.version(), models.purchases());
    save(output, models.spend().summary(), models.version(), models.spend());
  }

  /** Loads the configured version of both. */
  FittedModels load(ModelStore store) {
    StoredModel purchases = find(store, purchaseName());
    StoredModel spend = find(store, spendName());
    return new FittedModels(
        forHorizon(BgNbdModel.load(purchases.directory().toString())),
        GammaGammaModel.load(spend.directory().toString()),
        purchases.version());
  }

  private StoredModel find(ModelStore store, String name) {
    String version = settings.models().version();
    return version.equals("current") ? store.current(name) : store.version(name, version);
  }

  private PurchaseModel<?> forHorizon(PurchaseModel<?> model) {
    model.setHorizonDays(settings.clv().horizonDays());
    model.setAnnualDiscountRate(settings.clv().annualDiscountRate());
    return model;
  }

  /** A fit that did not converge is never used: its forecasts would look like any other's. */
  private static void requireConverged(FitSummary fit) {
    if (!fit.converged()) {
      throw new JobFailure(
          ExitCode.NO_MODEL,
          "%s did not converge on %d customers (%s); nothing was scored with it"
              .formatted(fit.name(), fit.customers(), String.join("; ", fit.warnings())));
    }
  }

  private static void save(HeldOutput output, FitSummary fit, String version, MLWritable model) {
    output.saveModel(
        fit.name(),
        version,
        directory -> {
          try {
            model.write().save(directory.toString());
          } catch (UncheckedIOException e) {
            throw new IOException(e);
          }
        },
        HeldOutput.Promotion.MAKE_CURRENT);
  }
}

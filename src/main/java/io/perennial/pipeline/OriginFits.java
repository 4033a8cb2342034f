package io.perennial.pipeline;

import io.perennial.config.Settings;
import io.perennial.evaluation.Hybrid;
import io.perennial.evaluation.OriginData;
import io.perennial.evaluation.OriginForecasts;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.history.PurchasePolicy;
import io.perennial.model.CovariateEncoder;
import io.perennial.model.FittedModels;
import io.perennial.model.btyd.PurchaseModel;
import io.perennial.model.ml.BoostedSpend;
import io.perennial.model.spend.SpendForecast;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Fits models to what was known on earlier dates. They are judged and learned from, not published.
 */
final class OriginFits {
  /** Earlier dates that a learner is trained on. */
  private static final int LEARNED_ORIGINS = 3;

  private static final long LEARNER_SEED = 1;

  private final Run run;
  private final Dataset<Row> customers;
  private final ModelCatalog catalog;

  /**
   * @param customers of the run, or some of them
   */
  OriginFits(Run run, Dataset<Row> customers) {
    this.run = run;
    this.customers = customers;
    this.catalog = ModelCatalog.withoutIntervals(run.settings);
  }

  /** Models fitted to the customers of an origin, and those with the forecasts. */
  record Fitted(List<PurchaseModel<?>> purchases, SpendForecast spend, Dataset<Row> customers) {
    List<String> names() {
      return OriginFits.names(purchases);
    }
  }

  static List<String> names(List<PurchaseModel<?>> models) {
    return models.stream().map(model -> model.summary().name()).toList();
  }

  /**
   * Fits the models of these names that can be fitted, and what a purchase is worth.
   *
   * @param failed receives what kept others from it, in sentences
   * @throws JobFailure when no purchase can be valued
   */
  Fitted fit(OriginData known, List<String> names, List<String> failed) {
    Optional<CovariateEncoder> encoder =
        run.hasCovariates()
            ? Optional.of(run.attributes.orElseThrow().encoder(known.rows()))
            : Optional.empty();
    List<PurchaseModel<?>> purchases = catalog.fitAll(known.rows(), encoder, names, failed);
    SpendForecast spend = catalog.fitSpend(known.rows(), failed::add);
    OriginData encoded = known.with(FittedModels.encoded(known.rows(), encoder));
    return new Fitted(purchases, spend, OriginForecasts.add(encoded, purchases, spend));
  }

  /**
   * The models of the run and, beside them, the other configured ones that can be fitted to its
   * customers: a hybrid takes the forecasts of all.
   */
  List<PurchaseModel<?>> completed(FittedModels models) {
    List<PurchaseModel<?>> all = new ArrayList<>(models.purchases());
    List<String> missing = new ArrayList<>(run.settings.models().purchases());
    missing.removeAll(names(all));
    // Why one could not be fitted, the run has said, or did not ask.
    all.addAll(catalog.fitAll(customers, models.encoder(), missing, new ArrayList<>()));
    return all;
  }

  /**
   * Trains a hybrid for an origin; empty where the history is too short.
   *
   * @param corrected the purchase model that is corrected
   * @param names of the models whose forecasts it takes
   * @throws JobFailure with {@link ExitCode#NO_MODEL} when one of them could not be fitted earlier,
   *     or there is nothing to learn
   */
  Optional<Hybrid> hybrid(OriginData known, String corrected, List<String> names) {
    Settings.Models models = run.settings.models();
    return Hybrid.train(
        customers,
        known,
        earlier -> again(earlier, names),
        new Hybrid.Options(
            corrected,
            names,
            PurchasePolicy.of(run.settings.purchases()),
            LEARNED_ORIGINS,
            models.learnerRows(),
            LEARNER_SEED,
            BoostedSpend::new,
            models.learner().equals(Settings.Models.RANKING_LEARNER)));
  }

  /** The forecasts that the same models made at an earlier origin. */
  private Dataset<Row> again(OriginData earlier, List<String> names) {
    List<String> failed = new ArrayList<>();
    Fitted fitted = fit(earlier, names, failed);
    if (!fitted.names().containsAll(names)) {
      failed.add(0, "not every model could be fitted as of %s.".formatted(earlier.origin()));
      throw new JobFailure(ExitCode.NO_MODEL, failed, null);
    }
    return fitted.customers;
  }

  /** Goes on where no model could be fitted, and only there. */
  static void requireNoModel(JobFailure failure) {
    if (failure.exitCode() != ExitCode.NO_MODEL) {
      throw failure;
    }
  }
}

package io.perennial.pipeline;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.FittedModels;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.spend.SpendForecast;
import io.perennial.run.Manifest;
import java.util.List;
import java.util.Optional;

/** From customers to models: fitted, or stored ones. */
final class ModelStages {
  private static final String NO_PURCHASE_MODEL = "perennial.models.purchases is empty.";

  private ModelStages() {}

  /** Takes the stored models where they will do. */
  static void reuse(Run run) {
    ModelReuse.Decision decision = new ModelReuse(run).decide();
    run.record.modelReuse(decision.sentence());
    decision.models().ifPresent(models -> use(run, models));
  }

  /** Takes the configured version of the stored models. */
  static void load(Run run) {
    use(
        run,
        run.settings.models().purchases().isEmpty()
            ? FittedModels.none(NO_PURCHASE_MODEL)
            : new ModelCatalog(run.settings).load(run.store()));
  }

  /** Learns how covariates become numbers. */
  static void encode(Run run) {
    run.encoder = Optional.of(run.attributes.orElseThrow().encoder(run.buyers, run.record));
  }

  /** Fits models of when customers buy. Where that gives none, the run goes on without models. */
  static long fitPurchases(Run run) {
    List<String> configured = run.settings.models().purchases();
    run.purchases =
        new ModelCatalog(run.settings)
            .fitPurchases(run.buyers, run.encoder, run.elected, run.record);
    if (!run.purchases.isEmpty()) {
      return run.purchases.get(0).summary().customers();
    }
    String reason =
        configured.isEmpty()
            ? NO_PURCHASE_MODEL
            : "no purchase model could be fitted, of %s. What needs none is published; perennial.models.required = true would have ended the run."
                .formatted(String.join(", ", configured));
    FittedModels none = FittedModels.none(reason);
    if (run.job.command() == Command.FIT) {
      throw new JobFailure(ExitCode.NO_MODEL, "There is nothing to store: " + reason);
    }
    use(run, none);
    return 0;
  }

  /** Fits what a purchase is worth; now the run has its models. */
  static long fitSpend(Run run) {
    SpendForecast spend = new ModelCatalog(run.settings).fitSpend(run.buyers, run.record::warn);
    note(
        run,
        FittedModels.of(
            run.purchases,
            run.elected.orElse(run.settings.championRule()),
            spend,
            run.encoder,
            run.record.identify("")));
    return spend.summary().map(FitSummary::customers).orElse(run.account.buyers());
  }

  /** Stores the models and makes them the ones in use. */
  static void publish(Run run) {
    store(run);
    run.sink().commitModels();
  }

  /** Stores models that this run has fitted; they are in use from its publication on. */
  static void store(Run run) {
    if (run.models.version().equals(run.record.runId())) {
      FitOrigin origin =
          FitOrigin.of(run.record.runDate(), run.models, run.job.effectiveConfiguration());
      ModelCatalog.store(run.sink(), run.models, directory -> origin.write(run.spark, directory));
    }
  }

  private static void use(Run run, FittedModels models) {
    run.record.identify(models.version());
    note(run, models);
  }

  private static void note(Run run, FittedModels models) {
    run.models = models;
    models.notForecast().ifPresent(run.record::warn);
    List<Manifest.Model> described = models.describe(run.settings.intervals().level());
    run.record.models(described);
    models.encoder().ifPresent(encoder -> run.record.references(encoder.encoding().references()));
    for (Manifest.Model model : described) {
      model.warnings().forEach(warning -> run.record.warn(model.name() + ": " + warning));
    }
  }
}

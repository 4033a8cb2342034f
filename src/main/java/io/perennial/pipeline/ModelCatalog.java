package io.perennial.pipeline;

import io.perennial.config.Settings;
import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.CovariateEncoder;
import io.perennial.model.FittedModels;
import io.perennial.model.btyd.CovariateEstimator;
import io.perennial.model.btyd.PurchaseEstimator;
import io.perennial.model.btyd.PurchaseModel;
import io.perennial.model.btyd.PurchaseModels;
import io.perennial.model.cells.MadeCells;
import io.perennial.model.covariates.CovariateEncoding;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.spend.GammaGamma;
import io.perennial.model.spend.GammaGammaForecast;
import io.perennial.model.spend.GammaGammaModel;
import io.perennial.model.spend.MeanForecast;
import io.perennial.model.spend.NoForecast;
import io.perennial.model.spend.SpendForecast;
import io.perennial.model.spend.SpendModels;
import io.perennial.model.stage.CellEstimator;
import io.perennial.publish.ModelStore;
import io.perennial.publish.Sink;
import io.perennial.publish.StoredModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Fits, stores and loads the configured models by name. */
final class ModelCatalog {
  /** What the encoder of the covariates is stored as. */
  private static final String COVARIATES = "covariates";

  private final Settings settings;
  private final int replicates;

  ModelCatalog(Settings settings) {
    this(settings, settings.intervals().replicates());
  }

  private ModelCatalog(Settings settings, int replicates) {
    this.settings = settings;
    this.replicates = replicates;
  }

  /** For fits that are to be judged, not published: they have no bootstrap. */
  static ModelCatalog withoutIntervals(Settings settings) {
    return new ModelCatalog(settings, 0);
  }

  /**
   * Fits the configured purchase models: all of them, or up to the one that makes the forecasts,
   * which is the first that the data identifies, or the champion of the back-test. One that cannot
   * be fitted, or does not converge, is reported and left out: its forecasts would look like any
   * other's.
   *
   * @param encoder of the covariates, for the models that have some
   * @param champion of the back-test, where that decides
   * @return those that converged, which may be none
   * @throws JobFailure when none is left and one is required
   */
  List<PurchaseModel<?>> fitPurchases(
      Dataset<Row> customers,
      Optional<CovariateEncoder> encoder,
      Optional<String> champion,
      RunRecord record) {
    List<String> names = new ArrayList<>(champion.stream().toList());
    settings.models().purchases().stream()
        .filter(name -> !names.contains(name))
        .forEach(names::add);
    boolean oneIsEnough =
        Set.of(Settings.Models.FIRST, Settings.Models.BACKTEST).contains(settings.championRule());
    List<String> problems = new ArrayList<>();
    List<PurchaseModel<?>> fitted =
        fit(
            customers,
            encoder,
            names,
            model ->
                oneIsEnough
                    && (model.isIdentified()
                        || champion.equals(Optional.of(model.summary().name()))),
            problems);
    if (fitted.isEmpty() && settings.models().required()) {
      throw new JobFailure(ExitCode.NO_MODEL, problems, null);
    }
    problems.forEach(problem -> record.warn(problem + " The run goes on without it."));
    return fitted;
  }

  /**
   * Fits all purchase models of these names that can be fitted.
   *
   * @param problems receives what kept others from it, in sentences
   */
  List<PurchaseModel<?>> fitAll(
      Dataset<Row> customers,
      Optional<CovariateEncoder> encoder,
      List<String> names,
      List<String> problems) {
    return fit(customers, encoder, names, model -> false, problems);
  }

  private List<PurchaseModel<?>> fit(
      Dataset<Row> customers,
      Optional<CovariateEncoder> encoder,
      List<String> names,
      Predicate<PurchaseModel<?>> isEnough,
      List<String> problems) {
    Dataset<Row> encoded = FittedModels.encoded(customers, encoder);
    String[] covariates = encoder.map(CovariateEncoder::covariateCols).orElse(new String[0]);
    List<PurchaseModel<?>> fitted = new ArrayList<>();
    try (MadeCells made = new MadeCells()) {
      for (String name : names) {
        Optional<PurchaseModel<?>> model = fit(name, covariates, encoded, made, problems);
        model.map(this::forHorizon).ifPresent(fitted::add);
        if (model.filter(isEnough).isPresent()) {
          break;
        }
      }
    }
    return fitted;
  }

  /** Empty where the model cannot be fitted. */
  private Optional<PurchaseModel<?>> fit(
      String name,
      String[] covariates,
      Dataset<Row> customers,
      MadeCells made,
      List<String> problems) {
    try {
      PurchaseEstimator<?, ? extends PurchaseModel<?>> estimator = estimator(name, covariates);
      configure(estimator);
      PurchaseModel<?> model = estimator.fit(customers, made);
      requireConverged(model.summary());
      return Optional.of(model);
    } catch (JobFailure failure) {
      if (failure.exitCode() != ExitCode.NO_MODEL) {
        throw failure;
      }
      problems.addAll(failure.problems());
      return Optional.empty();
    }
  }

  /**
   * Finds what purchases are worth. Where Gamma-Gamma is configured and cannot be fitted, as where
   * everything has one price, that is the mean, and a warning says so.
   *
   * @param customers some of whom have repeat purchases
   * @throws JobFailure when Gamma-Gamma cannot be fitted and models are required
   */
  SpendForecast fitSpend(Dataset<Row> customers, Consumer<String> warnings) {
    return switch (settings.models().spend()) {
      case NoForecast.NAME -> new NoForecast();
      case MeanForecast.NAME -> MeanForecast.of(customers);
      default -> {
        try {
          yield fitGammaGamma(customers);
        } catch (JobFailure failure) {
          if (failure.exitCode() != ExitCode.NO_MODEL || settings.models().required()) {
            throw failure;
          }
          warnings.accept(
              "%s A purchase is taken to be worth the customer's own mean, as with perennial.models.spend = mean."
                  .formatted(String.join(" ", failure.problems())));
          yield MeanForecast.of(customers);
        }
      }
    };
  }

  private SpendForecast fitGammaGamma(Dataset<Row> customers) {
    GammaGamma estimator = new GammaGamma();
    configure(estimator);
    GammaGammaModel model = estimator.fit(customers);
    requireConverged(model.summary());
    return new GammaGammaForecast(model);
  }

  /**
   * Stores all of them. The spend model comes last: where it is, all of its version are.
   *
   * @param origin writes what they were fitted to beside the spend model
   */
  static void store(Sink sink, FittedModels models, Sink.ModelWriter origin) {
    String version = models.version();
    for (PurchaseModel<?> model : models.purchases()) {
      sink.saveModel(model.summary().name(), version, directory -> write(model, directory));
    }
    models
        .encoder()
        .ifPresent(
            encoder -> sink.saveModel(COVARIATES, version, directory -> write(encoder, directory)));
    sink.saveModel(
        models.spend().name(),
        version,
        directory -> {
          models.spend().save(directory);
          origin.write(directory);
        });
  }

  /**
   * Loads the configured version: the spend model and those of the configured purchase models that
   * were stored with it.
   *
   * @throws JobFailure when there is none
   */
  FittedModels load(ModelStore store) {
    StoredModel spend = find(store);
    List<String> stored =
        settings.models().purchases().stream()
            .filter(name -> store.versions(name).contains(spend.version()))
            .toList();
    if (stored.isEmpty()) {
      throw new JobFailure(
          ExitCode.INPUT,
          "none of the models %s was stored with version %s of %s; fit again"
              .formatted(settings.models().purchases(), spend.version(), spend.name()));
    }
    return load(store, spend, stored);
  }

  /**
   * Loads a spend model and the purchase models of these names that were stored with it.
   *
   * @throws JobFailure when one of them is not there
   */
  FittedModels load(ModelStore store, StoredModel spend, List<String> purchases) {
    List<PurchaseModel<?>> loaded = new ArrayList<>();
    for (String name : purchases) {
      String directory = store.version(name, spend.version()).directory().toString();
      loaded.add(forHorizon(PurchaseModels.load(directory)));
    }
    return FittedModels.of(
        loaded,
        settings.championRule(),
        SpendModels.load(spend.name(), spend.directory().toString()),
        loadEncoder(store, spend.version()),
        spend.version());
  }

  private Optional<CovariateEncoder> loadEncoder(ModelStore store, String version) {
    Optional<CovariateEncoder> encoder =
        store.versions(COVARIATES).contains(version)
            ? Optional.of(
                CovariateEncoder.load(store.version(COVARIATES, version).directory().toString()))
            : Optional.empty();
    Set<String> fitted =
        encoder.stream()
            .flatMap(stage -> stage.encoding().attributes().stream())
            .map(CovariateEncoding.Attribute::name)
            .collect(Collectors.toCollection(TreeSet::new));
    if (!fitted.equals(Set.copyOf(settings.models().covariates()))) {
      throw new JobFailure(
          ExitCode.CONFIGURATION,
          "models.covariates = %s, but the models of version %s were fitted with %s: set it to these, or fit again"
              .formatted(settings.models().covariates(), version, fitted));
    }
    return encoder;
  }

  private void configure(CellEstimator<?, ?> estimator) {
    estimator.setPenalty(settings.models().penalty());
    estimator.setBootstrapReplicates(replicates);
    estimator.setSeed(settings.intervals().seed());
  }

  private PurchaseEstimator<?, ? extends PurchaseModel<?>> estimator(
      String name, String[] covariates) {
    PurchaseEstimator<?, ? extends PurchaseModel<?>> estimator =
        PurchaseModels.estimator(name)
            .orElseThrow(() -> new IllegalArgumentException("No purchase model is called " + name));
    estimator.setTimeUnitDays(settings.calendar().timeUnit().days());
    if (estimator instanceof CovariateEstimator<?, ?> withCovariates) {
      withCovariates.setCovariateCols(covariates);
    }
    return estimator;
  }

  private StoredModel find(ModelStore store) {
    String version = settings.models().version();
    String spend = settings.models().spend();
    if (version.equals("current")) {
      return current(store).orElseGet(() -> store.current(spend));
    }
    return SpendModels.storedFor(spend).stream()
        .filter(name -> store.versions(name).contains(version))
        .findFirst()
        .map(name -> store.version(name, version))
        .orElseGet(() -> store.version(spend, version));
  }

  /**
   * The spend model in use: what was configured or what took its place, whichever was fitted for
   * the later run date; empty when none is stored.
   */
  Optional<StoredModel> current(ModelStore store) {
    return SpendModels.storedFor(settings.models().spend()).stream()
        .filter(name -> !store.versions(name).isEmpty())
        .map(store::current)
        .reduce((one, other) -> date(other).compareTo(date(one)) > 0 ? other : one);
  }

  /** The run date that a version begins with. */
  private static String date(StoredModel stored) {
    return stored.version().substring(0, Math.max(0, stored.version().lastIndexOf('-')));
  }

  private PurchaseModel<?> forHorizon(PurchaseModel<?> model) {
    model.setHorizonDays(settings.clv().horizonDays());
    model.setAnnualDiscountRate(settings.clv().annualDiscountRate());
    return model;
  }

  private static void requireConverged(FitSummary fit) {
    if (!fit.converged()) {
      throw new JobFailure(
          ExitCode.NO_MODEL,
          "%s did not converge on %d customers (%s)."
              .formatted(fit.name(), fit.customers(), String.join("; ", fit.warnings())));
    }
  }

  private static void write(MLWritable model, String directory) throws IOException {
    model.write().save(directory);
  }
}

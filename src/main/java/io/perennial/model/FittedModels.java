package io.perennial.model;

import io.perennial.config.Settings;
import io.perennial.model.btyd.PurchaseModel;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.interval.ForecastIntervals;
import io.perennial.model.spend.GammaGammaModel;
import io.perennial.run.Manifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The models of a run with their version.
 *
 * @param purchases all models of when customers buy that could be fitted, as configured
 * @param champion the one of them whose forecasts are used
 * @param spend what a purchase is worth
 * @param encoder makes the covariates of the purchase models, where some are configured
 */
public record FittedModels(
    List<PurchaseModel<?>> purchases,
    PurchaseModel<?> champion,
    GammaGammaModel spend,
    Optional<CovariateEncoder> encoder,
    String version) {

  /** Chooses the champion by the configured rule; the first stands in for one that is missing. */
  public static PurchaseModel<?> champion(List<PurchaseModel<?>> fitted, String rule) {
    if (rule.equals(Settings.Models.BEST_LIKELIHOOD)) {
      return fitted.stream()
          .max(Comparator.comparingDouble(model -> model.summary().logLikelihood()))
          .orElseThrow();
    }
    return fitted.stream()
        .filter(model -> model.summary().name().equals(rule))
        .findFirst()
        .orElse(fitted.get(0));
  }

  /** Name and version of the champion, as the scores carry them. */
  public String label() {
    return champion.summary().name() + "/" + version;
  }

  /** Adds the forecasts of the champion and the value of a purchase; maps only. */
  public Dataset<Row> forecast(Dataset<Row> customers) {
    return spend.transform(champion.transform(encoded(customers, encoder)));
  }

  /** The customers with their covariates, where there are any. */
  public static Dataset<Row> encoded(Dataset<Row> customers, Optional<CovariateEncoder> encoder) {
    return encoder.map(stage -> stage.transform(customers)).orElse(customers);
  }

  /** Intervals around those forecasts, or nothing where a fit had no bootstrap. */
  public Optional<ForecastIntervals> intervals(Settings.Intervals settings) {
    return ForecastIntervals.of(champion, spend, settings.level(), settings.seed());
  }

  /**
   * How the manifest describes the fits.
   *
   * @param level of the intervals of parameters
   */
  public List<Manifest.Model> describe(double level) {
    List<Manifest.Model> described = new ArrayList<>();
    for (PurchaseModel<?> model : purchases) {
      described.add(describe(model.summary(), model == champion, level));
    }
    described.add(describe(spend.summary(), true, level));
    return described;
  }

  private Manifest.Model describe(FitSummary fit, boolean isChampion, double level) {
    return new Manifest.Model(
        fit.name(),
        version,
        isChampion,
        fit.parameters(),
        fit.standardErrors(),
        fit.intervals(level),
        fit.logLikelihood(),
        fit.customers(),
        fit.cells(),
        fit.iterations(),
        fit.converged(),
        fit.diagnostics(),
        fit.warnings());
  }
}

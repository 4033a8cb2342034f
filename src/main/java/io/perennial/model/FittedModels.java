package io.perennial.model;

import static org.apache.spark.sql.functions.lit;

import io.perennial.config.Settings;
import io.perennial.model.btyd.PurchaseModel;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.interval.ForecastIntervals;
import io.perennial.model.spend.GammaGammaForecast;
import io.perennial.model.spend.MeanForecast;
import io.perennial.model.spend.NoForecast;
import io.perennial.model.spend.SpendForecast;
import io.perennial.run.Manifest;
import io.perennial.schema.ScoreColumns;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * The models of a run with their version. A run may have none; then nothing is forecast.
 *
 * @param purchases the models of when customers buy that were fitted, in the configured order
 * @param champion the one of them whose forecasts are used; empty without a purchase model
 * @param spend what a purchase is worth
 * @param encoder makes the covariates of the purchase models, where some are configured
 * @param notForecast a sentence on forecasts that are null, and why; empty where none is
 * @param version empty without models
 */
public record FittedModels(
    List<PurchaseModel<?>> purchases,
    Optional<PurchaseModel<?>> champion,
    SpendForecast spend,
    Optional<CovariateEncoder> encoder,
    Optional<String> notForecast,
    String version) {
  private static final List<String> PURCHASE_FORECASTS =
      List.of(
          ScoreColumns.P_ALIVE,
          ScoreColumns.EXPECTED_PURCHASES,
          ScoreColumns.DISCOUNTED_EXPECTED_PURCHASES,
          ScoreColumns.EXPECTED_LIFETIME_DAYS);

  private static final List<String> MONEY_FORECASTS =
      List.of(
          ScoreColumns.EXPECTED_PURCHASE_VALUE,
          ScoreColumns.EXPECTED_REVENUE,
          ScoreColumns.PREDICTED_CLV);

  /**
   * At least one purchase model and what a purchase is worth.
   *
   * @param rule by which the champion is chosen
   */
  public static FittedModels of(
      List<PurchaseModel<?>> purchases,
      String rule,
      SpendForecast spend,
      Optional<CovariateEncoder> encoder,
      String version) {
    return new FittedModels(
        purchases,
        Optional.of(champion(purchases, rule)),
        spend,
        encoder,
        spend instanceof NoForecast
            ? Optional.of("Forecasts of money are null: perennial.models.spend is none.")
            : Optional.empty(),
        version);
  }

  /**
   * No models.
   *
   * @param reason why nothing is forecast
   */
  public static FittedModels none(String reason) {
    return new FittedModels(
        List.of(),
        Optional.empty(),
        new NoForecast(),
        Optional.empty(),
        Optional.of("Forecasts are null: " + reason),
        "");
  }

  /**
   * Chooses the champion by the configured rule; the first stands in for one that is missing. The
   * first is that which the data identifies; where it identifies none, the first at all.
   */
  private static PurchaseModel<?> champion(List<PurchaseModel<?>> fitted, String rule) {
    if (rule.equals(Settings.Models.BEST_LIKELIHOOD)) {
      return fitted.stream()
          .min(Comparator.comparingDouble(model -> model.summary().bic()))
          .orElseThrow();
    }
    return fitted.stream()
        .filter(model -> model.summary().name().equals(rule))
        .findFirst()
        .or(() -> fitted.stream().filter(PurchaseModel::isIdentified).findFirst())
        .orElse(fitted.get(0));
  }

  /** Name and version of the champion, as the scores carry them; null without one. */
  public String label() {
    return champion.map(model -> model.summary().name() + "/" + version).orElse(null);
  }

  /** Whether the value of a purchase is forecast, and so money. */
  public boolean forecastsMoney() {
    return champion.isPresent() && !(spend instanceof NoForecast);
  }

  /** The columns of the scores that are null for all customers; in all others is a forecast. */
  public List<String> nullForecasts() {
    List<String> columns = new ArrayList<>();
    if (champion.isEmpty()) {
      columns.addAll(PURCHASE_FORECASTS);
    }
    if (!forecastsMoney()) {
      columns.addAll(MONEY_FORECASTS);
    }
    return columns;
  }

  /** Adds the forecasts of the champion and the value of a purchase; maps only. */
  public Dataset<Row> forecast(Dataset<Row> customers) {
    if (champion.isPresent()) {
      PurchaseModel<?> model = champion.get();
      return spend.transform(
          model.withLifetime(
              model.transform(encoded(customers, encoder)), ScoreColumns.EXPECTED_LIFETIME_DAYS));
    }
    Dataset<Row> without = customers;
    for (String column : PURCHASE_FORECASTS) {
      without = without.withColumn(column, lit(null).cast(DataTypes.DoubleType));
    }
    return spend.transform(without);
  }

  /** The customers with their covariates, where there are any. */
  public static Dataset<Row> encoded(Dataset<Row> customers, Optional<CovariateEncoder> encoder) {
    return encoder.map(stage -> stage.transform(customers)).orElse(customers);
  }

  /** Intervals around those forecasts, or nothing where a fit had no bootstrap. */
  public Optional<ForecastIntervals> intervals(Settings.Intervals settings) {
    return champion.isPresent() && spend instanceof GammaGammaForecast gammaGamma
        ? ForecastIntervals.of(
            champion.get(), gammaGamma.model(), settings.level(), settings.seed())
        : Optional.empty();
  }

  /**
   * How the manifest describes the fits.
   *
   * @param level of the intervals of parameters
   */
  public List<Manifest.Model> describe(double level) {
    List<Manifest.Model> described = new ArrayList<>();
    for (PurchaseModel<?> model : purchases) {
      described.add(describe(model.summary(), model == champion.orElse(null), level));
    }
    spend.summary().ifPresent(fit -> described.add(describe(fit, true, level)));
    if (spend instanceof MeanForecast mean) {
      described.add(describe(mean));
    }
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
        fit.aic(),
        fit.bic(),
        fit.customers(),
        fit.cells(),
        fit.iterations(),
        fit.converged(),
        fit.diagnostics(),
        fit.warnings());
  }

  private Manifest.Model describe(MeanForecast mean) {
    return new Manifest.Model(
        mean.name(),
        version,
        true,
        Map.of("mean", mean.ofTheBase()),
        Map.of(),
        Map.of(),
        null,
        null,
        null,
        mean.customers(),
        0,
        0,
        true,
        Map.of(),
        List.of());
  }
}

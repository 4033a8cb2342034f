package io.perennial.pipeline;

import io.perennial.evaluation.BacktestResult;
import io.perennial.evaluation.Metrics;
import io.perennial.evaluation.Target;
import io.perennial.model.btyd.PurchaseModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a user should know before relying on forecasts, each with what to do about it. */
final class ForecastWarnings {
  /** Actual ÷ forecast of a total that is no cause for alarm. */
  private static final double LEAST_FACTOR = 0.8;

  private static final double LARGEST_FACTOR = 1.25;

  /** A log-likelihood is far below another one from both of these on. */
  private static final double FAR_BELOW = 10.0;

  private static final double FAR_BELOW_A_CUSTOMER = 0.01;

  /** The share of the known history from which on a horizon is long. */
  private static final double LONG_HORIZON = 0.8;

  private ForecastWarnings() {}

  /**
   * Of a back-test.
   *
   * @param champion whose forecasts are used
   * @param latest the fits at the latest origin
   */
  static List<String> of(String champion, BacktestResult found, List<PurchaseModel<?>> latest) {
    List<String> warnings = new ArrayList<>();
    Target target = found.judgedBy();
    level(
            champion,
            target.word(),
            found.value(null, champion, target, Metrics.ACTUAL),
            found.value(null, champion, target, Metrics.FORECAST))
        .ifPresent(warnings::add);
    Map<String, Double> likelihoods = new LinkedHashMap<>();
    latest.forEach(
        model -> likelihoods.put(model.summary().name(), model.summary().logLikelihood()));
    long customers =
        latest.stream().mapToLong(model -> model.summary().customers()).max().orElse(0);
    likelihood(champion, likelihoods, customers).ifPresent(warnings::add);
    return warnings;
  }

  /** The total was far off. */
  static Optional<String> level(String champion, String target, Double actual, Double forecast) {
    if (actual == null || forecast == null || forecast <= 0) {
      return Optional.empty();
    }
    double factor = actual / forecast;
    return factor >= LEAST_FACTOR && factor <= LARGEST_FACTOR
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "In the back-test, total %s was %.2f times what %s forecast, outside 0.80 to 1.25: do not budget with totals as they are. Look at the table backtest for a model that was nearer, and compare the same season of the year before.",
                target,
                factor,
                champion));
  }

  /** Another model explains the same customers far better. */
  static Optional<String> likelihood(
      String champion, Map<String, Double> logLikelihoods, long customers) {
    Double own = logLikelihoods.get(champion);
    Optional<Map.Entry<String, Double>> best =
        logLikelihoods.entrySet().stream().max(Map.Entry.comparingByValue());
    if (own == null
        || best.get().getValue() - own <= Math.max(FAR_BELOW, FAR_BELOW_A_CUSTOMER * customers)) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "The log-likelihood of %s is %.1f, far below the %.1f of %s on the same customers: it describes them badly. Compare the two in the table calibration, and name the better one in models.champion.",
            champion,
            own,
            best.get().getValue(),
            best.get().getKey()));
  }

  /**
   * Forecasts reach about as far as customers have been known, or further.
   *
   * @param knownDays since the first purchase of all
   */
  static Optional<String> horizon(int horizonDays, long knownDays) {
    if (horizonDays > knownDays) {
      return Optional.of(
          "clv.horizon-days is %d, but the oldest customer has been known for %d days: forecasts reach further than anything the models were fitted to"
              .formatted(horizonDays, knownDays));
    }
    return horizonDays <= LONG_HORIZON * knownDays
        ? Optional.empty()
        : Optional.of(
            "clv.horizon-days is %d, and the oldest customer has been known for %d days: how customers leave over so long a time rests on few of them. Treat totals with care, or shorten the horizon to %d days."
                .formatted(horizonDays, knownDays, Math.max(1, knownDays / 2)));
  }
}

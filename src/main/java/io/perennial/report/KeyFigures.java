package io.perennial.report;

import io.perennial.run.Manifest;
import io.perennial.table.ScoreCells;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The key figures of a run: its row in the table {@code runs}. Null where the run has no such
 * figure. Money is in the input's currency.
 *
 * @param customers with a purchase
 * @param active of them, those with a purchase in the last {@code clv.churn-window-months}
 * @param alive sum of P(alive) over the customers
 * @param revenue net amount to date, exact
 * @param predictedClv discounted margin over the horizon, with the ends of its interval
 * @param monthlyChurn as measured for the classic formula
 * @param repurchase90 share who bought again within 90 days, of the customers who have been there
 *     as long
 * @param cac acquisition cost of a customer, all channels
 * @param paybackMonths months after acquisition until cumulative margin reaches that cost
 * @param rowsOfDate rows up to the run date: read, less those after it
 * @param parameters of the fitted models by {@code model.parameter}; their intervals likewise
 * @param logLikelihoods by model
 * @param histogram customers by class of predicted value, see the data dictionary
 * @param seconds from the start of the run to this row
 */
public record KeyFigures(
    LocalDate runDate,
    String runId,
    Instant startedAt,
    Long customers,
    Long active,
    BigDecimal alive,
    Long purchaseDays,
    BigDecimal revenue,
    Double historicalClv,
    Double predictedClv,
    Double predictedClvLow,
    Double predictedClvHigh,
    Double expectedPurchases,
    Double monthlyChurn,
    Double repurchase90,
    Double cac,
    Double ltvToCac,
    Double paybackMonths,
    Long rowsOfDate,
    Long rowsRejected,
    SortedMap<String, Double> parameters,
    SortedMap<String, Double> parametersLow,
    SortedMap<String, Double> parametersHigh,
    SortedMap<String, Double> logLikelihoods,
    SortedMap<Integer, Long> histogram,
    double seconds) {

  /**
   * The key figures of a run.
   *
   * @param manifest of the run, as far as it has come
   * @param tables of the run; two small ones are read where the run has them
   */
  public static KeyFigures of(Manifest manifest, ScoreCells scores, PublishedTables tables) {
    ScoreCells.Sum all = scores.all();
    Manifest.Value value = manifest.value();
    Manifest.Counts counts = manifest.counts();
    SortedMap<String, Double> parameters = new TreeMap<>();
    SortedMap<String, Double> low = new TreeMap<>();
    SortedMap<String, Double> high = new TreeMap<>();
    SortedMap<String, Double> likelihoods = new TreeMap<>();
    for (Manifest.Model model : manifest.models()) {
      model.parameters().forEach((name, x) -> parameters.put(model.name() + "." + name, x));
      for (Map.Entry<String, List<Double>> ends : model.intervals().entrySet()) {
        low.put(model.name() + "." + ends.getKey(), ends.getValue().get(0));
        high.put(model.name() + "." + ends.getKey(), ends.getValue().get(1));
      }
      if (model.logLikelihood() != null) {
        likelihoods.put(model.name(), model.logLikelihood());
      }
    }
    Optional<Values> base = ofAll(tables, "segments").findFirst();
    return new KeyFigures(
        manifest.runDate(),
        manifest.runId(),
        manifest.startedAt(),
        scores.isEmpty() ? null : all.customers(),
        scores.isEmpty() ? null : all.active(),
        all.alive(),
        counts == null ? null : counts.purchaseDays(),
        scores.isEmpty() ? null : all.revenue(),
        value == null ? null : value.historicalClv(),
        value == null ? null : value.predictedClv(),
        value == null ? null : value.predictedClvLow(),
        value == null ? null : value.predictedClvHigh(),
        value == null ? null : value.expectedPurchases(),
        value == null ? null : value.monthlyChurn(),
        ofAll(tables, "cohort_value")
            .filter(row -> row.date("cohort") == null)
            .findFirst()
            .map(row -> row.number("mature_repurchase_90"))
            .orElse(null),
        base.map(row -> row.number("cac")).orElse(null),
        base.map(row -> row.number("ltv_to_cac")).orElse(null),
        base.map(row -> row.number("payback_months")).orElse(null),
        counts == null ? null : manifest.input().rows() - counts.afterRunDate().rows(),
        counts == null ? null : counts.quarantined().rows(),
        parameters,
        low,
        high,
        likelihoods,
        scores.histogram(),
        Duration.between(manifest.startedAt(), manifest.finishedAt()).toMillis() / 1000.0);
  }

  private static Stream<Values> ofAll(PublishedTables tables, String table) {
    return tables.rows(table).stream()
        .flatMap(rows -> Values.list(rows).stream())
        .filter(Values::isOfAll);
  }
}

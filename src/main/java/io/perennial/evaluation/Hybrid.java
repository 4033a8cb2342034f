package io.perennial.evaluation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.history.PurchasePolicy;
import io.perennial.model.interval.CohortForecasts;
import io.perennial.model.ml.BoostedSpend;
import io.perennial.model.ml.ForestSpend;
import io.perennial.model.ml.OriginScale;
import io.perennial.model.ml.SpendLearner;
import io.perennial.model.ml.SpendLearnerModel;
import io.perennial.model.ml.TrainingWindow;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A purchase model's forecast of spend, corrected by what earlier origins taught: the level by the
 * factor that it missed by, of the same season where that has been seen, else of all windows that
 * are as long as the latest; the order of customers by learners. Trained for one origin on
 * customers as of earlier ones, whose windows end by that origin: nothing later is looked at.
 *
 * <ul>
 *   <li>{@link #AMOUNTS}: the forecast of a learner of ratios, {@link BoostedSpend} or another, see
 *       {@link Options}, scaled so that the customers of each class of frequency spend in all what
 *       the purchase model forecasts for the class times its factor, see {@link Levels}. It is the
 *       purchase model's forecast times a number for each customer: with the same number at another
 *       horizon, a longer one is never worth less.
 *   <li>{@link #RANK}: the mean of the purchase model, what that learner learned and {@link
 *       ForestSpend}, scaled to the same total. Orders customers better; its amounts are less
 *       correlated with spend where few customers spend most.
 * </ul>
 */
public final class Hybrid {
  /** Name of the forecast for amounts. */
  public static final String AMOUNTS = "hybrid";

  /** Name of the forecast for order. */
  public static final String RANK = "hybrid-rank";

  private static final String CORRECTED = "corrected";
  private static final String FOREST = "forest";

  private final Options options;
  private final OriginScale scale;
  private final Levels levels;
  private final SpendLearnerModel<?> ratios;
  private final Optional<SpendLearnerModel<?>> forest;

  private Hybrid(
      Options options,
      OriginScale scale,
      Levels levels,
      SpendLearnerModel<?> ratios,
      Optional<SpendLearnerModel<?>> forest) {
    this.options = options;
    this.scale = scale;
    this.levels = levels;
    this.ratios = ratios;
    this.forest = forest;
  }

  /**
   * How a hybrid is trained.
   *
   * @param champion the purchase model that is corrected
   * @param models the purchase models whose forecasts are features, the champion among them
   * @param policy which days are purchases
   * @param windows origins trained on, at most
   * @param maxRows rows trained on, at most
   * @param seed of the learners
   * @param ratios a new learner of the ratio of spend to the champion's forecast: {@code
   *     BoostedSpend::new}, or of a linear one
   * @param forRank whether {@link #RANK} is wanted, too
   */
  public record Options(
      String champion,
      List<String> models,
      PurchasePolicy policy,
      int windows,
      int maxRows,
      long seed,
      Supplier<SpendLearner<?, ?>> ratios,
      boolean forRank) {}

  /**
   * Trains on earlier origins; empty where the history is too short for one, or nobody spent
   * anything after it.
   *
   * @param histories of the customers, with what models need besides
   * @param known customers of the origin that is to be forecast
   * @param forecaster fits purchase models to the customers of an origin and adds their forecasts,
   *     the columns of {@link OriginForecasts}
   */
  public static Optional<Hybrid> train(
      Dataset<Row> histories,
      OriginData known,
      Function<OriginData, Dataset<Row>> forecaster,
      Options options) {
    OriginScale scale = scale(known);
    int first = scale.originDay() - scale.historyDays();
    List<TrainingWindow> windows =
        TrainingWindow.before(first, scale.originDay(), known.horizonDays(), options.windows);
    if (windows.isEmpty()) {
      return Optional.empty();
    }
    Function<TrainingWindow, OriginData> asOf =
        window -> {
          OriginData data =
              OriginData.of(
                  histories,
                  LocalDate.ofEpochDay(window.originDay()),
                  window.days(),
                  options.policy);
          return data.with(forecaster.apply(data));
        };
    List<OriginData> origins = new ArrayList<>();
    windows.forEach(window -> origins.add(asOf.apply(window)));
    List<OriginData> ofLevel =
        TrainingWindow.sameSeason(first, scale.originDay(), known.horizonDays())
            .map(
                season -> {
                  int at = windows.indexOf(season);
                  return List.of(at >= 0 ? origins.get(at) : asOf.apply(season));
                })
            .orElseGet(() -> asLongAsTheLatest(origins));
    Levels levels = Levels.of(ofLevel.stream().map(each -> totals(each, options)).toList());
    Dataset<Row> rows =
        origins.stream()
            .map(origin -> scale(origin).addTo(origin.rows()))
            .reduce(Dataset::unionByName)
            .orElseThrow();
    SpendLearner<?, ?> ratios = configured(options.ratios.get(), CORRECTED, options);
    SpendLearner<?, ?> forest = configured(new ForestSpend(), FOREST, options);
    return Optional.of(
        new Hybrid(
            options,
            scale,
            levels,
            ratios.fit(rows),
            options.forRank ? Optional.of(forest.fit(rows)) : Optional.empty()));
  }

  /** Shorter windows are missed by other amounts. */
  private static List<OriginData> asLongAsTheLatest(List<OriginData> origins) {
    return origins.stream()
        .filter(origin -> origin.horizonDays() == origins.get(0).horizonDays())
        .toList();
  }

  private static OriginScale scale(OriginData data) {
    return OriginScale.of(
        data.rows(), col(OriginColumns.PAST_SPEND), data.origin(), data.horizonDays());
  }

  private static SpendLearner<?, ?> configured(
      SpendLearner<?, ?> learner, String name, Options options) {
    return learner
        .setMaxRows(options.maxRows)
        .setSeed(options.seed)
        .setExpectedSpendCol(OriginColumns.expectedSpend(options.champion))
        .setPAliveCols(options.models.stream().map(OriginColumns::pAlive).toArray(String[]::new))
        .setExpectedPurchasesCols(
            options.models.stream().map(OriginColumns::expectedPurchases).toArray(String[]::new))
        .setZeroDay(options.policy.countsZero() ? "purchase" : "ignore")
        .setPredictionCol(OriginColumns.expectedSpend(name));
  }

  /** The names of its forecasts. */
  public List<String> names() {
    return forest.isPresent() ? List.of(AMOUNTS, RANK) : List.of(AMOUNTS);
  }

  /** The number for each customer: the forecast for amounts ÷ that of the purchase model. */
  Column correction() {
    Column champion = col(OriginColumns.expectedSpend(options.champion));
    // Where the model expects nothing, whatever is nothing times this is nothing.
    return when(champion.gt(0), col(OriginColumns.expectedSpend(AMOUNTS)).divide(champion))
        .otherwise(lit(1.0));
  }

  /**
   * Adds {@link OriginColumns#expectedSpend} of {@link #AMOUNTS} and, where it was trained for
   * that, of {@link #RANK}. One small query for the totals, then maps.
   *
   * @param customers of the origin it was trained for, with the forecasts of the purchase models
   */
  public Dataset<Row> add(Dataset<Row> customers) {
    Dataset<Row> learned = ratios.transform(scale.addTo(customers));
    Column champion = col(OriginColumns.expectedSpend(options.champion));
    Column amount = col(OriginColumns.expectedSpend(CORRECTED));
    Column factor = lit(null).cast("double");
    for (Map.Entry<Integer, Levels.Totals> each : totals(learned, amount, champion).entrySet()) {
      Levels.Totals sums = each.getValue();
      double level =
          sums.forecast() > 0 ? sums.actual() / sums.forecast() * levels.of(each.getKey()) : 1;
      factor = when(Levels.classColumn().equalTo(each.getKey()), level).otherwise(factor);
    }
    Dataset<Row> amounts =
        learned.withColumn(OriginColumns.expectedSpend(AMOUNTS), amount.multiply(factor));
    return forest
        .map(model -> ranked(model.transform(amounts)))
        .orElse(amounts)
        .drop(
            OriginColumns.expectedSpend(CORRECTED),
            OriginColumns.expectedSpend(FOREST),
            OriginScale.ORIGIN_DAY,
            OriginScale.HISTORY_DAYS,
            OriginScale.HORIZON_DAYS,
            OriginScale.MEAN_ORDER);
  }

  private static Dataset<Row> ranked(Dataset<Row> customers) {
    // The corrected forecast is a mean of what was learned and the champion's.
    Column mean =
        col(OriginColumns.expectedSpend(CORRECTED))
            .multiply(2)
            .plus(col(OriginColumns.expectedSpend(FOREST)))
            .divide(3);
    Row totals =
        customers
            .agg(
                CohortForecasts.exactSum(col(OriginColumns.expectedSpend(AMOUNTS))),
                CohortForecasts.exactSum(mean))
            .first();
    double level =
        totals.isNullAt(1) || totals.getDouble(1) == 0
            ? 1
            : totals.getDouble(0) / totals.getDouble(1);
    return customers.withColumn(OriginColumns.expectedSpend(RANK), mean.multiply(level));
  }

  private static Map<Integer, Levels.Totals> totals(OriginData data, Options options) {
    return totals(
        data.rows(),
        col(OriginColumns.expectedSpend(options.champion)),
        col(OriginColumns.ACTUAL_SPEND));
  }

  private static Map<Integer, Levels.Totals> totals(
      Dataset<Row> customers, Column forecast, Column actual) {
    Map<Integer, Levels.Totals> totals = new TreeMap<>();
    for (Row row :
        customers
            .groupBy(Levels.classColumn().as("class"))
            .agg(
                count(lit(1)), CohortForecasts.exactSum(forecast), CohortForecasts.exactSum(actual))
            .collectAsList()) {
      totals.put(
          row.getInt(0),
          new Levels.Totals(
              row.getLong(1),
              row.isNullAt(2) ? 0 : row.getDouble(2),
              row.isNullAt(3) ? 0 : row.getDouble(3)));
    }
    return totals;
  }
}

package io.perennial.evaluation;

import static org.apache.spark.sql.functions.col;

import io.perennial.history.HistoryColumns;
import io.perennial.history.PurchasePolicy;
import io.perennial.model.interval.Interval;
import io.perennial.schema.ScoreColumns;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Forecasts the past as of each origin and holds the forecasts against what followed. One pass over
 * the histories for what followed at all origins, and one over the customers of each origin for all
 * metrics of all models at once, beside what fitting takes. What is collected does not grow with
 * the number of customers.
 */
public final class Backtest {
  private final Dataset<Row> customers;
  private final Origins origins;
  private final PurchasePolicy policy;
  private final List<Target> targets;
  private final double level;

  /** The sums over all origins so far, in the order of the tables. */
  private final Map<Key, Pooled> pooled = new LinkedHashMap<>();

  private final List<BacktestResult.Figure> figures = new ArrayList<>();
  private final List<BacktestResult.ClassTotals> classes = new ArrayList<>();

  private record Key(String model, Target target, boolean ranksOnly) {}

  /**
   * The forecasters at an origin: fits to what was known, and adds the columns {@link
   * OriginColumns#expectedPurchases} and {@link OriginColumns#expectedSpend} of each model.
   */
  @FunctionalInterface
  public interface Fit {
    Forecasts of(OriginData known);
  }

  /**
   * Customers with forecasts.
   *
   * @param models whose forecasts they have, of one target at least
   */
  public record Forecasts(List<String> models, Dataset<Row> customers) {}

  private Backtest(
      Dataset<Row> customers,
      Origins origins,
      PurchasePolicy policy,
      List<Target> targets,
      double level) {
    this.customers = customers;
    this.origins = origins;
    this.policy = policy;
    this.targets = targets;
    this.level = level;
  }

  /**
   * Evaluates.
   *
   * @param customers with the days of their histories, and what models need besides
   * @param origins at least one
   * @param targets what is forecast; money last
   * @param level nominal coverage of the intervals
   */
  public static BacktestResult of(
      Dataset<Row> customers,
      Origins origins,
      PurchasePolicy policy,
      List<Target> targets,
      double level,
      Fit fit) {
    return new Backtest(customers, origins, policy, targets, level).run(fit);
  }

  /** A forecast at several origins. */
  private static final class Pooled {
    private final ForecastSums sums = new ForecastSums();
    private final List<Double> biases = new ArrayList<>();
    private final List<Double> ginis = new ArrayList<>();

    /** What the intervals of customers should have been at each origin. */
    private final Map<LocalDate, IntervalLimits> limits = new LinkedHashMap<>();

    /** Where an interval of the total could be made of earlier origins: 1 where it held it. */
    private final List<Double> totalsCovered = new ArrayList<>();

    /** Over all origins together, once they are pooled. */
    private Map<String, Double> metrics = Map.of();
  }

  private BacktestResult run(Fit fit) {
    List<Base> bases = bases();
    Base all = new Base();
    bases.forEach(all::merge);
    for (int i = 0; i < bases.size(); i++) {
      evaluate(origins.dates().get(i), bases.get(i), all, fit);
    }
    pooled.values().removeIf(forecast -> forecast.ginis.size() < bases.size());
    pooled.forEach((key, forecast) -> pool(key, forecast, all.actuals(key.target)));
    return new BacktestResult(origins, targets, figures, classes, candidates(), limits());
  }

  /** What followed each origin: one pass over the histories for all of them. */
  private List<Base> bases() {
    int[] days =
        origins.dates().stream().mapToInt(date -> Math.toIntExact(date.toEpochDay())).toArray();
    int horizonDays = origins.horizonDays();
    PurchasePolicy purchases = policy;
    return customers
        .select(HistoryColumns.DAYS)
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitions(rows -> List.of(bases(rows, days, horizonDays, purchases)).iterator())
        .treeReduce((left, right) -> merge(left, right, Base::merge));
  }

  private static List<Base> bases(
      Iterator<InternalRow> rows, int[] origins, int horizonDays, PurchasePolicy policy) {
    List<Base> bases = new ArrayList<>();
    for (int i = 0; i < origins.length; i++) {
      bases.add(new Base());
    }
    while (rows.hasNext()) {
      byte[] history = rows.next().getBinary(0);
      for (int i = 0; i < origins.length; i++) {
        bases.get(i).add(history, origins[i], horizonDays, policy);
      }
    }
    return bases;
  }

  private static <T> List<T> merge(List<T> left, List<T> right, BinaryOperator<T> merge) {
    for (int i = 0; i < left.size(); i++) {
      left.set(i, merge.apply(left.get(i), right.get(i)));
    }
    return left;
  }

  private void evaluate(LocalDate origin, Base base, Base all, Fit fit) {
    Forecasts forecasts = fit.of(OriginData.of(customers, origin, origins.horizonDays(), policy));
    List<Forecast> evaluated = new ArrayList<>();
    List<String> columns = List.of(forecasts.customers().columns());
    forecasts.models().forEach(model -> evaluated.addAll(Forecast.of(model, targets, columns)));
    evaluated.addAll(Forecast.baselines(base, origins.horizonDays(), targets));
    IntervalLimits[] limits =
        evaluated.stream()
            .map(forecast -> earlierLimits(origin, key(forecast)))
            .toArray(IntervalLimits[]::new);
    List<ForecastSums> sums = sums(forecasts.customers(), evaluated, limits, base, all);
    for (int i = 0; i < evaluated.size(); i++) {
      Forecast forecast = evaluated.get(i);
      Actuals actuals = base.actuals(forecast.target());
      Key key = key(forecast);
      Map<String, Double> metrics =
          note(origin, key, sums.get(i), actuals, sums.get(i).rankCorrelation(actuals.ranks()));
      Pooled pool = pooled.computeIfAbsent(key, none -> new Pooled());
      pool.sums.merge(sums.get(i));
      pool.biases.add(metrics.get(Metrics.BIAS));
      pool.ginis.add(metrics.get(Metrics.GINI));
      if (sums.get(i).coverage() != null) {
        noteTotal(origin, key, sums.get(i), pool);
        pool.limits.put(origin, IntervalLimits.of(sums.get(i).residuals(), level));
      }
    }
  }

  private static Key key(Forecast forecast) {
    return new Key(forecast.model(), forecast.target(), forecast.ranksOnly());
  }

  /** What was known of intervals at an origin; null where there was no earlier one to tell. */
  private IntervalLimits earlierLimits(LocalDate origin, Key key) {
    return origins
        .latestLike(origin)
        .filter(earlier -> pooled.containsKey(key))
        .map(earlier -> pooled.get(key).limits.get(earlier))
        .orElse(null);
  }

  /** Notes whether the total was in an interval that earlier origins widened. */
  private void noteTotal(LocalDate origin, Key key, ForecastSums sums, Pooled pool) {
    BacktestResult.totalError(figures, origins.before(origin), key.model, key.target)
        .ifPresent(
            error -> {
              double[] forecast = {sums.forecast()};
              Interval own = Interval.of(forecast, sums.varianceOfTotal(), level);
              Map<String, Double> metrics =
                  Metrics.ofTotal(error.around(forecast[0], own, level), sums.actual());
              metrics.forEach((name, value) -> figure(origin, key, name, value));
              pool.totalsCovered.add(metrics.get(Metrics.TOTAL_COVERAGE));
            });
  }

  /** The ranks of what customers did. */
  private record Ranks(Actuals.Ranks atOrigin, Actuals.Ranks amongAll) implements Serializable {
    static Ranks of(Target target, Base base, Base all) {
      return new Ranks(base.actuals(target).ranks(), all.actuals(target).ranks());
    }

    Outcome of(double actual) {
      return Outcome.of(actual, atOrigin.of(actual), amongAll.of(actual));
    }
  }

  /**
   * Where a forecast stands among the columns.
   *
   * @param times what the column is multiplied by
   * @param interval first of the columns of its interval: both ends, the deviation and P(alive)
   */
  private record Place(Target target, double times, int interval) implements Serializable {
    static final int NONE = -1;
  }

  /** One pass over the customers. */
  private static List<ForecastSums> sums(
      Dataset<Row> customers,
      List<Forecast> forecasts,
      IntervalLimits[] limits,
      Base base,
      Base all) {
    List<Column> columns = new ArrayList<>();
    columns.add(col(ScoreColumns.FREQUENCY).cast("int"));
    columns.add(col(OriginColumns.ACTUAL_PURCHASES).cast("double"));
    columns.add(col(OriginColumns.ACTUAL_SPEND));
    forecasts.forEach(forecast -> columns.add(forecast.value()));
    List<String> known = List.of(customers.columns());
    Place[] places = new Place[forecasts.size()];
    for (int i = 0; i < places.length; i++) {
      Forecast forecast = forecasts.get(i);
      String low = OriginColumns.low(forecast.target(), forecast.model());
      boolean hasInterval = known.contains(low);
      places[i] =
          new Place(forecast.target(), forecast.times(), hasInterval ? columns.size() : Place.NONE);
      if (hasInterval) {
        columns.add(col(low));
        columns.add(col(OriginColumns.high(forecast.target(), forecast.model())));
        columns.add(col(OriginColumns.deviation(forecast.target(), forecast.model())));
        columns.add(col(OriginColumns.pAlive(forecast.model())));
      }
    }
    Broadcast<List<Ranks>> ranks =
        JavaSparkContext.fromSparkContext(customers.sparkSession().sparkContext())
            .broadcast(Arrays.stream(Target.values()).map(t -> Ranks.of(t, base, all)).toList());
    try {
      return customers
          .select(columns.toArray(Column[]::new))
          .queryExecution()
          .toRdd()
          .toJavaRDD()
          .mapPartitions(rows -> List.of(sums(rows, places, limits, ranks.value())).iterator())
          .treeReduce((left, right) -> merge(left, right, ForecastSums::merge));
    } finally {
      ranks.destroy();
    }
  }

  private static List<ForecastSums> sums(
      Iterator<InternalRow> rows, Place[] places, IntervalLimits[] limits, List<Ranks> ranks) {
    List<ForecastSums> sums = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      sums.add(new ForecastSums());
    }
    int first = 1 + ranks.size();
    Outcome[] outcomes = new Outcome[ranks.size()];
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      int frequency = row.getInt(0);
      for (int target = 0; target < outcomes.length; target++) {
        outcomes[target] = ranks.get(target).of(row.getDouble(1 + target));
      }
      for (int i = 0; i < places.length; i++) {
        Place place = places[i];
        Outcome outcome = outcomes[place.target.ordinal()];
        if (!row.isNullAt(first + i)) {
          sums.get(i).add(place.times * row.getDouble(first + i), outcome, frequency);
        }
        int low = place.interval;
        if (low != Place.NONE && !row.isNullAt(low) && !row.isNullAt(low + 1)) {
          CustomerForecast customer =
              new CustomerForecast(
                  place.target,
                  frequency,
                  row.getDouble(low + 3),
                  row.getDouble(first + i),
                  row.getDouble(low + 2),
                  new Interval(row.getDouble(low), row.getDouble(low + 1)));
          sums.get(i).addInterval(customer, limits[i], outcome.actual());
        }
      }
    }
    return sums;
  }

  /** Notes the metrics and classes of a forecast, and returns the metrics. */
  private Map<String, Double> note(
      LocalDate origin, Key key, ForecastSums sums, Actuals actuals, Double rankCorrelation) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (!key.ranksOnly) {
      metrics.putAll(Metrics.ofLevel(sums));
      classes(origin, key, BacktestResult.FREQUENCY, 0, sums.byFrequency());
      classes(origin, key, "decile-", 1, sums.lift().deciles());
    }
    metrics.putAll(Metrics.ofRank(sums, actuals.perfect(), rankCorrelation));
    metrics.forEach((name, value) -> figure(origin, key, name, value));
    return metrics;
  }

  private void pool(Key key, Pooled forecast, Actuals actuals) {
    forecast.metrics =
        note(
            null,
            key,
            forecast.sums,
            actuals,
            forecast.sums.rankCorrelationAmongAll(actuals.ranks()));
    if (!key.ranksOnly) {
      figure(null, key, Metrics.BIAS + Metrics.SPREAD, Metrics.deviation(forecast.biases));
    }
    figure(null, key, Metrics.GINI + Metrics.SPREAD, Metrics.deviation(forecast.ginis));
    forecast.totalsCovered.stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .ifPresent(share -> figure(null, key, Metrics.TOTAL_COVERAGE, Metrics.rounded(share)));
  }

  private void figure(LocalDate origin, Key key, String metric, Double value) {
    figures.add(
        new BacktestResult.Figure(origin, key.model, Metrics.name(key.target, metric), value));
  }

  private void classes(
      LocalDate origin, Key key, String kind, int number, List<Lift.Group> groups) {
    for (int i = 0; i < groups.size(); i++) {
      Lift.Group group = groups.get(i);
      classes.add(
          new BacktestResult.ClassTotals(
              origin,
              key.model,
              "%s/%s%02d".formatted(key.target.word(), kind, number + i),
              Math.round(group.customers()),
              Metrics.rounded(group.forecast()),
              Metrics.rounded(group.actual())));
    }
  }

  private List<BacktestResult.Limits> limits() {
    List<BacktestResult.Limits> all = new ArrayList<>();
    pooled.forEach(
        (key, forecast) ->
            forecast.limits.forEach(
                (origin, limits) ->
                    all.add(new BacktestResult.Limits(origin, key.model, key.target, limits))));
    return all;
  }

  /** The models, judged by money where it is forecast. */
  private List<Champion.Candidate> candidates() {
    Target target = targets.get(targets.size() - 1);
    return pooled.entrySet().stream()
        .filter(entry -> entry.getKey().target == target)
        .filter(entry -> !Forecast.BASELINES.contains(entry.getKey().model))
        .map(
            entry ->
                new Champion.Candidate(
                    entry.getKey().model,
                    entry.getValue().metrics.get(Metrics.BIAS),
                    entry.getValue().metrics.get(Metrics.GINI),
                    entry.getValue().ginis))
        .toList();
  }
}

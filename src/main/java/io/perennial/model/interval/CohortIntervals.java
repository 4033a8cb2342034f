package io.perennial.model.interval;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;

import io.perennial.model.btyd.PurchaseLikelihood;
import io.perennial.model.spend.GammaGammaLikelihood;
import io.perennial.schema.ScoreColumns;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/**
 * Intervals around sums of forecasts. The factor by which a sum changes with the parameters is
 * estimated on a sample of groups of equal customers, drawn with probabilities proportional to
 * their value, or on all groups where there are few. The behaviour of individuals adds the sum of
 * their variances.
 */
final class CohortIntervals {
  /** Groups drawn over all customers; as many again are drawn evenly over the cohorts. */
  private static final double SAMPLE = 1000;

  /** Least number of groups drawn from a cohort, however many cohorts there are. */
  private static final double SAMPLE_OF_COHORT = 20;

  private final ValueModel model;
  private final Column covariates;
  private final double level;
  private final long seed;
  private final AliveFutures futures;

  CohortIntervals(
      ValueModel model, Column covariates, double level, long seed, AliveFutures futures) {
    this.model = model;
    this.covariates = covariates;
    this.level = level;
    this.seed = seed;
    this.futures = futures;
  }

  List<CohortForecast> around(
      List<CohortForecast> forecasts, Dataset<Row> scores, Column cohort, double margin) {
    Map<LocalDate, List<SampledCell>> byCohort = sample(forecasts, scores, cohort);
    Map<LocalDate, Sums> sums = new HashMap<>();
    Sums all = new Sums(model.replicates().size());
    byCohort.forEach(
        (day, cells) -> {
          Sums ofCohort = new Sums(model.replicates().size());
          cells.sort(SampledCell.CANONICAL);
          cells.parallelStream().map(this::sums).toList().forEach(ofCohort::add);
          sums.put(day, ofCohort);
        });
    sums.keySet().stream().sorted().forEach(day -> all.add(sums.get(day)));
    return forecasts.stream()
        .map(
            forecast -> {
              Sums sampled = forecast.cohort().isEmpty() ? all : sums.get(forecast.cohort().get());
              // A cohort from which no group was drawn has no interval.
              return sampled == null ? forecast : sampled.around(forecast, margin, level);
            })
        .toList();
  }

  private Map<LocalDate, List<SampledCell>> sample(
      List<CohortForecast> forecasts, Dataset<Row> scores, Column cohort) {
    HashMap<LocalDate, Double> rates = samplingRates(forecasts);
    // Groups of no value are never drawn, even if their whole cohort has no value.
    UDF2<Integer, Double, Double> share =
        (day, value) ->
            value > 0 ? Math.min(1.0, value * rates.get(LocalDate.ofEpochDay(day))) : 0.0;
    Column identity =
        xxhash64(lit(seed), col("frequency"), col("recency"), col("age"), col("covariates"));
    Column uniform = shiftrightunsigned(identity, 11).multiply(0x1p-53);
    Map<LocalDate, List<SampledCell>> byCohort = new HashMap<>();
    scores
        .groupBy(
            CohortForecasts.day(cohort).as("cohort"),
            col(ScoreColumns.FREQUENCY).cast("int").as("frequency"),
            col(ScoreColumns.RECENCY_DAYS).cast("double").as("recency"),
            col(ScoreColumns.AGE_DAYS).cast("double").as("age"),
            covariates.as("covariates"))
        .agg(
            count(lit(1)).as("customers"),
            CohortForecasts.exactSum(ForecastIntervals.spent()).as("spent"),
            CohortForecasts.exactSum(pow(ForecastIntervals.spent(), 2)).as("spentSquared"),
            CohortForecasts.exactSum(col(ScoreColumns.PREDICTED_CLV)).as("value"))
        .withColumn("share", udf(share, DataTypes.DoubleType).apply(col("cohort"), col("value")))
        .where(uniform.lt(col("share")))
        .collectAsList()
        .forEach(
            row ->
                byCohort
                    .computeIfAbsent(LocalDate.ofEpochDay(row.getInt(0)), day -> new ArrayList<>())
                    .add(
                        new SampledCell(
                            row.getInt(1),
                            row.getDouble(2),
                            row.getDouble(3),
                            row.getList(4),
                            row.getLong(5),
                            row.getDouble(6),
                            row.getDouble(7),
                            row.getDouble(9))));
    return byCohort;
  }

  /** By cohort, the probability with which a group is drawn for each unit of its value. */
  private static HashMap<LocalDate, Double> samplingRates(List<CohortForecast> forecasts) {
    double ofAll = SAMPLE / forecasts.get(0).predictedClv();
    double ofCohort = Math.max(SAMPLE_OF_COHORT, SAMPLE / forecasts.size());
    HashMap<LocalDate, Double> rates = new HashMap<>();
    for (CohortForecast forecast : forecasts) {
      forecast
          .cohort()
          .ifPresent(day -> rates.put(day, ofAll + ofCohort / forecast.predictedClv()));
    }
    return rates;
  }

  private Sums sums(SampledCell cell) {
    Sums sums = new Sums(model.replicates().size());
    PurchaseLikelihood purchases = cell.own(model.estimate());
    double unit = model.timeUnitDays();
    AliveFuture future =
        futures.of(cell.frequency(), cell.recencyDays(), cell.ageDays(), cell.covariates());
    double pAlive =
        purchases.pAlive(cell.frequency(), cell.recencyDays() / unit, cell.ageDays() / unit);
    double expected = cell.expectedPurchases(model, model.estimate());
    GammaGammaLikelihood spend = model.estimate().spend();
    // The mean discount factor of a purchase hardly depends on the parameters.
    double discounted =
        purchases
                .ifAlive(cell.frequency(), cell.recencyDays() / unit, cell.ageDays() / unit)
                .discountedExpectedPurchases(model.horizon(), model.rate())
            * pAlive
            * cell.customers()
            / expected;
    sums.purchases = expected / cell.share();
    sums.value = expected * discounted * cell.expectedValue(spend) / cell.share();
    for (int k = 0; k < model.replicates().size(); k++) {
      ValueModel.Parameters replicate = model.replicates().get(k);
      double replicated = cell.expectedPurchases(model, replicate) / cell.share();
      sums.replicatedPurchases[k] = replicated;
      sums.replicatedValue[k] = replicated * discounted * cell.expectedValue(replicate.spend());
    }
    sums.purchasesVariance = cell.customers() * future.purchasesVariance(pAlive) / cell.share();
    sums.valueVariance =
        cell.squaredUnits(spend.gamma()) * future.valueVariance(pAlive) / cell.share();
    return sums;
  }

  /** Sums over sampled groups, each weighted by the number of groups it stands for. */
  private static final class Sums {
    double purchases;
    double value;
    final double[] replicatedPurchases;
    final double[] replicatedValue;
    double purchasesVariance;
    double valueVariance;

    Sums(int replicates) {
      replicatedPurchases = new double[replicates];
      replicatedValue = new double[replicates];
    }

    void add(Sums other) {
      purchases += other.purchases;
      value += other.value;
      for (int k = 0; k < replicatedValue.length; k++) {
        replicatedPurchases[k] += other.replicatedPurchases[k];
        replicatedValue[k] += other.replicatedValue[k];
      }
      purchasesVariance += other.purchasesVariance;
      valueVariance += other.valueVariance;
    }

    CohortForecast around(CohortForecast forecast, double margin, double level) {
      double[] purchaseMeans = new double[replicatedValue.length];
      double[] valueMeans = new double[replicatedValue.length];
      for (int k = 0; k < valueMeans.length; k++) {
        purchaseMeans[k] = forecast.expectedPurchases() * (replicatedPurchases[k] / purchases);
        valueMeans[k] = forecast.predictedClv() * (replicatedValue[k] / value);
      }
      return forecast.with(
          Interval.of(purchaseMeans, purchasesVariance, level),
          Interval.of(valueMeans, margin * margin * valueVariance, level));
    }
  }
}

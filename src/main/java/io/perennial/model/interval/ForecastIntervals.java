package io.perennial.model.interval;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;

import io.perennial.model.btyd.PurchaseModel;
import io.perennial.model.spend.GammaGammaModel;
import io.perennial.schema.Calls;
import io.perennial.schema.ScoreColumns;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Intervals around the forecasts of customers, cohorts and all customers together, from models
 * fitted with bootstrap replicates. They reflect the uncertainty of the parameters and the
 * behaviour of individuals, not that the model may be wrong or the future unlike the past: what a
 * back-test saw of that is put around them by {@code io.perennial.evaluation}.
 */
public final class ForecastIntervals {
  /**
   * Standard deviation of the number of purchase days over the horizon, of a customer; beside the
   * columns of the scores.
   */
  public static final String EXPECTED_PURCHASES_DEVIATION = "expected_purchases_deviation";

  private final ValueModel model;
  private final Column covariates;
  private final double level;
  private final long seed;

  /** Of customers and of sums; those of one executor, if that is the driver's JVM as well. */
  private final AliveFutures futures;

  private ForecastIntervals(ValueModel model, Column covariates, double level, long seed) {
    this.model = model;
    this.covariates = covariates;
    this.level = level;
    this.seed = seed;
    this.futures = new AliveFutures(model, 1 - low(level), seed);
  }

  /** The probability below a two-sided interval. */
  static double low(double level) {
    return (1 - level) / 2;
  }

  /**
   * Intervals by these models, or nothing when one of them was fitted without a bootstrap.
   *
   * @param level nominal coverage, between 0 and 1; the rest is split equally between the sides,
   *     but of customers whose lower end is 0 it all lies above the upper end, since nothing is
   *     below 0
   * @param seed of the simulation
   */
  public static Optional<ForecastIntervals> of(
      PurchaseModel<?> purchases, GammaGammaModel spend, double level, long seed) {
    return ValueModel.of(purchases, spend)
        .map(model -> new ForecastIntervals(model, purchases.covariateArray(), level, seed));
  }

  /**
   * Intervals that reflect the behaviour of individuals alone, as if the estimates were the
   * parameters; no bootstrap is needed.
   */
  public static ForecastIntervals atEstimates(
      PurchaseModel<?> purchases, GammaGammaModel spend, double level, long seed) {
    return new ForecastIntervals(
        ValueModel.atEstimates(purchases, spend), purchases.covariateArray(), level, seed);
  }

  /**
   * Adds {@link ScoreColumns#EXPECTED_PURCHASES_LOW}, {@link ScoreColumns#PREDICTED_CLV_LOW}, their
   * upper ends, {@link #EXPECTED_PURCHASES_DEVIATION} and {@link
   * ScoreColumns#PREDICTED_CLV_DEVIATION} to customers with frequency, recency, age, monetary
   * value, P(alive) and the covariates of the model. Where a customer has no forecast, they are
   * null. A map.
   *
   * @param margin share of a purchase that is margin, of each customer
   */
  public Dataset<Row> ofCustomers(Dataset<Row> scores, Column margin) {
    // Lives as long as the data frame that is returned, as in PurchaseModel.
    Broadcast<AliveFutures> shared =
        JavaSparkContext.fromSparkContext(scores.sparkSession().sparkContext()).broadcast(futures);
    CustomerQuantiles quantiles =
        new CustomerQuantiles(shared, level, model.estimate().spend().gamma());
    // Without P(alive), as without one of the others, the purchase model has no forecast.
    Column quantile =
        Calls.of(
            quantiles,
            "of",
            CustomerQuantiles.SCHEMA,
            col(ScoreColumns.FREQUENCY).cast("int"),
            col(ScoreColumns.RECENCY_DAYS).cast("double"),
            col(ScoreColumns.AGE_DAYS).cast("double"),
            covariates,
            col(ScoreColumns.P_ALIVE));
    Column money = Calls.of(quantiles, "unit", DataTypes.DoubleType, spent()).multiply(margin);
    return scores
        .withColumn("quantiles", quantile)
        .withColumn(
            ScoreColumns.EXPECTED_PURCHASES_LOW,
            col("quantiles").getField(CustomerQuantiles.LOW).cast("double"))
        .withColumn(
            ScoreColumns.EXPECTED_PURCHASES_HIGH,
            col("quantiles").getField(CustomerQuantiles.HIGH).cast("double"))
        .withColumn(
            EXPECTED_PURCHASES_DEVIATION, col("quantiles").getField(CustomerQuantiles.DEVIATION))
        .withColumn(
            ScoreColumns.PREDICTED_CLV_LOW,
            col("quantiles").getField(CustomerQuantiles.VALUE_LOW).multiply(money))
        .withColumn(
            ScoreColumns.PREDICTED_CLV_HIGH,
            col("quantiles").getField(CustomerQuantiles.VALUE_HIGH).multiply(money))
        .withColumn(
            ScoreColumns.PREDICTED_CLV_DEVIATION,
            col("quantiles").getField(CustomerQuantiles.VALUE_DEVIATION).multiply(money))
        .drop("quantiles");
  }

  /** Adds the columns of {@link #ofCustomers} that are in the scores, without values. */
  public static Dataset<Row> unknown(Dataset<Row> scores) {
    Column none = lit(null).cast(DataTypes.DoubleType);
    return scores
        .withColumn(ScoreColumns.EXPECTED_PURCHASES_LOW, none)
        .withColumn(ScoreColumns.EXPECTED_PURCHASES_HIGH, none)
        .withColumn(ScoreColumns.PREDICTED_CLV_LOW, none)
        .withColumn(ScoreColumns.PREDICTED_CLV_HIGH, none)
        .withColumn(ScoreColumns.PREDICTED_CLV_DEVIATION, none);
  }

  /**
   * Adds intervals to sums of forecasts.
   *
   * @param forecasts the result of {@link CohortForecasts#of}, all customers first
   * @param margin share of revenue that is margin
   */
  public List<CohortForecast> ofSums(
      List<CohortForecast> forecasts, Dataset<Row> scores, Column cohort, double margin) {
    return new CohortIntervals(model, covariates, level, seed, futures)
        .around(forecasts, scores, cohort, margin);
  }

  /** x·z̄, the total of the repeat purchases, as the spend model reads it. */
  static Column spent() {
    Column value = greatest(lit(0.0), coalesce(col(ScoreColumns.MONETARY_VALUE), lit(0.0)));
    return col(ScoreColumns.FREQUENCY).multiply(value);
  }
}

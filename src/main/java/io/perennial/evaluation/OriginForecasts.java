package io.perennial.evaluation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import io.perennial.model.btyd.PurchaseModel;
import io.perennial.model.interval.ForecastIntervals;
import io.perennial.model.spend.GammaGammaModel;
import io.perennial.model.spend.SpendForecast;
import io.perennial.schema.ScoreColumns;
import java.util.List;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What fitted models forecast for the window after an origin. */
public final class OriginForecasts {
  /** Not a part of the evaluation; optimised away. */
  private static final String DISCOUNTED = "discounted";

  /** Customers with intervals, roughly: the standard error of a coverage of 90% is 0.3%. */
  private static final long SAMPLED = 10_000;

  private OriginForecasts() {}

  /**
   * Of whom there are intervals, and which.
   *
   * @param customers in all, or more
   * @param level nominal coverage
   * @param seed of the simulation
   */
  public record Sample(long customers, double level, long seed) {}

  /**
   * Adds {@link ScoreColumns#EXPECTED_PURCHASE_VALUE} and, for each purchase model, {@link
   * OriginColumns#pAlive}, {@link OriginColumns#expectedPurchases} and {@link
   * OriginColumns#expectedSpend}. Maps only.
   *
   * @param customers as {@link OriginData} gives them, covariates of the models included
   * @param purchases fitted to those customers
   * @param spend fitted to them as well; it may forecast nothing, then spend is null
   */
  public static Dataset<Row> add(
      OriginData customers, List<PurchaseModel<?>> purchases, SpendForecast spend) {
    return add(spend.transform(customers.rows()), purchases, customers.horizonDays());
  }

  /**
   * The same for customers who have {@link ScoreColumns#EXPECTED_PURCHASE_VALUE} already.
   *
   * @param horizonDays days after the origin that are forecast
   */
  static Dataset<Row> add(
      Dataset<Row> customers, List<PurchaseModel<?>> purchases, int horizonDays) {
    Dataset<Row> rows = customers;
    for (PurchaseModel<?> model : purchases) {
      rows = add(rows, model, horizonDays);
    }
    return rows;
  }

  /**
   * Adds {@link OriginColumns#low}, {@link OriginColumns#high} and {@link OriginColumns#deviation}
   * of a model to some of the customers, chosen by a hash; they are null for all others. The
   * intervals are those of individuals at the estimates, without the uncertainty of the parameters.
   * A map.
   *
   * @param rows as {@link #add} returns them
   */
  public static Dataset<Row> addIntervals(
      Dataset<Row> rows,
      PurchaseModel<?> model,
      GammaGammaModel spend,
      Sample sample,
      int horizonDays) {
    String name = model.summary().name();
    PurchaseModel<?> undiscounted = model.copy(ParamMap.empty());
    undiscounted.setHorizonDays(horizonDays);
    undiscounted.setAnnualDiscountRate(0.0);
    long every = Math.max(1, -Math.floorDiv(-sample.customers, SAMPLED));
    Column sampled = pmod(xxhash64(col(ScoreColumns.CUSTOMER_ID)), lit(every)).equalTo(0L);
    return ForecastIntervals.atEstimates(undiscounted, spend, sample.level, sample.seed)
        .ofCustomers(
            rows.withColumn(ScoreColumns.P_ALIVE, when(sampled, col(OriginColumns.pAlive(name)))),
            lit(1.0))
        .drop(ScoreColumns.P_ALIVE)
        .withColumnRenamed(
            ForecastIntervals.EXPECTED_PURCHASES_DEVIATION,
            OriginColumns.deviation(Target.PURCHASES, name))
        .withColumnRenamed(
            ScoreColumns.PREDICTED_CLV_DEVIATION, OriginColumns.deviation(Target.SPEND, name))
        .withColumnRenamed(
            ScoreColumns.EXPECTED_PURCHASES_LOW, OriginColumns.low(Target.PURCHASES, name))
        .withColumnRenamed(
            ScoreColumns.EXPECTED_PURCHASES_HIGH, OriginColumns.high(Target.PURCHASES, name))
        .withColumnRenamed(ScoreColumns.PREDICTED_CLV_LOW, OriginColumns.low(Target.SPEND, name))
        .withColumnRenamed(ScoreColumns.PREDICTED_CLV_HIGH, OriginColumns.high(Target.SPEND, name));
  }

  private static Dataset<Row> add(Dataset<Row> rows, PurchaseModel<?> model, int horizonDays) {
    String name = model.summary().name();
    PurchaseModel<?> named = model.copy(ParamMap.empty());
    named.setHorizonDays(horizonDays);
    // What is discounted is dropped, and costs an integral for each kind of customer.
    named.setAnnualDiscountRate(0.0);
    named.setPAliveCol(OriginColumns.pAlive(name));
    named.setExpectedPurchasesCol(OriginColumns.expectedPurchases(name));
    named.setDiscountedExpectedPurchasesCol(DISCOUNTED);
    return named
        .transform(rows)
        .drop(DISCOUNTED)
        .withColumn(
            OriginColumns.expectedSpend(name),
            col(OriginColumns.expectedPurchases(name))
                .multiply(col(ScoreColumns.EXPECTED_PURCHASE_VALUE)));
  }
}

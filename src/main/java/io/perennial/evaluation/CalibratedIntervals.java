package io.perennial.evaluation;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import io.perennial.model.interval.CohortForecast;
import io.perennial.model.interval.ForecastIntervals;
import io.perennial.model.interval.Interval;
import io.perennial.schema.ScoreColumns;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF6;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The intervals of a run, made as wide as a back-test of the model that forecasts shows they have
 * to be. Where it shows nothing they stay the model's own.
 *
 * @param purchases what it showed of purchases
 * @param spend what it showed of spend, which is taken for the predicted value as well
 * @param level nominal coverage of the run's intervals
 */
public record CalibratedIntervals(Misses purchases, Misses spend, double level) {
  private static final String LOW = "low";
  private static final String HIGH = "high";
  private static final String CALIBRATED = "calibrated";
  private static final StructType ENDS =
      new StructType().add(LOW, DataTypes.DoubleType).add(HIGH, DataTypes.DoubleType);

  /** Whether intervals of customers are other than the model's own. */
  public boolean isOfCustomers() {
    return spend.customers().filter(limits -> !limits.beginningAtZero().isEmpty()).isPresent();
  }

  /** The same of sums. */
  public boolean isOfTotals() {
    return spend.totals().isPresent();
  }

  /**
   * Replaces the ends of the intervals of customers. A map.
   *
   * @param scores as {@link ForecastIntervals#ofCustomers} returns them, with forecasts
   */
  public Dataset<Row> aroundCustomers(Dataset<Row> scores) {
    Dataset<Row> purchasesReplaced =
        replaced(
            scores,
            purchases,
            ScoreColumns.EXPECTED_PURCHASES,
            ForecastIntervals.EXPECTED_PURCHASES_DEVIATION,
            ScoreColumns.EXPECTED_PURCHASES_LOW,
            ScoreColumns.EXPECTED_PURCHASES_HIGH);
    return replaced(
        purchasesReplaced,
        spend,
        ScoreColumns.PREDICTED_CLV,
        ScoreColumns.PREDICTED_CLV_DEVIATION,
        ScoreColumns.PREDICTED_CLV_LOW,
        ScoreColumns.PREDICTED_CLV_HIGH);
  }

  private static Dataset<Row> replaced(
      Dataset<Row> scores,
      Misses misses,
      String forecast,
      String deviation,
      String low,
      String high) {
    if (misses.customers().isEmpty()) {
      return scores;
    }
    IntervalLimits limits = misses.customers().get();
    Target target = misses.target();
    UDF6<Integer, Double, Double, Double, Double, Double, Row> ends =
        (frequency, pAlive, expected, spread, least, most) -> {
          if (least == null || most == null) {
            return null;
          }
          Interval around =
              limits.around(
                  new CustomerForecast(
                      target, frequency, pAlive, expected, spread, new Interval(least, most)));
          return RowFactory.create(around.low(), around.high());
        };
    Column calibrated =
        udf(ends, ENDS)
            .apply(
                col(ScoreColumns.FREQUENCY).cast("int"),
                col(ScoreColumns.P_ALIVE),
                col(forecast),
                col(deviation),
                col(low),
                col(high));
    return scores
        .withColumn(CALIBRATED, calibrated)
        .withColumn(low, col(CALIBRATED).getField(LOW))
        .withColumn(high, col(CALIBRATED).getField(HIGH))
        .drop(CALIBRATED);
  }

  /** Widens the intervals of a sum by the errors of totals. */
  public CohortForecast aroundSum(CohortForecast sum) {
    return sum.purchases().isEmpty() || sum.clv().isEmpty()
        ? sum
        : sum.with(
            around(purchases, sum.expectedPurchases(), sum.purchases().get()),
            around(spend, sum.predictedClv(), sum.clv().get()));
  }

  private Interval around(Misses misses, double forecast, Interval own) {
    return misses.totals().map(error -> error.around(forecast, own, level)).orElse(own);
  }
}

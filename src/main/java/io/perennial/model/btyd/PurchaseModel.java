package io.perennial.model.btyd;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import io.perennial.model.FitSummary;
import io.perennial.model.LikelihoodFamily;
import io.perennial.model.SavedFit;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A fitted model of purchases: adds probability of being alive, expected purchases and discounted
 * expected purchases as columns, row by row. A row with a missing or impossible value gets missing
 * forecasts.
 *
 * @param <M> the model itself
 */
public abstract class PurchaseModel<M extends PurchaseModel<M>> extends Model<M>
    implements PurchaseStage<M>, MLWritable {
  private static final long serialVersionUID = 1L;
  private static final double YEAR_DAYS = 365.0;

  private final String uid;
  private final FitSummary summary;
  private final double timeUnitDays;
  private final PurchaseParams purchaseParams;

  /**
   * @param timeUnitDays length of the time unit that the parameters are in
   */
  protected PurchaseModel(String uid, FitSummary summary, double timeUnitDays) {
    this.uid = uid;
    this.summary = summary;
    this.timeUnitDays = timeUnitDays;
    this.purchaseParams = new PurchaseParams(this);
  }

  /** The models it is one of. */
  protected abstract LikelihoodFamily<? extends PurchaseLikelihood> family();

  /** The pure-Java model at the fitted parameters; its time unit is {@link #timeUnitDays}. */
  public PurchaseLikelihood likelihood() {
    return family().of(summary.parameterValues());
  }

  /** The same at the bootstrap replicates of the parameters; empty without a bootstrap. */
  public List<PurchaseLikelihood> replicates() {
    return summary.replicates().stream()
        .map(each -> each.stream().mapToDouble(Double::doubleValue).toArray())
        .<PurchaseLikelihood>map(family()::of)
        .toList();
  }

  @Override
  public String uid() {
    return uid;
  }

  /** What the fit found. */
  public FitSummary summary() {
    return summary;
  }

  /** Days in the time unit of the parameters. */
  public double timeUnitDays() {
    return timeUnitDays;
  }

  /** The horizon in time units. */
  public double horizon() {
    return (int) getOrDefault(horizonDays()) / timeUnitDays;
  }

  /** The continuous discount rate per time unit. */
  public double rate() {
    return Math.log1p((double) getOrDefault(annualDiscountRate())) * timeUnitDays / YEAR_DAYS;
  }

  @Override
  public PurchaseParams purchaseParams() {
    return purchaseParams;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return purchaseSchema(schema);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> customers) {
    transformSchema(customers.schema());
    PurchaseLikelihood likelihood = likelihood();
    double unit = timeUnitDays;
    // One table of forecasts for all tasks of an executor.
    Broadcast<ForecastTable> forecasts =
        JavaSparkContext.fromSparkContext(customers.sparkSession().sparkContext())
            .broadcast(new ForecastTable(likelihood, unit, horizon(), rate()));
    UDF3<Integer, Double, Double, Double> pAlive =
        (x, recency, age) ->
            isKnown(x, recency, age)
                ? Double.valueOf(likelihood.pAlive(x, recency / unit, age / unit))
                : null;
    UDF3<Integer, Double, Double, Double> expected =
        (x, recency, age) ->
            isKnown(x, recency, age)
                ? Double.valueOf(forecasts.value().ifAlive(x, recency, age).expected())
                : null;
    UDF3<Integer, Double, Double, Double> discounted =
        (x, recency, age) ->
            isKnown(x, recency, age)
                ? Double.valueOf(forecasts.value().ifAlive(x, recency, age).discounted())
                : null;
    Column x = col(getOrDefault(frequencyCol())).cast("int");
    Column recency = col(getOrDefault(recencyCol())).cast("double");
    Column age = col(getOrDefault(ageCol())).cast("double");
    String alive = getOrDefault(pAliveCol());
    return customers
        .withColumn(alive, udf(pAlive, DataTypes.DoubleType).apply(x, recency, age))
        .withColumn(
            getOrDefault(expectedPurchasesCol()),
            col(alive).multiply(udf(expected, DataTypes.DoubleType).apply(x, recency, age)))
        .withColumn(
            getOrDefault(discountedExpectedPurchasesCol()),
            col(alive).multiply(udf(discounted, DataTypes.DoubleType).apply(x, recency, age)));
  }

  private static boolean isKnown(Integer frequency, Double recency, Double age) {
    boolean present = frequency != null && recency != null && age != null;
    return present && frequency >= 0 && recency >= 0 && recency <= age && age < 1e300;
  }

  @Override
  public MLWriter write() {
    return SavedFit.of(summary, timeUnitDays).writer(this);
  }
}

package io.perennial.model.btyd;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.DiscountRate;
import io.perennial.model.stage.FittedModel;
import io.perennial.model.stage.SavedFit;
import io.perennial.schema.Calls;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A fitted model of purchases: adds probability of being alive, expected purchases and discounted
 * expected purchases as columns, row by row. A row with a missing or impossible value gets missing
 * forecasts.
 *
 * @param <M> the model itself
 */
public abstract class PurchaseModel<M extends PurchaseModel<M>> extends FittedModel<M>
    implements PurchaseStage<M> {
  private static final long serialVersionUID = 1L;

  private final double timeUnitDays;
  private final PurchaseParams purchaseParams;

  /**
   * @param timeUnitDays length of the time unit that the parameters are in
   */
  protected PurchaseModel(String uid, FitSummary summary, double timeUnitDays) {
    super(uid, summary);
    this.timeUnitDays = timeUnitDays;
    this.purchaseParams = new PurchaseParams(this);
  }

  /** The family of the model. */
  protected abstract LikelihoodFamily<? extends PurchaseLikelihood> family();

  /** The pure-Java model at the fitted parameters; its time unit is {@link #timeUnitDays}. */
  @Override
  public PurchaseLikelihood likelihood() {
    return family().of(summary().parameterValues(family().parameters()));
  }

  /** The family used for forecasts; its members need the covariates of a customer first. */
  LikelihoodFamily<? extends PurchaseLikelihood> forecasting() {
    return family();
  }

  /** The model used for forecasts, before it is given the covariates of a customer. */
  public PurchaseLikelihood forecaster() {
    double[] values = summary().parameterValues();
    // By position, since covariates may have been renamed; fixed parameters, such as k, come first.
    int fixed = values.length - forecasting().parameters().size();
    return forecasting().of(Arrays.copyOfRange(values, fixed, values.length));
  }

  /** The models at the bootstrap replicates of the parameters; empty without a bootstrap. */
  public List<PurchaseLikelihood> replicates() {
    return summary().replicates().stream()
        .map(each -> each.stream().mapToDouble(Double::doubleValue).toArray())
        .<PurchaseLikelihood>map(forecasting()::of)
        .toList();
  }

  /**
   * Whether the data determines the parameters: the likelihood is curved around them, and nothing
   * speaks against them that the family knows of.
   */
  public boolean isIdentified() {
    return !summary().standardErrors().isEmpty() && unidentified(family()).isEmpty();
  }

  private <L extends PurchaseLikelihood> List<String> unidentified(LikelihoodFamily<L> of) {
    return of.identificationWarnings(of.of(summary().parameterValues(of.parameters())));
  }

  /** The covariates of a row, as doubles. */
  List<Column> covariates() {
    return List.of();
  }

  /** The covariates of a row as an array of doubles, which is empty where the model has none. */
  public Column covariateArray() {
    return array(covariates().toArray(Column[]::new)).cast("array<double>");
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
    return DiscountRate.continuous((double) getOrDefault(annualDiscountRate()), timeUnitDays);
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
    double horizon = horizon();
    double rate = rate();
    CustomerForecasts forecasts =
        forecasts(
            customers,
            process -> {
              double purchases = process.expectedPurchases(horizon);
              return new double[] {
                purchases,
                rate == 0 ? purchases : process.discountedExpectedPurchases(horizon, rate)
              };
            });
    String alive = getOrDefault(pAliveCol());
    return customers
        .withColumn(alive, ofCustomer(forecasts, "pAlive"))
        .withColumn(
            getOrDefault(expectedPurchasesCol()),
            col(alive).multiply(ofCustomer(forecasts, "ifAlive", lit(0))))
        .withColumn(
            getOrDefault(discountedExpectedPurchasesCol()),
            col(alive).multiply(ofCustomer(forecasts, "ifAlive", lit(1))));
  }

  /**
   * Adds the days of the horizon in which a customer is expected to be active, P(alive) included:
   * the mean lifetime from now on, restricted to the horizon. A map.
   *
   * @param customers as {@link #transform} returns them
   */
  public Dataset<Row> withLifetime(Dataset<Row> customers, String column) {
    double unit = timeUnitDays;
    double horizon = horizon();
    CustomerForecasts lifetimes =
        forecasts(customers, process -> new double[] {unit * process.expectedTimeAlive(horizon)});
    return customers.withColumn(
        column, col(getOrDefault(pAliveCol())).multiply(ofCustomer(lifetimes, "ifAlive", lit(0))));
  }

  /**
   * Forecasts with one table of figures for all tasks of an executor. It lives as long as the data
   * frame that it is used in, which is only a plan: Spark's cleaner destroys it when nobody holds
   * that.
   */
  private CustomerForecasts forecasts(Dataset<?> customers, ForecastTable.Figures figures) {
    PurchaseLikelihood likelihood = forecaster();
    return new CustomerForecasts(
        likelihood,
        timeUnitDays,
        JavaSparkContext.fromSparkContext(customers.sparkSession().sparkContext())
            .broadcast(new ForecastTable(likelihood, timeUnitDays, figures)));
  }

  /** A forecast from frequency, recency, age and covariates; null where one of them is missing. */
  private Column ofCustomer(CustomerForecasts forecasts, String method, Column... further) {
    List<Column> arguments =
        new ArrayList<>(
            List.of(
                col(getOrDefault(frequencyCol())).cast("int"),
                col(getOrDefault(recencyCol())).cast("double"),
                col(getOrDefault(ageCol())).cast("double"),
                covariateArray()));
    arguments.addAll(List.of(further));
    return Calls.of(forecasts, method, DataTypes.DoubleType, arguments.toArray(Column[]::new));
  }

  @Override
  protected SavedFit saved() {
    return SavedFit.of(summary(), timeUnitDays);
  }
}

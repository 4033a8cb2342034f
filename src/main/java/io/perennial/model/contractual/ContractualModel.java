package io.perennial.model.contractual;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.stage.SavedFit;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A fitted model of retention: adds the probability of the next renewal and the discounted expected
 * residual lifetime as columns, row by row. A row with a missing value gets missing forecasts.
 *
 * @param <M> the model itself
 */
public abstract class ContractualModel<M extends ContractualModel<M>> extends Model<M>
    implements ContractualStage<M>, MLWritable {
  private static final long serialVersionUID = 1L;
  private static final double YEAR_DAYS = 365.0;

  private final String uid;
  private final FitSummary summary;
  private final ContractualParams contractualParams;

  protected ContractualModel(String uid, FitSummary summary) {
    this.uid = uid;
    this.summary = summary;
    this.contractualParams = new ContractualParams(this);
  }

  /** The pure-Java model at the fitted parameters. */
  public abstract ContractualLikelihood likelihood();

  @Override
  public String uid() {
    return uid;
  }

  /** What the fit found. */
  public FitSummary summary() {
    return summary;
  }

  @Override
  public ContractualParams contractualParams() {
    return contractualParams;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return contractualSchema(schema);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> customers) {
    transformSchema(customers.schema());
    ContractualLikelihood likelihood = likelihood();
    double rate =
        Math.log1p((double) getOrDefault(annualDiscountRate()))
            * (double) getOrDefault(periodDays())
            / YEAR_DAYS;
    UDF2<Integer, Double, Double> retention =
        (renewals, left) ->
            renewals == null || left == null
                ? null
                : Double.valueOf(left == 0 ? likelihood.retention(renewals + 1) : 0.0);
    UDF2<Integer, Double, Double> lifetime =
        (renewals, left) ->
            renewals == null || left == null
                ? null
                : Double.valueOf(
                    left == 0 ? likelihood.discountedResidualLifetime(renewals, rate) : 0.0);
    Column renewals = col(getOrDefault(renewalsCol())).cast("int");
    Column left = col(getOrDefault(leftCol())).cast("double");
    return customers
        .withColumn(
            getOrDefault(retentionCol()),
            udf(retention, DataTypes.DoubleType).apply(renewals, left))
        .withColumn(
            getOrDefault(discountedResidualLifetimeCol()),
            udf(lifetime, DataTypes.DoubleType).apply(renewals, left));
  }

  @Override
  public MLWriter write() {
    return SavedFit.of(summary).writer(this);
  }
}

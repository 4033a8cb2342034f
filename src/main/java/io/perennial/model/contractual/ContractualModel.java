package io.perennial.model.contractual;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.stage.DiscountRate;
import io.perennial.model.stage.FittedModel;
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
public abstract class ContractualModel<M extends ContractualModel<M>> extends FittedModel<M>
    implements ContractualStage<M> {
  private static final long serialVersionUID = 1L;

  private final ContractualParams contractualParams;

  protected ContractualModel(String uid, FitSummary summary) {
    super(uid, summary);
    this.contractualParams = new ContractualParams(this);
  }

  @Override
  public abstract ContractualLikelihood likelihood();

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
        DiscountRate.continuous(
            (double) getOrDefault(annualDiscountRate()), (double) getOrDefault(periodDays()));
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
}

package io.perennial.model.spend;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.stage.FittedModel;
import io.perennial.model.stage.SavedStage;
import io.perennial.schema.Calls;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A fitted Gamma-Gamma, see {@link GammaGammaLikelihood}: adds the expected value of a future
 * purchase as a column. Customers without a repeat purchase get the population's mean.
 */
public final class GammaGammaModel extends FittedModel<GammaGammaModel>
    implements SpendStage<GammaGammaModel> {
  private static final long serialVersionUID = 1L;

  private final SpendParams spendParams;

  /** For {@link java.util.ServiceLoader}: a model without a fit. */
  public GammaGammaModel() {
    this("", null);
  }

  public GammaGammaModel(String uid, FitSummary summary) {
    super(uid, summary);
    this.spendParams = new SpendParams(this);
  }

  @Override
  public GammaGammaLikelihood likelihood() {
    return GammaGammaLikelihood.FAMILY.of(
        summary().parameterValues(GammaGammaLikelihood.FAMILY.parameters()));
  }

  /** The same at the bootstrap replicates of the parameters; empty without a bootstrap. */
  public List<GammaGammaLikelihood> replicates() {
    return summary().replicates().stream()
        .map(each -> each.stream().mapToDouble(Double::doubleValue).toArray())
        .map(GammaGammaLikelihood.FAMILY::of)
        .toList();
  }

  @Override
  public SpendParams spendParams() {
    return spendParams;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return spendSchema(schema);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> customers) {
    transformSchema(customers.schema());
    Column x = col(getOrDefault(frequencyCol())).cast("int");
    Column mean = col(getOrDefault(monetaryValueCol())).cast("double");
    // Without a repeat purchase the customer's mean has no weight; with one it is not negative.
    Column known = when(x.equalTo(0).or(mean.lt(0)), 0.0).otherwise(mean);
    return customers.withColumn(
        getOrDefault(expectedPurchaseValueCol()),
        Calls.of(likelihood(), "expectedValue", DataTypes.DoubleType, x, known));
  }

  public static GammaGammaModel load(String path) {
    return SavedStage.load(GammaGammaModel.class, path);
  }
}

package io.perennial.model.spend;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.stage.SavedFit;
import java.util.List;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A fitted Gamma-Gamma, see {@link GammaGammaLikelihood}: adds the expected value of a future
 * purchase as a column. Customers without a repeat purchase get the population's mean.
 */
public final class GammaGammaModel extends Model<GammaGammaModel>
    implements SpendStage<GammaGammaModel>, MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private final FitSummary summary;
  private final SpendParams spendParams;

  /** A model without a fit, by which {@link java.util.ServiceLoader} finds the class. */
  public GammaGammaModel() {
    this("", null);
  }

  public GammaGammaModel(String uid, FitSummary summary) {
    this.uid = uid;
    this.summary = summary;
    this.spendParams = new SpendParams(this);
  }

  @Override
  public String uid() {
    return uid;
  }

  /** What the fit found. */
  public FitSummary summary() {
    return summary;
  }

  /** The pure-Java model at the fitted parameters. */
  public GammaGammaLikelihood likelihood() {
    return GammaGammaLikelihood.FAMILY.of(summary.parameterValues());
  }

  /** The same at the bootstrap replicates of the parameters; empty without a bootstrap. */
  public List<GammaGammaLikelihood> replicates() {
    return summary.replicates().stream()
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
    GammaGammaLikelihood fitted = likelihood();
    Column x = col(getOrDefault(frequencyCol())).cast("double");
    Column mean = col(getOrDefault(monetaryValueCol())).cast("double");
    // Equation (5), as in expectedValue, in Spark's own expressions: no row leaves the engine. The
    // mean has no part in it without a repeat purchase, and is not below zero for a purchase.
    Column total = when(x.equalTo(0).or(mean.lt(0)), 0.0).otherwise(x.multiply(mean));
    Column expected =
        lit(fitted.p())
            .multiply(total.plus(fitted.gamma()))
            .divide(x.multiply(fitted.p()).plus(fitted.q() - 1));
    return customers.withColumn(getOrDefault(expectedPurchaseValueCol()), expected);
  }

  @Override
  public GammaGammaModel copy(ParamMap extra) {
    return copyValues(new GammaGammaModel(uid, summary), extra).setParent(parent());
  }

  @Override
  public MLWriter write() {
    return SavedFit.of(summary).writer(this);
  }

  public static MLReader<GammaGammaModel> read() {
    return SavedFit.reader(
        GammaGammaModel.class, (uid, saved) -> new GammaGammaModel(uid, saved.fit()));
  }

  public static GammaGammaModel load(String path) {
    return read().load(path);
  }
}

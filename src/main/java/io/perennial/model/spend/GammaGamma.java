package io.perennial.model.spend;

import static org.apache.spark.sql.functions.col;

import io.perennial.failure.ExitCode;
import io.perennial.failure.JobFailure;
import io.perennial.model.cells.CellRequest;
import io.perennial.model.cells.CellSource;
import io.perennial.model.cells.CellTotals;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.MaximumLikelihood;
import io.perennial.model.stage.CellEstimator;
import java.util.Locale;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * Fits Gamma-Gamma, see {@link GammaGammaLikelihood}, to the customers with a repeat purchase whose
 * mean value is above zero.
 */
public final class GammaGamma extends CellEstimator<GammaGamma, GammaGammaModel>
    implements SpendStage<GammaGamma> {
  private static final long serialVersionUID = 1L;

  /** Diagnostic: Pearson's correlation of frequency and mean value over the fitted customers. */
  public static final String CORRELATION = "frequencyValueCorrelation";

  /**
   * From here on the values forecast for frequent buyers are noticeably off. CDNOW, on which the
   * model is taught, has 0.11.
   */
  private static final double CORRELATION_THAT_MATTERS = 0.2;

  /** Below this many standard errors of zero a correlation is chance. */
  private static final double SIGNIFICANT = 3.0;

  private final SpendParams spendParams;

  public GammaGamma() {
    this(Identifiable$.MODULE$.randomUID("gammaGamma"));
  }

  public GammaGamma(String uid) {
    super(uid);
    this.spendParams = new SpendParams(this);
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
  protected CellRequest request(Dataset<?> customers) {
    Column x = col(getOrDefault(frequencyCol()));
    Column mean = col(getOrDefault(monetaryValueCol())).cast("double");
    return new CellRequest(
        customers.filter(x.gt(0).and(mean.gt(0))),
        x,
        mean,
        functions.log(mean),
        weight(),
        (frequency, value, logValue) -> frequency > 0 && value > 1e-300 && value < 1e300,
        "There is a customer with impossible (frequency, monetary value, its logarithm): %s."
            + " Frequency is a whole number, the value is finite, and weights are not negative.");
  }

  @Override
  protected FitSummary fit(CellSource cells) {
    CellTotals totals = cells.totals();
    if (totals.customers() == 0) {
      throw new JobFailure(
          ExitCode.NO_MODEL,
          "gamma-gamma cannot be fitted: no customer has a repeat purchase of positive value.");
    }
    FitSummary fit =
        new MaximumLikelihood<>(GammaGammaLikelihood.FAMILY, totals.meanFirst(), options())
            .fit(cells);
    double correlation = totals.correlationOfFrequencyAndFirst();
    fit = fit.withDiagnostic(CORRELATION, correlation);
    boolean significant = Math.abs(correlation) * Math.sqrt(totals.customers()) > SIGNIFICANT;
    return significant && Math.abs(correlation) > CORRELATION_THAT_MATTERS
        ? fit.withWarning(
            String.format(
                Locale.ROOT,
                "Gamma-Gamma assumes that value does not depend on frequency, but their correlation"
                    + " is %.2f: frequent buyers are worth %s than forecast.",
                correlation,
                correlation > 0 ? "more" : "less"))
        : fit;
  }

  @Override
  protected GammaGammaModel model(FitSummary fit) {
    return new GammaGammaModel(uid(), fit);
  }

  public static MLReader<GammaGamma> read() {
    return new DefaultParamsReader<>();
  }

  public static GammaGamma load(String path) {
    return read().load(path);
  }
}

package io.perennial.model.spend;

import static org.apache.spark.sql.functions.col;

import io.perennial.model.cells.CellRequest;
import io.perennial.model.cells.CellSource;
import io.perennial.model.cells.CellTotals;
import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.CellEstimator;
import io.perennial.model.stage.SavedStage;
import java.util.Locale;
import org.apache.spark.ml.util.Identifiable$;
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
   * From this correlation on the forecasts for frequent buyers are noticeably biased. CDNOW, the
   * usual example of the model, has 0.11.
   */
  private static final double CORRELATION_THAT_MATTERS = 0.2;

  /** A correlation within this many standard errors of zero is taken for chance. */
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
            customers.filter(x.gt(0)),
            new CellRequest.Values(x, mean, functions.log(mean)),
            weight(),
            (frequency, value, logValue) -> frequency > 0 && value > 1e-300 && value < 1e300,
            "There is a customer with impossible (frequency, monetary value, its logarithm): %s."
                + " Frequency is a whole number, the value is finite, and weights are not"
                + " negative.")
        .leavingOut(functions.coalesce(mean.leq(0), functions.lit(true)));
  }

  @Override
  protected LikelihoodFamily<GammaGammaLikelihood> family() {
    return GammaGammaLikelihood.FAMILY;
  }

  @Override
  protected void requireEnough(CellTotals totals) {
    if (totals.customers() == 0) {
      throw cannotBeFitted("no customer has a repeat purchase of positive value.");
    }
  }

  /** The mean value. */
  @Override
  protected double scale(CellTotals totals) {
    return totals.meanFirst();
  }

  @Override
  protected FitSummary maximise(CellSource cells) {
    CellTotals totals = cells.totals();
    double correlation = totals.correlationOfFrequencyAndFirst();
    FitSummary fit = super.maximise(cells).withDiagnostic(CORRELATION, correlation);
    if (totals.leftOut() > 0) {
      fit =
          fit.withWarning(
              String.format(
                  Locale.ROOT,
                  "%.0f customers with a repeat purchase are left out: column %s is zero, negative"
                      + " or missing there. It is the mean value of the repeat purchases.",
                  totals.leftOut(),
                  getOrDefault(monetaryValueCol())));
    }
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

  public static GammaGamma load(String path) {
    return SavedStage.load(GammaGamma.class, path);
  }
}

package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import java.util.List;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;

/** Fits BG/NBD, see {@link BgNbdLikelihood}. */
public final class BgNbd extends CovariateEstimator<BgNbd, BgNbdModel> {
  private static final long serialVersionUID = 1L;

  public BgNbd() {
    this(Identifiable$.MODULE$.randomUID("bgNbd"));
  }

  public BgNbd(String uid) {
    super(uid);
  }

  @Override
  protected LikelihoodFamily<BgNbdLikelihood> family() {
    return BgNbdLikelihood.FAMILY;
  }

  @Override
  CovariateFamily<BgNbdLikelihood> family(List<String> covariates) {
    return BgNbdLikelihood.given(covariates);
  }

  @Override
  protected BgNbdModel model(FitSummary fit) {
    return new BgNbdModel(uid(), fit, unit());
  }

  public static MLReader<BgNbd> read() {
    return new DefaultParamsReader<>();
  }

  public static BgNbd load(String path) {
    return read().load(path);
  }
}

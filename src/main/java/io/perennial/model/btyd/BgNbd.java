package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedStage;
import java.util.List;
import org.apache.spark.ml.util.Identifiable$;

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

  public static BgNbd load(String path) {
    return SavedStage.load(BgNbd.class, path);
  }
}

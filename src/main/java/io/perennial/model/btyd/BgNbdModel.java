package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedStage;
import java.util.List;

/** A fitted BG/NBD, see {@link BgNbdLikelihood}. */
public final class BgNbdModel extends CovariateModel<BgNbdModel> {
  private static final long serialVersionUID = 1L;

  /** For {@link java.util.ServiceLoader}: a model without a fit. */
  public BgNbdModel() {
    this("", null, Double.NaN);
  }

  public BgNbdModel(String uid, FitSummary summary, double timeUnitDays) {
    super(uid, summary, timeUnitDays);
  }

  @Override
  protected LikelihoodFamily<BgNbdLikelihood> family() {
    return BgNbdLikelihood.FAMILY;
  }

  @Override
  CovariateFamily<BgNbdLikelihood> family(List<String> covariates) {
    return BgNbdLikelihood.given(covariates);
  }

  public static BgNbdModel load(String path) {
    return SavedStage.load(BgNbdModel.class, path);
  }
}

package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedStage;

/** A fitted MBG/NBD, see {@link MbgNbdLikelihood}. */
public final class MbgNbdModel extends PurchaseModel<MbgNbdModel> {
  private static final long serialVersionUID = 1L;

  /** For {@link java.util.ServiceLoader}: a model without a fit. */
  public MbgNbdModel() {
    this("", null, Double.NaN);
  }

  public MbgNbdModel(String uid, FitSummary summary, double timeUnitDays) {
    super(uid, summary, timeUnitDays);
  }

  @Override
  protected LikelihoodFamily<MbgNbdLikelihood> family() {
    return MbgNbdLikelihood.FAMILY;
  }

  public static MbgNbdModel load(String path) {
    return SavedStage.load(MbgNbdModel.class, path);
  }
}

package io.perennial.model.btyd;

import io.perennial.model.fit.FitSummary;
import io.perennial.model.fit.LikelihoodFamily;
import io.perennial.model.stage.SavedStage;

/** A fitted MBG/CNBD-k, see {@link MbgCnbdLikelihood}. */
public final class MbgCnbdModel extends PurchaseModel<MbgCnbdModel> {
  private static final long serialVersionUID = 1L;

  /** For {@link java.util.ServiceLoader}: a model without a fit. */
  public MbgCnbdModel() {
    this("", null, Double.NaN);
  }

  public MbgCnbdModel(String uid, FitSummary summary, double timeUnitDays) {
    super(uid, summary, timeUnitDays);
  }

  @Override
  protected LikelihoodFamily<MbgCnbdLikelihood> family() {
    return MbgCnbdLikelihood.family(summary().parameters().get("k").intValue());
  }

  public static MbgCnbdModel load(String path) {
    return SavedStage.load(MbgCnbdModel.class, path);
  }
}
